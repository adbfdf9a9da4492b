"""`reception` itself: the group that knows every verb by name and reads only the one that was typed."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from reception_cli import __version__
from reception_cli.app import environment
from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.verbs import ALIASES, DAILY, GROUPS, VERBS, aliased, load, verb_of
from reception_cli.domain.errors import Damaged, Unwritable, UsageFault
from reception_cli.domain.text import nearest, shown
from reception_cli.domain.words import _, language

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reception_cli.reporting.table import Table

_TURNS = 3  # that a verb is run again because the register was replaced under it
_WIDEST = 80  # cells of a help page
# What these say of a damaged register is their own answer.
_JUDGES = frozenset({"verify", "restore", "backup", "nightly"})
_MORNING = "agenda"  # the verb that is meant where none is typed
_OFFICIAL = frozenset({"form", "register"})
_OFFERING = frozenset({"add", "classify", "refer", "accept", "extend"})  # after which a paper is written
_SHEETS = frozenset({"xlsx", "html"})


class Group(click.Group):
    """A group whose help comes from the table of verbs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Read the one verb that was typed."""
        if cmd_name not in VERBS:
            return None
        return load(cmd_name)

    def guide(self) -> Any:
        """Give the questions that a terminal puts for what a verb is not told."""
        return import_module("reception_cli.cli.commands.guided_verbs")

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Know a verb by its Vietnamese name, too; say what was meant when none is called so."""
        verb = verb_of(args[0])
        if verb not in VERBS and not verb.startswith("-"):
            near = ", ".join(nearest(verb, [*VERBS, *ALIASES]))
            hint = _("Did you mean: {near}?").format(near=near) if near else _("See `reception --help`.")
            raise UsageFault(_("There is no verb '{verb}'.").format(verb=verb[:40]), hint)
        return super().resolve_command(ctx, [verb, *args[1:]])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer the verbs and their Vietnamese names with the help lines from the table; no verb is imported."""
        known = {**VERBS, **{alias: VERBS[verb] for alias, verb in ALIASES.items()}}
        verbs: list[CompletionItem] = import_module("reception_cli.cli.completion").verbs(known, incomplete)
        return verbs + click.Command.shell_complete(self, ctx, incomplete)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the verbs before the options: they are what most readers look for."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name the topics and the exit codes."""
        topics = import_module("reception_cli.cli.topics")
        with formatter.section(_("Topics (`reception help TOPIC`)")):
            formatter.write_text(", ".join(topics.topic_names()))
        with formatter.section(_("Exit codes")):
            formatter.write_dl(import_module("reception_cli.cli.exit_codes").exit_codes())

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the verbs by their task, from the table without importing one: those of every day with their lines."""
        with formatter.section(_(DAILY.title)):
            formatter.write_dl([(aliased(verb), _(VERBS[verb][1])) for verb in DAILY.verbs])
        with formatter.section(_("More (`reception help GROUP`)")):
            names = [group.vietnamese if language() == "vi" else group.name for group in GROUPS[1:]]
            room = formatter.width - max(map(len, names)) - 4 - formatter.current_indent
            formatter.write_dl([
                (name, _one_line(_(group.title) + ": ", group.verbs, room))
                for name, group in zip(names, GROUPS[1:], strict=True)
            ])  # fmt: skip


def _one_line(head: str, verbs: Sequence[str], room: int) -> str:
    """Name as many verbs as a line has room for."""
    told = head + " ".join(verbs)
    while len(told) > room and len(verbs) > 1:
        verbs = verbs[:-1]
        told = head + " ".join(verbs) + " ..."
    return told


def _attended() -> bool:
    """Whether somebody sits at a terminal and reads what is answered."""
    return environment.is_terminal(sys.stdin) and environment.is_terminal(sys.stdout)


def run(argv: list[str], tongue: str) -> int:
    """Parse, run the verb, write its answer; returns the exit code."""
    opening = _Opening(tongue)
    group = _group()
    if environment.COMPLETE in os.environ:
        opening.silent = True
        completion = import_module("reception_cli.cli.completion")
        return int(completion.answer(group, opening, os.environ[environment.COMPLETE]))
    try:
        while True:
            try:
                return _once(group, argv, opening)
            except Exception as fault:
                if not opening.again(fault, argv):
                    raise
    except click.exceptions.Exit as leave:
        if sys.stdout is None:
            raise _closed() from leave
        sys.stdout.flush()
        return leave.exit_code
    except click.Abort:
        _warn("")  # the cursor stands behind the question
        raise KeyboardInterrupt from None
    except Exception as fault:
        answering = opening.answered or opening.desk is None  # without one it is a help page that is written
        ours: Exception = import_module("reception_cli.cli.errors").translate(fault, opening.desk, answering)
        if ours is fault:
            raise
        raise ours from fault
    finally:
        if opening.desk is not None:
            opening.desk.let_go()


def _once(group: Group, argv: list[str], opening: "_Opening") -> int:
    """Run the verb and write its answer; returns the exit code."""
    # the width is ours to find: click reads in `shutil` for it, 4 ms
    with group.make_context("reception", list(argv), obj=opening, terminal_width=_help_width()) as ctx:
        answer = group.invoke(ctx)
        if isinstance(answer, str):
            opening.answered = True
            click.echo(answer, nl=False)
            sys.stdout.flush()
            return 0
        return _write(answer, opening, ctx) if answer is not None else 0


class _Opening:
    """Makes the desk once the flags are known, and remembers it for the answer."""

    def __init__(self, tongue: str) -> None:
        self.tongue = tongue
        self.silent = self.answered = False
        self.desk: Desk | None = None
        self.failed: tuple[Desk, Any] | None = None  # the desk whose cards failed, and how
        self.turns = _TURNS

    def __call__(self, given: Mapping[str, Any]) -> Desk:
        settings = environment.settings(given, os.environ, self.tongue)
        warn = _warn if not self.silent else lambda _line: None  # not into a line that is being typed
        self.desk = Desk(settings, warn, None if self.silent else _bar, _confirmed)
        if self.failed:
            self.desk.take_over(*self.failed)
        else:
            for fault in settings.unread:
                self.desk.warn(f"{fault.message} {fault.hint}")
        return self.desk

    def check(self, ctx: click.Context, desk: Desk) -> None:
        """Refuse what could not be answered before anything is done: place, form and columns."""
        given = ctx.meta.get(options.GIVEN, {})
        output = given.get("output")
        if output is None and sys.stdout is None:
            raise _closed()
        guard, replaced = None, list[str]()
        files = (param.name or "" for param in ctx.command.params if isinstance(param.type, options.File))
        if output is not None or any(ctx.params.get(name) for name in files):
            guard = import_module("reception_cli.cli.output_guard")
            replaced = guard.check(ctx, desk, output)
        writer = import_module("reception_cli.output.writer")
        own = getattr(ctx.command, "own_file", None)  # a bundle's file is not the answer's, nor a paper's
        file = None if own and own({**ctx.params, **given}) else output
        form = writer.choose(given.get("format") or "", file, environment.is_terminal(sys.stdout))
        if given.get("in_words") and form != "csv":
            raise UsageFault(_("--words belongs to csv: other forms for people are in words already."))
        fields = _fields(given)
        shape = getattr(ctx.command, "columns", None)
        columns = shape(desk, ctx.params) if shape and (fields or form == "svg") else None
        if columns is not None:
            writer.check(columns, fields, form)
        if guard and not self.failed:  # whoever was asked before is not asked again
            guard.agree(desk, replaced)

    def again(self, fault: Any, argv: list[str]) -> bool:
        """Whether a verb may be run once more: nothing was answered, nothing read from stdin.

        Its cards failed under it, or the register that it read was replaced, by a restore or an erasure.
        """
        if self.desk is None or self.answered or "-" in argv or self.turns == 0:
            return False
        if isinstance(fault, Damaged) and self.desk.replaced and not self.desk.wrote:
            self.turns -= 1
        elif type(fault).__module__ == "sqlite3" and not self.failed:
            self.failed = self.desk, fault
            if not self.desk.may_repeat(fault):
                return False
        else:
            return False
        self.desk.let_go()
        return True


def _confirmed(question: str) -> bool:
    """Ask for a yes on the terminal, in the letters of the reader's language; Enter is a no."""
    prompts = import_module("reception_cli.cli.prompts")
    asked = " ".join((shown(question), _("[y/N]")))
    while True:
        typed = click.prompt(asked, default="", show_default=False, err=True)
        try:
            return bool(typed.strip()) and bool(prompts.yes_no(typed))
        except UsageFault as fault:
            _warn(f"{fault.message} {fault.hint}")


