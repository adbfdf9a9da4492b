"""Every option once: the global ones, the filters, and the types that read codes, days and numbers."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from reception_cli.domain.dates import (
    COMING,
    PAST,
    Moment,
    ShortYear,
    full_day,
    read_day,
    read_moment,
    said_day,
    said_short,
)  # fmt: skip
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.words import _, mark

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reception_cli.app.desk import Desk
    from reception_cli.reporting.table import Column

    Shape = Callable[[Desk, Mapping[str, Any]], tuple[Column, ...] | None]  # of the desk and the parameters
    Offers = list[CompletionItem]
    Own = Callable[[Mapping[str, Any]], bool]

USUAL = {"session": "regular", "host": "officer", "mode": "in-person"}  # what a visit is unless somebody says otherwise
MOST_PERSONS = 99_999  # at one visit: whoever types more has typed something else
FAULTS = "reception.faults"  # ctx.meta: every fault of one command line, told together
GIVEN = "reception.given"  # ctx.meta: global options as typed, before or after the verb

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Note a global option where both the group and the verb may be given it."""
    if param.name and ctx.get_parameter_source(param.name) is click.core.ParameterSource.COMMANDLINE:
        if param.name == "json":
            ctx.meta.setdefault(GIVEN, {})["format"] = "json"
        else:
            ctx.meta.setdefault(GIVEN, {})[param.name] = value
    return value


def _global(*names: str, **facts: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=keep, is_eager=True, **facts)


def common() -> list[click.Option]:
    """Build the options that every verb takes, before or after its name."""
    return [
        _global("--db", metavar="DIR", type=Word("folders"), help=_("The desk's folder (RECEPTION_DB).")),
        _global("--user", metavar="NAME", type=Word("clerks"), help=_("The clerk (RECEPTION_USER).")),
        _global("--lang", type=click.Choice(["vi", "en"]), help=_("Language (RECEPTION_LANG).")),
        _global("--now", metavar="ISO", help=_("Take this as the present moment (RECEPTION_NOW).")),
        _global(
            "--format",
            type=click.Choice(["table", "tsv", "json", "jsonl", "csv", "xlsx", "md", "html", "svg"]),
            help=_("How the answer is written."),
        ),
        _global("--json", is_flag=True, help=_("The same as --format json.")),
        _global("-o", "--output", metavar="FILE", help=_("Write to a file; its suffix names the format.")),
        _global("--words", "in_words", is_flag=True, help=_("With csv: headings and values in words, for people.")),
        _global("--fields", metavar="A,B", type=ColumnNames(), help=_("Only these columns, in this order.")),
        _global("-q", "--quiet", is_flag=True, help=_("Numbers only.")),
        _global("--clock-is-right", is_flag=True, help=_("Record though the clock is far ahead of the register.")),
        _global("--no-input", is_flag=True, help=_("Never ask.")),
        _global(
            "--lock-timeout",
            type=click.FloatRange(min=0),
            metavar="S",
            help=_("Seconds to wait for a writer."),
        ),
        _global("--no-color", is_flag=True, help=_("No colours (NO_COLOR).")),
        _global("--no-pager", is_flag=True, help=_("Write a long answer at once, not page by page (PAGER).")),
    ]


def listing() -> list[click.Option]:
    """Build the options of verbs that list."""
    return [
        _global("--sort", metavar="[-]FIELD", type=ColumnNames(), help=_("Order by a column; - turns it round.")),
        *wide(),
        *limit(),
    ]


def wide() -> list[click.Option]:
    """Build the option of verbs whose table shows a choice of its columns."""
    return [_global("--wide", is_flag=True, help=_("All columns, nothing cut."))]


def limit() -> list[click.Option]:
    """Build the option of verbs that list in an order of their own."""
    return [_global("--limit", type=click.IntRange(1, 10**9), metavar="N", help=_("At most so many rows."))]


def past() -> list[click.Option]:
    """Build the option of verbs that can tell what the register said on an earlier day."""
    return [_global("--as-at", metavar="DATE", type=Word("days"), help=_("As it was recorded by the end of that day."))]


def writing() -> list[click.Option]:
    """Build the options of verbs that write."""
    return [
        _global("--yes", is_flag=True, help=_("Do it without asking.")),
        *dry_run(),
    ]


def dry_run() -> list[click.Option]:
    """Build the option of verbs that write and have nothing to ask."""
    return [_global("--dry-run", is_flag=True, help=_("Decide and show, record nothing."))]


