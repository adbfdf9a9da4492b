"""Who is taken in, and what a second complaint or a follow-on denunciation is tied to."""

import pytest
from lives import CALENDAR, PREVIOUS, TODAY, after, finished, make, matter

from reception_cli.domain.errors import Refused
from reception_cli.events import lifecycle


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"competence": "out"}, "outside competence"),
        ({"competence": None}, "--competence in"),
        ({"qualified": False}, "does not meet the conditions"),
        ({"prior": "court"}, r"Art. 11\(9\)"),
        ({"prior": "second"}, r"Art. 11\(7\)"),
        ({"prior": "first"}, "--instance second --previous"),
        ({"kind": None}, "classify 2026-0002 --kind"),
    ],
)
def test_a_complaint_that_the_law_does_not_take_in_is_not_accepted(facts, says):
    with pytest.raises(Refused, match=says):
        make("accept", matter("complaint", "triaged")._replace(**facts), "first")


class TestTheSecondTime:
    """A second complaint or a follow-on denunciation is tied to the finished or overdue first one."""

    def accept(self, previous, kind="complaint"):
        case = matter(kind, "triaged" if kind == "complaint" else "follow-on")
        return lifecycle.accept(case, {"instance": "second"}, TODAY, previous, CALENDAR)

    def test_the_first_one_is_named(self):
        with pytest.raises(Refused, match="--previous ID"):
            self.accept(None)

    @pytest.mark.parametrize("kind", ["complaint", "denunciation"])
    def test_both_know_of_each_other(self, kind):
        outcome = self.accept(finished(kind), kind)
        assert after(matter(kind, "triaged"), outcome.drafts).life.previous == PREVIOUS
        first = after(finished(kind), outcome.drafts)
        assert (first.life.next, first.stage) == (
            "2026-0002", "second" if kind == "complaint" else "concluded",
        )  # fmt: skip

    def test_an_overdue_first_one_will_do(self):
        # Accepted 3 August 2026, 30 days end on 2 September, a day off: 3 September.
        previous = matter("complaint", "verifying")._replace(id=PREVIOUS)
        assert self.accept(previous).drafts
        early = previous._replace(life=previous.life._replace(accepted_on="2026-10-30", since="2026-10-30"))
        with pytest.raises(Refused, match="neither decided nor overdue"):
            self.accept(early)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"status": "void"}, "struck through"),
            ({"kind": "denunciation"}, "another kind"),
            ({"id": "2026-0002"}, "this one"),
            ({"life": {"instance": "second"}}, r"11\(7\)"),
            ({"life": {"stage": "court"}}, r"11\(9\)"),
            ({"life": {"next": "2026-0009"}}, "2026-0009 follows it already"),
        ],
    )
    def test_what_cannot_be_followed(self, changes, says):
        previous = finished("complaint")
        life = previous.life._replace(**changes.pop("life", {}))
        with pytest.raises(Refused, match=says):
            self.accept(previous._replace(life=life, **changes))

    def test_a_first_one_that_was_closed_stays_closed(self):
        closed = finished("complaint")._replace(status="closed", result="founded")
        assert after(closed, self.accept(closed).drafts).status == "closed"