def _fields(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(field.strip() for field in (given.get("fields") or "").split(",") if field.strip())


def _closed() -> Unwritable:
    return Unwritable(
        _("The output could not be written: standard output is closed; nothing was recorded."),
        _("Name a file with -o, or /dev/null if no answer is wanted."),
    )


def _group() -> Group:
    group = Group(
        "reception",
        help=_("Record keeping for a citizen-reception desk (tiếp công dân)."),
        context_settings=options.CONTEXT,
        callback=click.pass_context(_morning),
        invoke_without_command=_attended(),  # a script gets the help
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        params=[
            *options.common(),
            *options.listing(),
            *options.past(),
            *options.writing(),
            click.Option(
                ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version,
                help=_("Show the version."),
            ),
        ],
    )  # fmt: skip
    options.speak(group.params)
    return group


def _morning(ctx: click.Context) -> Any:
    """Show the morning where somebody sits at a terminal and types no verb; where there is no desk, how to make one."""
    if ctx.invoked_subcommand:
        return None
    verb = load(_MORNING).make_context(_MORNING, [], parent=ctx)
    desk = options.desk_of(verb)
    if not desk.folder.exists():
        return import_module("reception_cli.cli.topics").first_steps(desk.folder.path)
    ctx.invoked_subcommand = _MORNING
    with verb:
        return verb.command.invoke(verb)


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"reception {__version__}")
        ctx.exit()


