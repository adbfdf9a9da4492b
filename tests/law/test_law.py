"""Terms, limits and duties as the law sheet has them, each version on its own days."""

from datetime import date

import pytest

from reception_cli.domain.errors import NotFound
from reception_cli.law import data, terms

TODAY = date(2026, 11, 23)

# row of the law sheet: id, days, unit, what starts it
TABLE = [
    ("1", "notify-visitor", 10, "working", "visited"),
    ("2", "report-outcome", 7, "working", "resolved"),
    ("3", "pass-on-outcome", 5, "working", "notified"),
    ("4", "notify-refusal", 3, "working", "refused"),
    ("5", "unprocessed-petition", 45, "calendar", "received"),
    ("6", "complain", 90, "calendar", "known"),
    ("7", "complain-discipline-first", 15, "calendar", "decision-received"),
    ("7", "complain-discipline-second", 10, "calendar", "decision-received"),
    ("7", "complain-discipline-dismissal", 30, "calendar", "decision-received"),
    ("8b", "accept-complaint", 7, "working", "received"),
    ("9", "resolve-first", 30, "calendar", "accepted"),
    ("10", "send-first", 3, "working", "decided"),
    ("11", "complain-second", 30, "calendar", "decision-received"),
    ("12", "resolve-second", 45, "calendar", "accepted"),
    ("13", "send-second", 7, "calendar", "decided"),
    ("14", "decision-effective", 30, "calendar", "decided"),
    ("15", "resolve-discipline", 30, "calendar", "accepted"),
    ("16", "dialogue-notice", 5, "calendar", "dialogue"),
    ("17", "send-complaint-stop", 3, "working", "stopped"),
    ("18", "check-denunciation", 7, "working", "received"),
    ("19", "forward-denunciation", 5, "working", "received"),
    ("20", "notify-acceptance", 5, "working", "accepted"),
    ("21", "resolve-denunciation", 30, "calendar", "accepted"),
    ("22", "send-denunciation-stop", 5, "working", "stopped"),
    ("23", "send-conclusion", 5, "working", "concluded"),
    ("24", "act-on-conclusion", 7, "working", "concluded"),
    ("24", "publish-conclusion", 7, "working", "concluded"),
    ("25", "decide-follow-on", 20, "calendar", "follow-on"),
    ("26", "demand-report", 5, "working", "overdue"),
    ("26", "report-overdue", 5, "working", "demanded"),
    ("27", "reply-to-press", 20, "calendar", "passed-on"),
    ("28", "answer-recommendation", None, "calendar", "received"),
    ("29", "invite-online", 5, "working", "session"),
    ("29", "test-online", 1, "working", "session"),
    ("30", "triage-post", None, "working", "received"),
    ("1.5", "post-schedule", 5, "working", "schedule"),
]


@pytest.mark.parametrize(("row", "id", "days", "unit", "anchor"), TABLE)
def test_each_row_of_the_table_is_in_force_today(row, id, days, unit, anchor):
    found = terms.term(id, TODAY)
    assert (found.row, found.days, found.unit, found.anchor) == (row, days, unit, anchor)


def test_no_term_is_in_force_that_the_table_does_not_have():
    assert [found.id for found in terms.terms_in_force(TODAY)] == [id for _, id, *_ in TABLE]


@pytest.mark.parametrize(("name", "table"), [("terms", "term"), ("limits", "limit"), ("duty", "duty")])
def test_every_fact_has_a_source_and_a_mark(name, table):
    for row in data.rows(data.read("law", name), table):
        assert row["source"] and row["mark"] in {"L", "L*", "S", "I", "U"}, row
        assert row["since"] >= date(2012, 7, 1)


def test_terms_and_duties_are_told_in_both_languages():
    for name, table in (("terms", "term"), ("duty", "duty")):
        for row in data.rows(data.read("law", name), table):
            assert row["vi"] and row["en"], row
    assert terms.term("resolve-first", TODAY).name("vi") == "giải quyết khiếu nại lần đầu"
    assert terms.term("resolve-first", TODAY).name("en") == "resolve the complaint, first time"


def test_versions_of_one_rule_never_overlap():
    for name, table, key in (("terms", "term", "id"), ("limits", "limit", "id"), ("duty", "duty", "role")):
        last: dict[str, date] = {}
        for row in data.rows(data.read("law", name), table):
            assert last.get(row[key], date.min) < row["since"], row
            last[row[key]] = row.get("until", date.max)


def test_acceptance_of_a_complaint_is_ten_days_until_june_2026_and_seven_working_days_since_july():
    old, new = terms.term("accept-complaint", date(2026, 6, 30)), terms.term("accept-complaint", date(2026, 7, 1))
    assert (old.row, old.days, old.unit, old.mark) == ("8a", 10, "calendar", "L")
    assert (new.row, new.days, new.unit, new.mark) == ("8b", 7, "working", "L*")
    assert (old.until, new.since) == (date(2026, 6, 30), date(2026, 7, 1))


