"""The house as README draws it: imports point down only, and what lies around a command is read at the top."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import reception_cli

ROOT = Path(reception_cli.__file__).parent
PACKAGE = "reception_cli"
# Higher floors may use lower ones; on one floor a package knows itself only, and `output` the table that it writes.
FLOORS = {
    "domain": 0, "law": 1, "events": 2, "ledger": 2, "index": 3, "exchange": 4, "maintenance": 4,
    "reporting": 5, "intake": 5, "output": 6, "app": 6, "cli": 7, "__main__": 8,
}  # fmt: skip
# Modules that may import a part of ours when it is wanted: it is dear, or which one is known only then.
LATE = {
    "cli.main",  # the group, after the language is chosen; the bug log
    "cli.group",  # the writer, the errors, the progress bar
    "cli.verbs",  # the one verb that was typed
    "cli.options",  # what a shell is offered
    "cli.bulk",  # whose names a text with blanks may tell
    "cli.completion",  # the part that a half-typed word asks for
    "cli.commands.capture",  # the dialogue, when somebody is there to ask
    "cli.commands.classify",  # proposals and questions
    "cli.commands.close",  # questions for what is missing at the end
    "cli.commands.lifecycle",  # the diary, where a note is left to the next shift
    "cli.commands.lists",  # the list of complex matters
    "cli.commands.summarize",  # words, where a report is asked for in them
    "cli.commands.deadlines",  # what a morning and a look ahead need besides
    "cli.commands.show",  # the words of the next term, for who reads a screen
    "cli.commands.settings",  # the questions of `init`, where somebody is there to answer
    "cli.filters",  # the reader of periods, where one is named
    "cli.commands.export",  # bundles: gzip, JSON Schema, keys
    "events.registry",  # the family of a kind that is met
    "index.cache",  # what writes the cards, and the second process that reads a large register
    "index.queries.lists",  # who stays hidden, where names are asked for
    "index.register_view",  # the replay of entries: lists and figures read the cards alone
    "index.row_writer",  # who hides whom: few registers tell of a denunciation every day
    "index.desk_folder",  # lock, recovery, examination and kinds: who reads a register that did not change needs none
    "app.desk",  # its parts, each made on first use
    "app.deadline_projection",  # the law, for the days that nobody asked for before
    "law.decisions",  # the words of results, for who gave a wrong one
    "reporting.table",  # the words of the terms, for who reads them
    "reporting.disclosure",  # who stays hidden, where names are asked for
    "output.writer",  # the form of the answer
    "output.terminal",  # bars
    "output.papers",  # the form of a paper
}
SURROUNDINGS = ("cli.main", "cli.group", "app.environment")
READS = {
    "os.environ", "os.getenv", "os.environb", "sys.stdin", "sys.stdout", "sys.argv", "datetime.now",
    "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime", "os.isatty", "locale.getlocale",
    "getpass.getuser", "os.getlogin", "socket.gethostname",
}  # fmt: skip
STANDARD_ERROR = (*SURROUNDINGS, "output.progress")  # the bar is drawn there and leaves nothing behind
DANGEROUS = {"eval", "exec", "compile", "pickle.loads", "pickle.load", "os.system", "subprocess.run", "os.popen"}


class Module(NamedTuple):
    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def floor(self) -> int:
        return FLOORS[self.package]


class Import(NamedTuple):
    source: Module
    target: str  # a module of ours, without the package's name
    late: bool  # inside a function
    typing: bool  # for the type checker only

    def __str__(self) -> str:
        return f"{self.source.name} -> {self.target}"


def read(path: Path) -> Module:
    dotted = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    return Module(dotted.removesuffix(".__init__"), path, ast.parse(path.read_text(encoding="utf-8")))


MODULES = {module.name: module for module in map(read, sorted(ROOT.rglob("*.py"))) if module.name != "__init__"}


def imports(module: Module) -> Iterator[Import]:
    late = {id(node) for function in functions(module) for node in ast.walk(function)}
    typing = {
        id(node)
        for block in ast.walk(module.tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(module.tree):
        for target in targets(node):
            if target:
                yield Import(module, target, id(node) in late, id(node) in typing)


def targets(node: ast.AST) -> list[str]:
    """Name the modules of ours that a statement or a call imports."""
    if isinstance(node, ast.Import):
        return [ours(alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom) and ours(node.module or ""):
        inside = [f"{node.module}.{alias.name}" for alias in node.names]
        return [ours(name) if ours(name) in MODULES else ours(node.module or "") for name in inside]
    if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
        return [alias.name for alias in node.names if alias.name in MODULES]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        asked = node.args[0]
        text = asked.values[0] if isinstance(asked, ast.JoinedStr) else asked
        return [ours(str(text.value)).rstrip(".")] if isinstance(text, ast.Constant) else []
    return []


def ours(name: str) -> str:
    return name.removeprefix(PACKAGE + ".") if name.startswith(PACKAGE + ".") else ""


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def mentions(module: Module, names: Iterable[str]) -> list[str]:
    wanted = set(names)
    return [
        f"{module.name}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in wanted
    ]


ALL_IMPORTS = [found for module in MODULES.values() for found in imports(module)]


def test_the_reader_of_this_house_sees_its_imports() -> None:
    told = {str(found) for found in ALL_IMPORTS}
    assert {"cli.commands.close -> app.desk", "app.desk -> law.codes", "cli.main -> cli.group"} <= told
    assert {"cli.verbs -> cli.commands", "cli.group -> output.progress", "output.writer -> output.values"} <= told
    assert len(told) > 300


def test_every_module_lives_on_a_floor() -> None:
    assert [name for name, module in MODULES.items() if module.package not in FLOORS] == []


def test_imports_point_down_only() -> None:
    """On one floor a package knows itself only: reporting and intake do not know each other."""
    wrong = [
        str(found)
        for found in ALL_IMPORTS
        if found.target in MODULES and not found.typing
        if found.source.package != MODULES[found.target].package
        if found.source.floor <= MODULES[found.target].floor
    ]
    assert wrong == []


@pytest.mark.parametrize("package", [name for name in FLOORS if name != "__main__"])
def test_a_package_says_what_lives_there_and_what_may_not(package: str) -> None:
    text = ast.get_docstring(read(ROOT / package / "__init__.py").tree) or ""
    assert len(text.splitlines()) >= 2, package


def test_a_library_is_used_in_the_package_that_it_is_for() -> None:
    allowed = {"reception_cli", "__future__"}
    for module in MODULES.values():
        for node in ast.walk(module.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign = {name.partition(".")[0] for name in names} & {
                "click", "rich", "tinydb", "jinja2", "xlsxwriter", "python_calamine",
            }  # fmt: skip
            rooms = {
                "click": {"cli"}, "rich": {"output"}, "jinja2": {"output"}, "xlsxwriter": {"output"},
                "tinydb": {"ledger", "index"}, "python_calamine": {"intake"},
            }  # fmt: skip
            for library in foreign - allowed:
                assert module.name.partition(".")[0] in rooms[library], f"{module.name} imports {library}"


def test_output_reads_a_table_and_decides_nothing() -> None:
    known = {found.target for found in ALL_IMPORTS if found.source.package == "output" and not found.typing}
    others = {target for target in known if target.partition(".")[0] not in ("", "output", "domain")}
    assert others == {"reporting.table", "reporting.paper_layout", "ledger.files"}


def test_the_ledger_and_the_index_know_no_law() -> None:
    """Due days are counted by what the app hands in; only the queries read which forms and codes there are."""
    below = [
        found for found in ALL_IMPORTS
        if found.source.package in ("ledger", "index") and not found.source.name.startswith("index.queries")
    ]  # fmt: skip
    assert below and [str(found) for found in below if found.target.partition(".")[0] == "law"] == []


@pytest.mark.parametrize("name", ["ledger.findings", "ledger.audit", "events.entry_schema"])
def test_what_an_examination_finds_is_data_until_somebody_reads_it(name: str) -> None:
    """Sentences are said by `index.finding_words`, in the language of whoever asks."""
    assert [str(found) for found in ALL_IMPORTS if found.source.name == name if found.target == "domain.words"] == []


def test_no_import_goes_in_a_circle() -> None:
    """Neither at the top nor later: of two modules that need each other, one would have no home of its own."""
    below: dict[str, set[str]] = {name: set() for name in MODULES}
    for found in ALL_IMPORTS:
        if not found.typing and found.target in MODULES and found.target != found.source.name:
            below[found.source.name].add(found.target)
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for target in below[name]:
                visit(target, (*path, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


def test_our_own_modules_are_imported_at_the_top_but_in_the_few_agreed_places() -> None:
    late = {found.source.name for found in ALL_IMPORTS if found.late and not found.typing}
    assert late <= LATE


def test_every_agreed_place_still_needs_its_exception() -> None:
    late = {found.source.name for found in ALL_IMPORTS if found.late and not found.typing}
    assert late >= LATE


@pytest.mark.parametrize("name", MODULES)
def test_what_lies_around_a_command_is_read_at_the_top_only(name: str) -> None:
    if name not in SURROUNDINGS:
        assert mentions(MODULES[name], READS) == []


@pytest.mark.parametrize("name", MODULES)
def test_nothing_but_the_top_writes_to_the_streams(name: str) -> None:
    module = MODULES[name]
    if name not in SURROUNDINGS:
        assert mentions(module, ["print", "input"]) == []
    if name not in STANDARD_ERROR:
        assert mentions(module, ["sys.stderr"]) == []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.echo", "click.prompt", "click.confirm"):
            beside = any(word.arg == "err" and ast.unparse(word.value) == "True" for word in node.keywords)
            assert beside or name in SURROUNDINGS, f"{name}:{node.lineno}: standard output is for answers"


# Where other programs are started: such as the clerk's own configuration, or the machine's schedule, names.
STARTS_PROGRAMS = "app.programs"


@pytest.mark.parametrize("name", MODULES)
def test_no_module_runs_what_it_reads(name: str) -> None:
    allowed = {"subprocess.run"} if name == STARTS_PROGRAMS else set()
    assert mentions(MODULES[name], DANGEROUS - allowed) == []


def test_programs_are_started_for_mail_and_for_the_night_alone() -> None:
    starters = {found.source.name for found in ALL_IMPORTS if found.target == STARTS_PROGRAMS}
    assert starters <= {"app.mail", "cli.commands.nightly", "cli.commands.schedule"}


# What comes with the program; the table of mounts; a descriptor, or a device, that is written to.
NOT_FROM_OUTSIDE = {
    "law.data", "intake.columns", "intake.template", "intake.wordlists", "index.desk_folder", "app.bug_log", "cli.main",
    "ledger.files", "cli.commands.manual",
}  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_a_file_from_outside_is_opened_as_an_ordinary_one(name: str) -> None:
    """A pipe would be waited for, a device never ends: `ledger.files.ordinary` is the one place that opens to read."""
    for node in ast.walk(MODULES[name].tree):
        if not isinstance(node, ast.Call) or name.removeprefix("reception_cli.") in NOT_FROM_OUTSIDE:
            continue
        what, where = ast.unparse(node.func), f"{name}:{node.lineno}"
        assert what not in ("os.open", "tomllib.load", "tomllib.loads", "io.open", "os.mkfifo"), where
        if what == "open":
            words = {word.arg: ast.unparse(word.value) for word in node.keywords}
            mode = words.get("mode") or (ast.unparse(node.args[1]) if len(node.args) > 1 else "")
            descriptor = ast.unparse(node.args[0]) in ("fd", "part") or isinstance(node.args[0], ast.Call)
            writes = "w" in mode or "a" in mode
            assert writes or descriptor or words.get("opener", "").endswith("ordinary"), where


@pytest.mark.parametrize("name", MODULES)
def test_what_others_may_use_says_what_it_does(name: str) -> None:
    module = MODULES[name]
    if not module.tree.body:
        return
    assert ast.get_docstring(module.tree), f"{name} has no docstring"
    for owner in (module.tree, *(node for node in module.tree.body if isinstance(node, ast.ClassDef))):
        private = isinstance(owner, ast.ClassDef) and owner.name.startswith("_")
        for node in owner.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not private:
                assert ast.get_docstring(node), f"{name}.{node.name} has no docstring"


def test_no_drawer_for_odds_and_ends() -> None:
    parts = {part for name in MODULES for part in name.split(".")}
    assert not parts & {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


_STATEMENT = re.compile(
    r"\bSELECT\b.*\bFROM\b|\bINSERT (OR \w+ )?INTO\b|\bDELETE FROM\b|\bUPDATE \w+ SET\b|\bPRAGMA\b"
    r"|\bORDER BY\b|\bWHERE\b|\bAND \w+\.\w+ (=|<|>|IS|IN|BETWEEN)|\bATTACH\b",
    re.DOTALL,
)
_CALLS = {"execute", "executemany", "executescript", "select", "fetchone", "fetchall"}


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give every text of a module but its docstrings; what is formatted into one stands as `{}`."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def asks_the_cards(module: Module) -> list[str]:
    found = [f"{module.name}:{line} {text[:60]!r}" for line, text in texts(module.tree) if _STATEMENT.search(text)]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS:
            owner = ast.unparse(node.func.value)
            if node.func.attr != "execute" or owner not in ("outcomes", "lifecycle"):  # the verb `execute`
                found.append(f"{module.name}:{node.lineno} {owner}.{node.func.attr}(")
        if isinstance(node, ast.Attribute) and node.attr == "_db" and ast.unparse(node.value) != "self":
            found.append(f"{module.name}:{node.lineno} {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("name", [name for name, module in MODULES.items() if module.package != "index"])
def test_nobody_above_the_index_speaks_sql_or_holds_a_connection(name: str) -> None:
    assert asks_the_cards(MODULES[name]) == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("index.queries.")])
def test_every_module_of_questions_asks_one(name: str) -> None:
    if name != "index.queries.form_definitions":  # what a form counts, as data
        assert asks_the_cards(MODULES[name])


# How many modules of ours, packages aside, a daily verb may load: their number is what a start costs. Lower a bound,
# never raise it.
LOADED = {
    "add Road --name Lan --address Hamlet": 41, "add --help": 27, "list": 28, "search dat": 28, "show 1": 38, "due": 32,
    "agenda": 42, "summarize": 39, "classify 1 --kind complaint": 38, "note 1 heard": 45,
}  # fmt: skip
_COUNT = """
import sys
from reception_cli.cli.main import run
code = run(sys.argv[1:])
ours = [module for name, module in sys.modules.items() if name.startswith("reception_cli.")]
sys.stderr.write(f"{sum(not hasattr(module, '__path__') for module in ours)}")
sys.exit(code)
"""


@pytest.mark.parametrize("verb", LOADED)
def test_a_daily_verb_loads_few_modules(desk: Any, verb: str) -> None:
    desk.add()
    argv = [sys.executable, "-c", _COUNT, "--db", str(desk.folder), "--now", "2026-11-23T09:00:00+07:00", *verb.split()]
    for _turn in ("writes what the cards lack", "finds them complete"):
        ran = subprocess.run(argv, capture_output=True, text=True, encoding="utf-8", check=False)
        assert ran.returncode == 0, ran.stderr
    assert int(ran.stderr.split()[-1]) <= LOADED[verb], ran.stderr