def _write(answer: "Table", opening: _Opening, ctx: click.Context) -> int:
    desk = opening.desk
    given = ctx.meta.get(options.GIVEN, {})
    assert desk is not None
    unit = desk.unit  # opens the register, if nothing did
    answer = _of_damaged(answer, desk, ctx)
    terminal = environment.is_terminal(sys.stdout)
    if terminal and answer.name in _OFFERING and not (desk.settings.dry_run or given.get("output")):
        answer = import_module("reception_cli.cli.offers").with_papers(answer, desk)
    writer = import_module("reception_cli.output.writer")
    how = writer.How(
        format=given.get("format") or "",
        stream=sys.stdout,
        output=given.get("output"),
        terminal=terminal,
        color=terminal and not given.get("no_color") and not os.environ.get("NO_COLOR")
        and environment.takes_colors(sys.stdout, os.environ),
        width=environment.width() if terminal else 80,
        language=opening.tongue,
        height=environment.height() if terminal else 0,
        pager=_pager(given) if terminal else "",
        environ=os.environ,
        wide=bool(given.get("wide")),
        words=bool(given.get("in_words")),
        quiet=bool(given.get("quiet")),
        fields=_fields(given),
        generated_at=desk.settings.now,
        unit=unit,
    )
    opening.answered = True
    if how.output and desk.disclosed:
        desk.put_at(how.output, ctx.invoked_subcommand or "")
    writer.write(answer, how)
    if how.words:
        _warn(_("Excel drops leading zeros of identity and telephone numbers in csv; -o FILE.xlsx keeps them."))
    if how.output and not how.quiet:
        _warn(_("Written to {file}.").format(file=how.output))
    return answer.exit_code


def _pager(given: Mapping[str, Any]) -> str:
    """Name what a long answer is read with; nothing where nobody could turn its pages."""
    if given.get("no_pager") or given.get("no_input") or not environment.is_terminal(sys.stdin):
        return ""
    return environment.pager(os.environ)


def _of_damaged(answer: "Table", desk: Desk, ctx: click.Context) -> "Table":
    """Mark an answer that was read from a damaged register; no official sheet is made of one.

    What was recorded is acknowledged none the less: nobody should repeat it.
    """
    verb = ctx.invoked_subcommand
    if not desk.damage or verb in _JUDGES:
        return answer
    given = ctx.meta.get(options.GIVEN, {})
    if verb in _OFFICIAL and (given.get("output") or given.get("format") in _SHEETS):
        raise Damaged(
            " ".join((*desk.damage, _("No official sheet was written."))),
            _("Run `reception verify` to see what is sound; go on from a backup."),
        )
    make_note = import_module("reception_cli.reporting.table").Note
    text = _("This was read from a damaged register: do not rely on it. Run `reception verify`, go on from a backup.")
    note = make_note("damaged", text, {"registers": list(desk.damage)})
    recorded = bool(desk.done) and _records(ctx)
    return answer._replace(
        notes=(*answer.notes, note), exit_code=answer.exit_code if recorded else Damaged.exit_code
    )


def _records(ctx: click.Context) -> bool:
    """Whether the verb that ran is one that writes; what is disclosed is recorded by the others, too."""
    assert isinstance(ctx.command, Group)
    verb = ctx.command.get_command(ctx, ctx.invoked_subcommand or "")
    return verb is not None and any(param.name == "dry_run" for param in verb.params)


def _help_width() -> int:
    return max(min(environment.width(), _WIDEST) - 2, 50)


def _warn(line: str) -> None:
    try:
        print(environment.fitting(shown(line), sys.stderr), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return


def _bar(title: str) -> Callable[[int, int], None]:
    """Start a progress bar on stderr when somebody watches; else keep silent."""
    if not environment.is_terminal(sys.stderr):
        return lambda _done, _all: None
    return import_module("reception_cli.output.progress").start(title)  # type: ignore[no-any-return]
