"""What an answer, and each of its totals, is called on a page and in a workbook for people."""

from reception_cli.domain.words import _, mark
from reception_cli.reporting.table import Table

# verb -> the name of its answer; any other answer is a result.
_ANSWERS = {
    "list": mark("List"), "search": mark("Found"), "show": mark("Story"), "summarize": mark("Summary"),
    "due": mark("What is due"), "agenda": mark("The morning"), "stats": mark("Times of handling"),
    "chart": mark("Chart"), "form": mark("Report form"), "register": mark("Register of receptions"),
    "log": mark("Entries"), "verify": mark("Examination"), "config": mark("Settings"), "units": mark("Units"),
    "consolidate": mark("What units have sent"), "diff": mark("Comparison"), "duty": mark("Reception days"),
    "appoint": mark("Appointments"), "explain": mark("Due days explained"), "backup": mark("Backups"),
    "citizen": mark("One person's matters"), "issue": mark("Papers"), "report": mark("Report"),
    "nightly": mark("The night"), "publish": mark("Public page"),
    "keys": mark("Keys"), "import": mark("Import"), "undo": mark("Taken back"), "redo": mark("Done again"),
}  # fmt: skip
_RESULT = mark("Result")
TOTALS = {
    "visits": mark("visits"), "people": mark("people"), "incidents": mark("incidents"), "groups": mark("groups"),
    "all": mark("all"), "overdue": mark("overdue"), "today": mark("today"), "week": mark("this week"),
    "appointments": mark("appointments"), "due": mark("due this week"), "waiting": mark("waiting for a reply"),
    "unclassified": mark("unclassified"), "fieldless": mark("without a field"), "unfinished": mark("left unfinished"),
    "incomplete": mark("incomplete"), "held": mark("reception days held"), "missing": mark("missing"),
    "owed": mark("owed"), "received": mark("taken in hand"), "open": mark("open"), "unknown_end": mark("end not known"),
    "taken_in": mark("accepted in the period"), "resolved": mark("resolved"),
    "resolved_percent": mark("rate of resolution (%)"),
    "form": mark("form"), "circular": mark("circular"), "period": mark("period"), "first": mark("first day"),
    "last": mark("last day"), "counting": mark("way of counting"), "value": mark("value"), "lines": mark("lines"),
    "refused": mark("receptions refused"), "rows": mark("rows"), "already": mark("known already"),
    "rejects": mark("rejected rows"), "units": mark("units"), "unchanged": mark("unchanged"), "late": mark("late"),
    "forked": mark("written anew"), "entries": mark("entries"), "new": mark("new"), "pairs": mark("pairs"),
    "same_matter": mark("same matter"), "equal": mark("equal"), "common": mark("in common"),
    "fork": mark("apart from entry"), "only_a": mark("in the first alone"), "only_b": mark("in the second alone"),
    "figures": mark("figures that differ"), "values": mark("values erased"), "backups": mark("backups"),
    "removed": mark("removed"), "same_register": mark("the same register"), "lost": mark("lost"),
    "gained": mark("gained"), "ok": mark("sound"), "findings": mark("findings"), "head": mark("head of the chain"),
    "petitions": mark("petitions"), "promises": mark("promises"), "matters": mark("matters"),
    "papers": mark("papers"), "planned": mark("planned"), "complex": mark("complex"), "crowded": mark("crowded"),
    "long": mark("long-running"), "delegated": mark("days held by a delegate"),
    "in_person": mark("days held in person"),
    "in_person_percent": mark("held in person (%)"), "missed": mark("days missed"),
    "nobody_came": mark("days on which nobody came"), "untouched": mark("untouched"),
    "mark": mark("petitions at the mark of 45 days"),
    "on_time": mark("on time"), "sent_back": mark("sent back"), "unexpected": mark("not expected"),
    "differing": mark("with differing totals"), "gaps": mark("with gaps in their numbers"),
    "reminders": mark("reminders"),
    "persons": mark("different persons"), "shift": mark("notes of the shift before"), "rising": mark("rising topics"),
    "planned_late": mark("planned too late to be posted"), "heard_by_head": mark("matters heard by the head"),
    "unconcluded": mark("without a written conclusion"), "answered": mark("answered in time"),
    "answered_late": mark("answered 1 to 5 days late"), "answered_very_late": mark("answered later"),
    "unanswered": mark("not answered, late"), "tasks": mark("tasks of conclusions"),
    "tasks_done": mark("tasks done in time"), "tasks_late": mark("tasks late or not told"),
    "refusals_to_write": mark("to be refused in writing"), "refusals_unwritten": mark("refused not or late in writing"),
    "papers_owed": mark("papers not issued"), "papers_late": mark("papers late"),
    "visits_not_entered": mark("visits not in the national database"),
    "matters_not_entered": mark("incidents not in the national database"),
    "reports": mark("reports sealed"), "reports_late": mark("reports sealed behind the day"),
    "about_officials": mark("matters about officials"),
    "about_officials_founded": mark("matters about officials, founded"),
    "copied": mark("copied"), "kept": mark("kept"), "retold": mark("told anew"),
}  # fmt: skip
_PARTS = {"before": mark("before"), "change": mark("change"), "percent": mark("change in percent")}


def title(table: Table) -> str:
    """Name an answer."""
    return table.title or _(_ANSWERS.get(table.name, _RESULT))


def total(key: str) -> str:
    """Name one of its totals; of a figure compared with an earlier period also the part."""
    if key in TOTALS:
        return _(TOTALS[key])
    figure, _sign, part = key.rpartition("_")
    return f"{_(TOTALS[figure])}: {_(_PARTS[part])}"