def with_identity(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --with-identity and --reason: reading identities is itself recorded."""

    @wraps(command)
    def unlocked(*args: Any, key_file: str | None, **given: Any) -> Any:
        """Open what is encrypted before anything is read."""
        if given["with_identity"] and (given["reason"] or "").strip() and not given.get("bundle"):
            click.get_current_context().obj.unlock(key_file)
        elif key_file:
            raise UsageFault(_("--key-file belongs to --with-identity --reason TEXT."))
        return command(*args, **given)

    made = key_file(unlocked)
    made = click.option("--reason", metavar="TEXT", help=_("Why; needed for a denunciation."))(made)
    return click.option(
        "--with-identity", is_flag=True, help=_("Names, addresses and text too; this is recorded.")
    )(made)


def key_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --key-file: the key that opens what is encrypted, where it is not the desk's own."""
    return click.option(
        "--key-file", metavar="FILE", type=File(),
        help=_("The key that opens encrypted denunciations, or the recovery key; by default keys/unit.key."),
    )(command)  # fmt: skip


def counting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --counting: how often an incident of several visits counts."""
    return click.option(
        "--counting",
        type=click.Choice(["distinct", "per-visit"]),
        help=_("An incident counts once, or once a visit."),
    )(command)


def guide(ctx: click.Context | None = None) -> Any:
    """Give the questions that a terminal puts for what a verb is not told; the group has them, above every verb."""
    group: Any = (ctx or click.get_current_context()).find_root().command
    return group.guide()


class Verb(click.Command):
    """A command whose help begins with examples, ends with exit codes and takes the global options it can use."""

    examples: tuple[str, ...] = ()
    columns: "Shape | None" = None  # of the answer: what --fields may name, known before the verb runs
    own_file: "Own" = staticmethod(lambda given: bool(given.get("bundle")))  # whether -o is none of an answer's forms
    form: tuple[str, ...] = ()  # parameters that a terminal asks for where one that must be given is missing

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; on a terminal ask for what is missing."""
        typed = list(args)
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        try:
            rest = super().parse_args(ctx, args)
        except click.MissingParameter as fault:
            if not (fault.param and fault.param.name in self.form and desk_of(ctx).settings.interactive):
                raise
        else:
            lacking = self._number_for_text(ctx)
            if not (lacking and desk_of(ctx).settings.interactive):
                return rest
        given = self.make_context(ctx.info_name, list(typed), ctx.parent, resilient_parsing=True)
        given.obj = ctx.obj
        lacking = self._number_for_text(given)
        if lacking:
            given.params |= {"ids": (given.params[lacking],), lacking: None}
        more = guide(ctx).ask_missing(desk_of(ctx), self, given)
        return super().parse_args(ctx, [*typed, *more])

    def _number_for_text(self, ctx: click.Context) -> str:
        """Name the text behind the numbers where a number alone was typed and taken for it: the text is missing."""
        if "ids" not in self.form or ctx.params.get("ids"):
            return ""
        texts = (param.name for param in self.params if isinstance(param, click.Argument) and param.name != "ids")
        return next((name for name in texts if name and is_number(ctx.params.get(name))), "")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Put the examples first: they are what most readers came for."""
        for example in self.examples:
            formatter.write(f"  {example}\n")
        formatter.write_paragraph()
        super().format_help(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Tell with which exit codes it can leave."""
        names = {param.name for param in self.params}
        exit_codes = import_module("reception_cli.cli.exit_codes")
        formatter.write_paragraph()
        formatter.write_text(exit_codes.exit_codes_of("dry_run" in names, "exit_code" in names))

    def invoke(self, ctx: click.Context) -> Any:
        """Refuse what the verb cannot use, tell all faults at once, then run with the desk as object."""
        usable = {param.name for param in self.params}
        for name in ctx.meta.get(GIVEN, {}):
            if name not in usable:
                faults_of(ctx).append(
                    UsageFault(_("`{verb}` has no use for {option}.").format(
                        verb=ctx.info_name, option="--" + name.replace("_", "-")
                    ))
                )  # fmt: skip
        faults_of(ctx).extend(_empty(ctx, self.params))
        raise_faults(faults_of(ctx))
        ctx.find_root().obj.check(ctx, desk_of(ctx))
        return super().invoke(ctx)


# What may be recorded of a matter or left out: a script may give it empty. All other options choose something.
_FACTS = frozenset({
    "about", "address", "agreed", "body", "commune", "doc", "host_name", "id_no", "name", "note", "parcel", "phone",
    "reason", "who",
})  # fmt: skip


def _empty(ctx: click.Context, params: Sequence[click.Parameter]) -> list[ReceptionError]:
    """Refuse what chooses a desk, a file, a day or matters but is empty, as from a script's unset variable."""
    found: list[ReceptionError] = []
    typed = click.core.ParameterSource.COMMANDLINE
    own = {name: value for name, value in ctx.params.items() if ctx.get_parameter_source(name) is typed}
    given = {**own, **ctx.meta.get(GIVEN, {})}
    filters = any(param.name == "match" for param in params)
    for param in params:
        name, value = param.name or "", given.get(param.name or "")
        chooses = isinstance(param.type, File | Incident) or (
            isinstance(param, click.Option)
            and not isinstance(param.type, _Gathering)  # which refuses by itself, and reads `none` as a choice
            and (name not in _FACTS or (filters and name == "commune"))
        )
        values = value if isinstance(value, tuple) else (value,)
        if chooses and any(isinstance(one, str) and not one.strip() for one in values):
            argument = metavar("FILE" if isinstance(param.type, File) else "ID")
            said = max(param.opts, key=len) if isinstance(param, click.Option) else argument
            fault = _("{option} was given nothing.").format(option=said)
            found.append(UsageFault(fault, _("Leave it out, or say what is meant.")))
    return found


def faults_of(ctx: click.Context) -> list[ReceptionError]:
    """Give the list of faults found so far on this command line."""
    faults: list[ReceptionError] = ctx.meta.setdefault(FAULTS, [])
    return faults


def raise_faults(faults: Sequence[ReceptionError]) -> None:
    """Raise all faults as one; a single one as it is, those of one class as that class."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        hints = dict.fromkeys(fault.hint for fault in faults if fault.hint)
        classes = {type(fault) for fault in faults}
        one = classes.pop() if len(classes) == 1 else UsageFault
        raise one("\n".join(fault.message for fault in faults), "\n".join(hints))


# What stands in help and faults for a value, in the language of the program; a longer one is told word by word.
_METAVARS = frozenset((
    mark("ADDRESS"), mark("ARGS"), mark("CODE"), mark("COMMAND"), mark("CONTENT"), mark("COUNT"), mark("DATE"),
    mark("DESK"), mark("DIGEST"), mark("DIR"), mark("ENTRY"), mark("FIELD"), mark("FILE"), mark("FOLDER"),
    mark("FORM"), mark("GROUND"), mark("GROUP"), mark("ID"), mark("INTEGER"), mark("ISO"), mark("KEY"), mark("LEVEL"),
    mark("LINE"), mark("LIST"), mark("NAME"), mark("NO"), mark("NUMBER"), mark("OUT"), mark("PAPER"), mark("PETITION"),
    mark("PUBLIC"), mark("RULE"), mark("SPAN"), mark("STATE"), mark("TEXT"), mark("TO"), mark("TOPIC"), mark("UNIT"),
    mark("VALUE"), mark("VERB"), mark("VISIT"), mark("WHAT"), mark("WHEN"), mark("WHO"), mark("WHY"), mark("WORDS"),
    mark("H:MM"), mark("P"), mark("S"), mark("[-]FIELD"), mark("[KEY]"),
))  # fmt: skip
_WORD = re.compile("[A-Z]{2,}")


def metavar(named: str) -> str:
    """Say what stands for a value in the reader's language: as a whole where it has a translation, else by words."""
    if named in _METAVARS:
        return _(named)
    return _WORD.sub(lambda word: _(word[0]) if word[0] in _METAVARS else word[0], named)


def speak(params: Iterable[click.Parameter]) -> None:
    """Have parameters show what they take in the reader's language; what click makes of a type or a name, too."""
    for param in params:
        named = param.metavar
        if named is None and isinstance(param, click.Argument) and not isinstance(param.type, click.Choice):
            named = str(param.name).upper()
            named = (named if param.required else f"[{named}]") + ("..." if param.nargs != 1 else "")
        elif named is None and isinstance(param, click.Option) and not (param.is_flag or param.count):
            named = "" if isinstance(param.type, click.Choice) else param.type.name.upper()
        if named and metavar(named) != named:
            param.metavar = metavar(named)


_FORM = ("format", "json", "output", "in_words", "fields", "quiet")  # options of how an answer is written
COMMANDS: dict[str, Callable[[], click.Command]] = {}  # verb -> builds its command; filled as modules are imported


def verb(
    help_: str, examples: tuple[str, ...], *groups: Callable[[], list[click.Option]],
    columns: "Shape | None" = None, script: bool = False, own_file: "Own | None" = None,
    form: tuple[str, ...] = (),
) -> Decorator:  # fmt: skip
    """Declare a function as the verb of its name; `list_` is `list`, since a builtin has that name.

    `examples` stand first in its help and are run by a test. `columns` are those of its answer; a verb that may
    record must give them, as they are checked before it does. `form` names the parameters that a terminal asks for
    where one that must be given is missing. `script`: the answer is a text that has one form only. `own_file`: under
    which parameters the file of -o is none of an answer's forms, but what the verb makes.
    The command is built when the verb is typed.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__.strip("_")
        COMMANDS[name] = lambda: command(
            name, help_, examples, function, *groups, columns=columns, script=script, own_file=own_file,
            form=form,
        )
        return function

    return declare


def command(
    name: str, help_: str, examples: tuple[str, ...], function: Callable[..., Any],
    *groups: Callable[[], list[click.Option]], own: Iterable[click.Parameter] = (), columns: "Shape | None" = None,
    script: bool = False, own_file: "Own | None" = None,
    form: tuple[str, ...] = (),
) -> Verb:  # fmt: skip
    """Build the command of a verb: the function's own parameters, those of `own`, then the global ones it can use."""
    made = click.command(name, cls=Verb, help=help_, options_metavar=_("[OPTIONS]"), context_settings=CONTEXT)(function)
    made.examples = examples
    made.columns = columns
    made.own_file = own_file or made.own_file
    made.form = form
    made.params.extend(own)
    for group in (common, *groups):
        made.params.extend(_quietly(option) for option in group() if not (script and option.name in _FORM))
    speak(made.params)
    return made


CONTEXT = {"help_option_names": ["-h", "--help"]}


def _quietly(option: click.Option) -> click.Option:
    option.hidden = option.name not in ("dry_run", "yes", "sort", "wide", "limit", "as_at")
    return option


class _Gathering(click.ParamType):  # type: ignore[type-arg]
    """A type that gathers its faults instead of stopping at the first."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self.read(str(value), ctx)
        except ReceptionError as fault:
            if ctx is None:
                raise
            faults_of(ctx).append(fault)
            return None

    def read(self, value: str, ctx: click.Context | None) -> Any:
        raise NotImplementedError


class Code(_Gathering):
    """A code of one list, in any spelling that `law/codes.py` knows."""

    name = "code"

    def __init__(self, list_name: str) -> None:
        """Read nothing yet."""
        self.list_name = list_name

    def read(self, value: str, ctx: click.Context | None) -> str:
        """Turn a spelling into the stored code."""
        return str(desk_of(ctx).codes(self.list_name).find(value).code)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "Offers":
        """Offer the codes with their Vietnamese names, which is how a clerk knows them, and as which they are typed."""
        return _offered("codes", desk_of(ctx), self.list_name, incomplete)


class Word(click.types.StringParamType):
    """A text, taken as typed, of which a shell can offer those that are known: periods, communes, clerks ..."""

    def __init__(self, known: str) -> None:
        """`known`: the function of `cli/completion` that offers them."""
        self.known = known

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "Offers":
        """Offer those that fit."""
        return _offered(self.known, desk_of(ctx), incomplete)


class ColumnNames(click.types.StringParamType):
    """Names of columns of the answer, with commas between; `-` before one turns an order round."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "Offers":
        """Offer the columns that the verb declares."""
        shape = getattr(ctx.command, "columns", None)
        columns = shape(desk_of(ctx), ctx.params) if shape else None
        return _offered("columns", [column.key for column in columns or ()], incomplete)


class File(click.ParamType):  # type: ignore[type-arg]
    """A file that a verb reads, or writes; every path is of this type, so that no output overwrites an input."""

    name = "file"

    def __init__(
        self, *suffixes: str, written: bool = False, folder: bool = False, backups: bool = False
    ) -> None:
        """`suffixes`: those that a shell offers, none: every file; `folder`: a whole folder is written.

        `backups`: it may be the desk's own one for backups.
        """
        self.suffixes = suffixes
        self.written = written
        self.folder = folder
        self.backups = backups

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "Offers":
        """Offer the files of these suffixes, and the folders on the way to one."""
        return _offered("paths", self.suffixes, self.folder, incomplete)


class _Dated(_Gathering):
    """A type that a word for a day is read by."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "Offers":
        """Offer the words for a day."""
        return _offered("days", desk_of(ctx), incomplete)


class Day(_Dated):
    """A calendar day as people type it; gives a `date`. One said short is the nearest past, or `coming`."""

    name = "date"

    def __init__(self, coming: bool = False) -> None:
        """`coming`: it is a term."""
        self.lean = COMING if coming else PAST

    def read(self, value: str, ctx: click.Context | None) -> Any:
        """Read a day."""
        desk = desk_of(ctx)
        return understood(desk, value, lambda typed: read_day(typed, desk.today, _("the day"), self.lean), str)


class When(_Dated):
    """A day, with or without a time; gives a `dates.Moment`. One said short is the nearest past, or `coming`."""

    name = "when"

    def __init__(self, coming: bool = False) -> None:
        """`coming`: it is an appointment."""
        self.lean = COMING if coming else PAST

    def read(self, value: str, ctx: click.Context | None) -> Any:
        """Read a moment."""
        return moment(desk_of(ctx), value, self.lean)


def moment(desk: "Desk", typed: str, lean: str = PAST) -> Moment:
    """Read a day with or without a time, as a clerk says it."""
    found: Moment = understood(
        desk, typed, lambda text: read_moment(text, desk.now, _("the moment"), lean), lambda day: day + _time_of(typed)
    )  # fmt: skip
    return found


def ahead(desk: "Desk", at: Moment, hint: str) -> UsageFault | None:
    """Say that a reception lies in the future, where it does."""
    if at.day > desk.today or at.iso() > desk.settings.now:
        return UsageFault(_("{at} lies in the future.").format(at=said_day(at.iso())), hint)
    return None


def _time_of(typed: str) -> str:
    """Give what stands behind the day in a moment as typed."""
    _day, blank, time = typed.strip().partition(" ")
    return blank + time


def understood(desk: "Desk", typed: str, read: "Callable[[str], Any]", again: "Callable[[str], str]") -> Any:
    """Read a day or moment; one said short is repeated in full, a year of two digits is offered in four to choose.

    `again` writes what was typed with another day. Raises UsageFault where nobody can choose.
    """
    try:
        found = read(typed)
    except ShortYear as fault:
        if fault.likely is None or not desk.settings.interactive:
            raise
        question = _("'{typed}': is {day} meant?").format(typed=typed[:20], day=full_day(fault.likely))
        if not desk.confirmed(question):
            raise
        return read(again(fault.likely.isoformat()))
    if said_short(typed):
        day = found if isinstance(found, date) else found.day
        desk.warn(_("'{typed}' is {day}").format(typed=typed[:40], day=full_day(day)))
    return found


def numbers(desk: "Desk", ids: Sequence[str]) -> tuple[str, ...]:
    """Take the numbers as typed; `-` stands for those on standard input, one a line."""
    listed: list[str] = []
    for id_ in dict.fromkeys(ids):
        lines = desk.settings.stdin().split("\n") if id_ == "-" else [id_]
        listed += [line.strip() for line in lines if line.strip()]
    if "-" in ids and not listed:
        raise UsageFault(_("Standard input named no number."), _("Give numbers there, one a line."))
    return tuple(dict.fromkeys(listed))


_NUMBER = re.compile(r"@1|[VP]?\d{1,6}|[VP]?\d{4}-\d{4,}", re.IGNORECASE)


def is_number(typed: object) -> bool:
    """Whether what was typed is a number of the register, as far as its form tells."""
    return isinstance(typed, str) and bool(_NUMBER.fullmatch(typed.strip()))


def past_day(desk: "Desk", day: date | None) -> str:
    """Give the ISO day on which it happened: today unless said, never a day to come."""
    if day and day > desk.today:
        raise UsageFault(_("{day} lies in the future.").format(day=said_day(day)), _("Mend --on."))
    return (day or desk.today).isoformat()


class Incident(click.ParamType):  # type: ignore[type-arg]
    """An incident's number in any short form; resolved by the verb."""

    name = "incident"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "Offers":
        """Offer the newest numbers with their status."""
        return _offered("incidents", desk_of(ctx), incomplete)


def _offered(what: str, *known: Any) -> "Offers":
    offers: Offers = getattr(import_module("reception_cli.cli.completion"), what)(*known)
    return offers


def desk_of(ctx: click.Context | None) -> "Desk":
    """Open the desk that the flags seen so far name; eager options come first."""
    assert ctx is not None
    if callable(ctx.obj):
        ctx.obj = ctx.obj(ctx.meta.get(GIVEN, {}))
    return ctx.obj  # type: ignore[no-any-return]
