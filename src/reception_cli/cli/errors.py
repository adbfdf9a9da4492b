"""Faults of others as our own: what click, the streams or the cards raise, in words and with an exit code."""

import sqlite3

import click

from reception_cli.app.desk import Desk
from reception_cli.domain.errors import (
    Bug,
    Damaged,
    NotFound,
    ReceptionError,
    Refused,
    Unanswered,
    Unwritable,
    UsageFault,
)
from reception_cli.domain.text import some
from reception_cli.domain.words import _, why

_NAMED = 10  # numbers that the message tells; the JSON error has them all


def translate(fault: Exception, desk: Desk | None) -> Exception:
    """Turn a fault of others into one of ours; one of the answer alone, when all is recorded, says so."""
    ours = _ours(fault, desk)
    if desk is None or not desk.done or not isinstance(ours, Unwritable | UsageFault):
        return ours
    done = list(desk.done)
    system = ours.__cause__  # its own reason alone: our message may say that nothing was recorded
    return Unanswered(
        _("Recorded: {numbers}. Only the answer failed: {message}").format(
            numbers=some(done, _NAMED), message=why(system) if isinstance(system, OSError) else ours.message
        ),
        _("Do not repeat the command; see `reception log`."),
        recorded=done,
    )


def _ours(fault: Exception, desk: Desk | None) -> Exception:
    if isinstance(fault, click.UsageError):
        return _usage(fault)
    if isinstance(fault, click.ClickException):
        return UsageFault(fault.format_message())
    if isinstance(fault, UnicodeEncodeError):  # a filter, a number: what no verb keeps and so none has cleaned
        half = ord(fault.object[fault.start])
        return UsageFault(
            _("The command holds U+{code:04X} (half a character).").format(code=half),
            _("Type that place again, or save the source as UTF-8."),
        )
    if isinstance(fault, OSError):
        return _stream_fault(fault)
    if isinstance(fault, sqlite3.Error) and desk is not None:
        return desk.cards_fault(fault)
    if isinstance(fault, NotFound | Refused) and desk is not None and desk.damage:  # what decided may have been lost
        return Damaged(fault.message, fault.hint, **fault.facts)
    if isinstance(fault, ReceptionError) or desk is None:
        return fault
    return Bug(tuple(desk.done), desk.wrote)


def _usage(fault: click.UsageError) -> UsageFault:
    """Turn click's own refusal into ours, with the verb whose help says more."""
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        return UsageFault(fault.format_message())
    verb = fault.ctx.command_path if fault.ctx else "reception"
    return UsageFault(fault.format_message(), _("See `{verb} --help`.").format(verb=verb))


def _stream_fault(fault: OSError) -> Exception:
    """A pipe that was closed is for the caller; anything else on the streams is a failed disk."""
    if isinstance(fault, BrokenPipeError):
        return fault
    return Unwritable(_("The output could not be written: {reason}.").format(reason=why(fault)))