@pytest.mark.parametrize("id", ["notify-refusal", "unprocessed-petition", "dialogue-notice", "invite-online"])
def test_what_the_2026_decrees_brought_was_not_law_before(id):
    assert terms.term(id, date(2026, 7, 1)).days
    with pytest.raises(NotFound):
        terms.term(id, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("id", "plain", "complex", "remote", "both"),
    [
        ("resolve-first", 30, 45, 45, 60),
        ("resolve-second", 45, 60, 60, 70),
        ("resolve-discipline", 30, 45, 30, 45),
        ("complain-second", 30, 30, 45, 45),
        ("decision-effective", 30, 30, 45, 45),
        ("accept-complaint", 7, 7, 7, 7),
        ("resolve-denunciation", 30, 30, 30, 30),
    ],
)
def test_remote_areas_and_complex_matters_have_longer_terms(id, plain, complex, remote, both):
    days = [terms.term(id, TODAY, remote=r, complex=c).days for r, c in ((0, 0), (0, 1), (1, 0), (1, 1))]
    assert days == [plain, complex, remote, both]


def test_what_is_specially_complex_is_complex():
    assert terms.term("resolve-first", TODAY, special=True).days == 45


def test_a_kind_covers_what_lies_below_it_and_nothing_that_merely_begins_alike():
    assert data.covers("complaint", "complaint.first") and data.covers("complaint", "complaint")
    assert not data.covers("complaint", "complaints") and not data.covers("complaint.first", "complaint")


def test_the_variant_is_named_only_where_it_changed_the_days():
    assert terms.term("resolve-first", TODAY, remote=True, complex=True).variant == "remote_complex"
    assert terms.term("resolve-discipline", TODAY, remote=True, complex=True).variant == "complex"
    assert terms.term("send-first", TODAY, remote=True, complex=True).variant == ""


def test_a_denunciation_is_extended_once_if_complex_and_twice_if_specially_complex():
    def allowed(**flags):
        found = terms.term("resolve-denunciation", TODAY, **flags)
        return found.extensions, found.extension_days

    assert allowed() == (0, 30)
    assert allowed(complex=True) == (1, 30)
    assert allowed(special=True) == (2, 30)


def test_the_initial_handling_of_a_denunciation_may_take_three_working_days_more():
    found = terms.term("check-denunciation", TODAY)
    assert (found.extensions, found.extension_days, found.unit) == (1, 3, "working")


def test_an_event_finds_the_terms_it_starts():
    def started(anchor, kind, on=TODAY):
        return {found.id for found in terms.terms_in_force(on, anchor, kind)}

    assert started("accepted", "complaint.first") == {"resolve-first"}
    assert started("accepted", "complaint") == {"resolve-first", "resolve-second", "resolve-discipline"}
    assert started("accepted", "denunciation") == {"resolve-denunciation", "notify-acceptance"}
    assert started("visited", "feedback") == {"notify-visitor"}
    assert "accept-complaint" in started("received", "complaint.second")
    assert "accept-complaint" not in started("received", "denunciation")
    assert "check-denunciation" not in started("received", "denunciation", date(2018, 12, 31))


def test_the_citizens_own_terms_are_not_the_units():
    bears = {found.id: found.bears for found in terms.terms_in_force(TODAY)}
    assert {id for id, who in bears.items() if who == "citizen"} == {
        "complain",
        "complain-second",
        "complain-discipline-first",
        "complain-discipline-second",
        "complain-discipline-dismissal",
    }
    assert bears["decision-effective"] == "law"
    assert bears["accept-complaint"] == "unit"


def test_five_people_are_a_group():
    assert terms.limit("group_min", TODAY) == 5
    assert terms.limit_of("group_min", TODAY).mark == "I"


def test_an_unknown_rule_is_said_with_its_name():
    with pytest.raises(NotFound, match="no-such-rule"):
        terms.limit("no-such-rule", TODAY)


@pytest.mark.parametrize(
    ("role", "on", "days", "per"),
    [
        ("commune", "2026-06-30", 1, "week"),
        ("commune", "2026-07-01", 2, "month"),
        ("province", "2026-07-01", 1, "month"),
        ("district", "2025-06-30", 2, "month"),
        ("other", "2026-11-23", 1, "month"),
    ],
)
def test_heads_receive_as_often_as_the_law_of_the_day_says(role, on, days, per):
    found = terms.duty(role, date.fromisoformat(on))
    assert (found.days, found.per) == (days, per)


def test_there_is_no_district_chair_since_the_two_tier_reform():
    with pytest.raises(NotFound):
        terms.duty("district", date(2025, 7, 1))
