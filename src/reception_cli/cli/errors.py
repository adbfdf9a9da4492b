"""Faults of others as our own: what click, the streams or the cards raise, in words and with an exit code."""

import errno
import os
import sqlite3

import click

from reception_cli.app.desk import Desk
from reception_cli.domain.errors import (
    Bug,
    Busy,
    Damaged,
    NotFound,
    ReceptionError,
    Refused,
    Unanswered,
    Unwritable,
    UsageFault,
)
from reception_cli.domain.text import shown, some
from reception_cli.domain.words import _, why

_NAMED = 10  # numbers that the message tells; the JSON error has them all


def translate(fault: Exception, desk: Desk | None, answering: bool = True) -> Exception:
    """Turn a fault of others into one of ours; one of the answer alone, when all is recorded, says so.

    `answering`: the answer was being written, so that what failed without a name is its stream.
    """
    ours = system_fault(fault, answering) if isinstance(fault, OSError) else _ours(fault, desk)
    if desk is None or not desk.done or not isinstance(ours, Unwritable | UsageFault):
        return ours
    done = list(desk.done)
    system = ours.__cause__  # its own reason alone: our message may say that nothing was recorded
    unwritten = _("The output could not be written: {reason}.")
    return Unanswered(
        _("Recorded: {numbers}. Only the answer failed: {message}").format(
            numbers=some(done, _NAMED),
            message=unwritten.format(reason=why(system)) if isinstance(system, OSError) else ours.message,
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
    if isinstance(fault, sqlite3.Error) and desk is not None:
        return desk.cards_fault(fault)
    if isinstance(fault, Damaged) and desk is not None and desk.replaced:
        return Busy(
            _("The register was replaced while this was read, by a restore or an erasure."), _("Repeat the command.")
        )
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


def system_fault(fault: OSError, answering: bool, windows: bool = os.name == "nt") -> Exception:
    """Name what the system refused, and why; a closed pipe, which Windows calls EINVAL, is a BrokenPipeError."""
    if isinstance(fault, BrokenPipeError):
        return fault
    if fault.filename is not None:
        text = _("'{file}' cannot be used: {reason}.")
        return Unwritable(text.format(file=shown(os.fsdecode(fault.filename)), reason=why(fault)))
    if not answering:
        return Unwritable(_("The system refused: {reason}.").format(reason=why(fault)))
    if windows and fault.errno == errno.EINVAL:
        return BrokenPipeError()
    return Unwritable(_("The output could not be written: {reason}.").format(reason=why(fault)))
