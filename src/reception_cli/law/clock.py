"""Whether the clock may be believed: what is recorded under a wrong one stays in the register for good. Pure."""

from collections.abc import Callable
from datetime import date

from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, ngettext

FAR = 31  # days; a desk that was closed for so long is asked whether its clock is right
TOO_FAR = 400  # days; nobody but a person can say that


def believe(
    now: str, newest: str, vouched: bool, warn: Callable[[str], None], ask: Callable[[str], bool] | None
) -> None:
    """Compare the moment with that of the newest entry; raises UsageFault where it is not to be believed.

    `vouched`: somebody said that it is right; `ask` puts a question, None where nobody can answer.
    """
    days = (date.fromisoformat(now[:10]) - date.fromisoformat(newest[:10])).days
    if days < -FAR:
        warn(_behind(newest))
    if days <= FAR or vouched:
        return
    text = ngettext(
        "The clock says {now}, {days} day after the newest entry of the register ({newest}).",
        "The clock says {now}, {days} days after the newest entry of the register ({newest}).",
        days,
    )
    told = text.format(now=said_day(now[:16]), days=days, newest=said_day(newest[:10]))
    if ask is not None:
        if not ask(told + " " + _("Is the clock right?")):
            raise UsageFault(_("Nothing was recorded."), _("Set the clock, or name the moment with --now."))
    elif days > TOO_FAR:
        raise UsageFault(told + " " + _("Nothing was recorded."), _("Set the clock, or repeat with --clock-is-right."))
    else:
        warn(told)


def _behind(newest: str) -> str:
    text = _(
        "The newest entry was recorded under a clock that said {newest}. No entry is recorded before the one before "
        "it: this one gets that moment, too; the day on which it happened stays right."
    )
    return text.format(newest=said_day(newest[:10]))
