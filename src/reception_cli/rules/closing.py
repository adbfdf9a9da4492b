"""How a matter is closed: at the desk at once, or at the end of its way through the law. Pure."""

from reception_cli.model import evolving
from reception_cli.model.case import Case
from reception_cli.model.words import _
from reception_cli.rules import moves
from reception_cli.rules.lifecycle import Outcome, Row, allowed, draft, not_taken, take


def close(case: Case, result: str, on: str, doc: str | None, note: str) -> Outcome:
    """Close a matter: at the desk at once, or at the end of its way through the law."""
    if case.closed or case.stage in evolving.EARLY:
        return Outcome(moves.close(case, result, on, doc, note), _unrecorded(case, result))
    _row, advice = take(case, "close", on, {"doc": doc}, _wrong_result(case, result, on))
    data = {"result": result, "doc": doc}
    written = draft("closed", case, on, data, {"note": note})
    return Outcome([written], advice)


def fitting(case: Case, on: str) -> tuple[str, ...]:
    """List the results with which a matter may be closed on an ISO day."""
    if case.closed or case.stage in evolving.EARLY:
        return moves.fitting(case)
    row = allowed(case, "close", on)
    return _results(case, row) if isinstance(row, Row) else ()


def _results(case: Case, row: Row) -> tuple[str, ...]:
    """Spell out the results of a row: what was decided comes before any other way to end."""
    decided = case.life.decision.get("outcome")
    if "decision" not in row.takes:
        return row.takes
    return (decided,) if decided else tuple(result for result in row.takes if result != "decision")


def _wrong_result(case: Case, result: str, on: str) -> list[str]:
    row = allowed(case, "close", on)
    if not isinstance(row, Row):
        return _missing_end(case, result)
    fit = _results(case, row)
    return [] if result in fit else [not_taken("--result", fit)]


def _missing_end(case: Case, result: str) -> list[str]:
    """Say which fact a result rests on, when it is not recorded yet."""
    if result == "withdrawn":
        told = _("no withdrawal is recorded: `reception withdraw {incident}`")
    elif result == "terminated":
        told = _("no termination is recorded: `reception step {incident} terminated --doc NO --note WHY`")
    elif result == "answered" and case.kind != "complaint":
        told = _("no answer is recorded: `reception step {incident} answered --doc NO`")
    elif not case.life.decided_on:
        told = _("no decision is recorded: `reception decide {incident} --doc NO --outcome CODE`")
    else:
        return []
    return [told.format(incident=case.id)]


def _unrecorded(case: Case, result: str) -> list[str]:
    """Advise that the forms will miss what was never recorded of a matter that was taken in."""
    decided = ("founded", "partly", "unfounded", "upheld", "amended")
    if result not in decided:
        return []
    return [_("neither the day of acceptance nor the decision is recorded: the report forms will miss them")]
