"""`reception` itself: the group that knows every verb by name and reads only the one that was typed."""

import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from reception_cli import __version__
from reception_cli.app import environment
from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.verbs import VERBS, load
from reception_cli.domain.errors import Damaged, Unwritable, UsageFault
from reception_cli.domain.text import nearest, shown
from reception_cli.domain.words import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reception_cli.reporting.table import Table

_TURNS = 3  # that a verb is run again because the register was replaced under it
_WIDEST = 80  # cells of a help page
_JUDGES = frozenset({"verify", "restore", "backup"})  # what these say of a damaged register is their own answer
_OFFICIAL = frozenset({"form", "register"})
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

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Say what was meant when no verb is called so."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            near = ", ".join(nearest(args[0], VERBS))
            hint = _("Did you mean: {near}?").format(near=near) if near else _("See `reception --help`.")
            raise UsageFault(_("There is no verb '{verb}'.").format(verb=args[0][:40]), hint)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer the verbs with their help lines from the table; no verb is imported."""
        verbs: list[CompletionItem] = import_module("reception_cli.cli.completion").verbs(VERBS, incomplete)
        return verbs + click.Command.shell_complete(self, ctx, incomplete)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Name the topics and the exit codes."""
        topics = import_module("reception_cli.cli.topics")
        with formatter.section(_("Topics (`reception help TOPIC`)")):
            formatter.write_text(", ".join(topics.TOPICS))
        with formatter.section(_("Exit codes")):
            formatter.write_dl(topics.exit_codes())

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the table of verbs without importing one."""
        with formatter.section(_("Verbs")):
            formatter.write_dl([(verb, _(line)) for verb, (_module, line) in VERBS.items()])


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
        file = None if given.get("bundle") else output  # a bundle's file is not the answer's
        form = writer.choose(given.get("format") or "", file, environment.is_terminal(sys.stdout))
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
    """Ask for a yes on the terminal; Enter is a no."""
    return click.confirm(shown(question), default=False, err=True)


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
        no_args_is_help=True,
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
    return group


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
        quiet=bool(given.get("quiet")),
        fields=_fields(given),
        generated_at=desk.settings.now,
        unit=unit,
    )
    opening.answered = True
    if how.output and desk.disclosed:
        desk.put_at(how.output, ctx.invoked_subcommand or "")
    writer.write(answer, how)
    if how.output and not how.quiet:
        _warn(_("Written to {file}.").format(file=how.output))
    return answer.exit_code


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
        print(shown(line), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return


def _bar(title: str) -> Callable[[int, int], None]:
    """Start a progress bar on stderr when somebody watches; else keep silent."""
    if not environment.is_terminal(sys.stderr):
        return lambda _done, _all: None
    return import_module("reception_cli.output.progress").start(title)  # type: ignore[no-any-return]
