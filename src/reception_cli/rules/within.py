"""How far ahead a clerk looks: `3wd` three working days, `7d` seven calendar days."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _

if TYPE_CHECKING:
    from reception_cli.rules.workdays import Calendar

_MOST = 1000  # days


def last_day(text: str, today: date, calendar: "Callable[[], Calendar]") -> date:
    """Read a span and give its last day; the calendar is asked for working days only. Raises UsageFault."""
    wish = text.strip().lower()
    number = wish.removesuffix("wd") if wish.endswith("wd") else wish.removesuffix("d")
    if number == wish or not (number.isascii() and number.isdigit()) or int(number) > _MOST:
        raise UsageFault(
            _("'{text}' is no span of days.").format(text=text[:20]),
            _("Write 3wd for three working days, 7d for seven days."),
        )
    days = int(number)
    return calendar().run(today, days, "working").due if wish.endswith("wd") and days else today + timedelta(days=days)
