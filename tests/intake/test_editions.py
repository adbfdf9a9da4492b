"""A later edition of a register: told are exactly the edits that were made, or that a line is ambiguous."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import BARE

from reception_cli.intake.line import Line
from reception_cli.intake.matching import (
    AMBIGUOUS,
    DIFFERS,
    ERASED,
    NEW,
    STRUCK,
    UNCHANGED,
    Desk,
    Matched,
    Matches,
    Stored,
    line_keys,
    match,
)
from reception_cli.intake.repeats import where

SECRET = "bí mật"
FIELDS = frozenset(
    {
        "ref",
        "day",
        "person",
        "id_no",
        "content",
        "kind_people",
        "result",
        "note",
        "session",
        "accept",
        "guide",
        "forward",
    }
)
NAMES = ("Trịnh Văn Một", "Phạm Thị Hai", "Đỗ Văn Ba", "Lê Tư", "Nguyễn Văn Năm", "Hồ Thị Sáu")
CONTENTS = ("Tranh chấp ranh giới đất", "Xin cấp giấy chứng nhận", "Phản ánh trại heo", "Bồi thường dự án đường")
FIRST = date(2025, 3, 3)


def line(ref: str, day: date, name: str, content: str, **more: Any) -> Line:
    told: dict[str, Any] = {
        **BARE,
        "number": int(ref) + 1 if ref.isdigit() else 2,
        "ref": ref,
        "day": day,
        "name": name,
        "address": "thôn 1, xã Bình An",
        "commune": "xã Bình An",
        "content": content,
        "kind": "complaint",
        "handling": "accept",
    }
    return Line(**{**told, **more})


def stored(lines: list[Line], batch: int = 1, first: int = 1, **more: Any) -> list[Stored]:
    """The lines as a desk holds them that has imported them."""
    digests = line_keys(lines, SECRET)
    texts = ("name", "address", "id_no", "note", "commune", "session", "host", "host_name", "handled_to", "handled_doc")
    texts += ("prior_body", "follow_up", "phone", "people", "petitioners", "group", "handling", "source", "signatories")
    return [
        Stored(
            f"V2025-{place:04}",
            f"2025-{place:04}",
            one.day.isoformat(),
            one.ref,
            {name: getattr(one, name) for name in texts},
            one.content,
            one.kind,
            one.outcome == "done",
            row=digests[place - first],
            batch=batch,
            **more,
        )
        for place, one in enumerate(lines, first)
    ]


def matched(lines: list[Line], held: list[Stored]) -> Matched:
    marks = {f"row:{one.row}": one for one in held}
    desk = Desk(
        SECRET,
        marks.get,
        lambda first, last: [one for one in held if first <= one.day <= last],
        lambda first, last: [one.id for one in held if first <= one.day <= last and not one.struck],
    )
    found = match(lines, line_keys(lines, SECRET), FIELDS, desk)
    return found._replace(lines=Matches({where(one): found.lines[where(one)] for one in lines}))


def renumbered(lines: list[Line]) -> list[Line]:
    return [one._replace(ref=str(place), number=place + 1) for place, one in enumerate(lines, 1)]


def kinds(found: Matched) -> list[str]:
    return [one.what for one in found.lines.values()]


@st.composite
def registers(draw: st.DrawFn) -> list[Line]:
    size = draw(st.integers(4, 14))
    numbered = draw(st.booleans())
    made = []
    for place in range(size):
        name, content = draw(st.sampled_from(NAMES)), draw(st.sampled_from(CONTENTS))
        day = FIRST + timedelta(days=draw(st.integers(0, 6)))
        id_no = f"04918000{NAMES.index(name):04}" if draw(st.booleans()) else ""
        made.append(line(str(place), day, name, content, id_no=id_no, note=draw(st.sampled_from(("", "hẹn lại")))))
    made.sort(key=lambda one: one.day)
    made = renumbered(made)
    return made if numbered else [one._replace(ref="") for one in made]


EDITS: dict[str, Any] = {
    "content": lambda one: one._replace(content=one.content + " (bổ sung hồ sơ)"),
    "id_no": lambda one: one._replace(id_no="079200001234"),
    "people": lambda one: one._replace(people=one.people + 2),
    "note": lambda one: one._replace(note="đã mời lần hai"),
    "result": lambda one: one._replace(outcome="done"),
    "address": lambda one: one._replace(address="thôn 7, xã Bình An"),
    "handled_to": lambda one: one._replace(handled_to="Tòa án nhân dân"),
}


@given(registers(), st.data())
@settings(max_examples=300, deadline=None)
def test_the_lists_of_an_edition_are_the_edits_that_were_made(register: list[Line], data: st.DataObject) -> None:
    held = stored(register)
    origin = {where(one): kept.id for one, kept in zip(register, held, strict=True)}
    numbered = bool(register[0].ref)
    edited = data.draw(st.dictionaries(st.integers(0, len(register) - 1), st.sampled_from(sorted(EDITS)), max_size=3))
    removed = data.draw(st.sets(st.integers(0, len(register) - 1), max_size=2)) - edited.keys()
    made = [
        (origin[where(one)], EDITS[edited[place]](one) if place in edited else one, edited.get(place, ""))
        for place, one in enumerate(register)
        if place not in removed
    ]
    for n in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(made)))
        day = made[place - 1][1].day if place else FIRST
        made.insert(place, ("", line("0", day, f"Người Mới {n}", f"Vụ việc hoàn toàn khác {n}"), "new"))
    order = data.draw(st.sampled_from(("same", "reversed", "shuffled")))
    if order == "reversed":
        made.reverse()
    elif order == "shuffled":
        made = data.draw(st.permutations(made))
    lines = [one for _id, one, _edit in made]
    lines = renumbered(lines) if numbered else [one._replace(number=n) for n, one in enumerate(lines, 2)]
    found = matched(lines, held)
    met = [one.stored.id for one in found.lines.values() if one.stored]
    assert len(met) == len(set(met)), "an earlier line was given to two"
    twins = {key for key in map(alike, register) if list(map(alike, register)).count(key) > 1}
    for one, (id_, before, edit) in zip(lines, made, strict=True):
        what = found.lines[where(one)]
        if edit == "new":
            assert what.what == NEW
        elif alike(before) in twins or any(edits == "content" or edits == "id_no" for edits in edited.values()):
            assert what.what != NEW  # two lines of a citizen on one day: never a doubled visit
        elif what.what != AMBIGUOUS:
            assert what.stored is not None and what.what == (DIFFERS if edit else UNCHANGED)
            assert set(what.changes) == ({edit} if edit else set())
            assert what.stored.id == id_
    if not any(one.what == AMBIGUOUS for one in found.lines.values()) and len(removed) * 2 <= len(register):
        days = [one.day.isoformat() for one in lines]
        covered = [one.id for one in held if min(days) <= one.day <= max(days)]
        assert len(found.gone) == len([id_ for id_ in covered if id_ not in met])


def alike(one: Line) -> tuple[str, date]:
    """Who came when: where that stands twice, nothing but the rest tells the lines apart."""
    return one.name, one.day


@given(registers(), st.randoms(use_true_random=False))
def test_the_same_register_in_another_order_and_numbered_anew_is_known(register: list[Line], random: Any) -> None:
    again = list(register)
    random.shuffle(again)
    assert set(kinds(matched(renumbered(again), stored(register)))) == {UNCHANGED}


@given(registers())
def test_how_often_a_line_stands_in_the_file_is_counted(register: list[Line]) -> None:
    twice = renumbered([*register, register[0]])
    found = kinds(matched(twice, stored(register)))
    assert (found.count(UNCHANGED), found.count(NEW)) == (len(register), 1)


def test_a_day_put_right_is_no_second_visit() -> None:
    register = [line(str(n), FIRST + timedelta(days=n), f"Người {n}", f"Việc {n}") for n in range(1, 7)]
    edition = [*register]
    edition[2] = edition[2]._replace(day=FIRST + timedelta(days=5))
    found = matched(edition, stored(register))
    assert kinds(found) == [UNCHANGED, UNCHANGED, DIFFERS, UNCHANGED, UNCHANGED, UNCHANGED]
    assert found.lines[where(edition[2])].changes == {"at": ("2025-03-06", "2025-03-08")}


def test_a_file_of_the_next_month_has_no_line_of_the_last() -> None:
    january = [line(str(n), date(2025, 1, n), f"Người {n}", f"Việc {n}") for n in range(1, 7)]
    february = [line(str(n), date(2025, 2, n + 9), f"Người {7 - n}", f"Việc {7 - n}") for n in range(1, 7)]
    assert set(kinds(matched(february, stored(january)))) == {NEW}


def test_a_further_visit_is_not_the_first_one_with_another_day() -> None:
    held = stored([line("1", FIRST, "Lê Tư", "Việc A")])
    again = line("1", FIRST + timedelta(days=20), "Lê Tư", "Việc A", repeat_no=2)
    assert kinds(matched([again], held)) == [NEW]


def test_three_citizens_with_one_content_are_three_lines() -> None:
    citizens = [line("", FIRST, name, CONTENTS[3], number=n) for n, name in enumerate(NAMES[:3], 2)]
    assert kinds(matched(citizens, [])) == [NEW, NEW, NEW]
    assert kinds(matched(citizens, stored(citizens[:1]))) == [UNCHANGED, NEW, NEW]


def test_a_line_that_fits_two_alike_is_never_guessed() -> None:
    held = stored([line("", FIRST, "Lê Tư", "Việc thứ nhất của tôi", number=n, note=str(n)) for n in (2, 3)])
    edition = [line("", FIRST, "Lê Tư", "Việc thứ nhất của tôi", note="5")]
    (found,) = matched(edition, held).lines.values()
    assert (found.what, found.rivals) == (AMBIGUOUS, ("V2025-0001", "V2025-0002"))


def test_two_new_wordings_of_one_line_are_never_guessed() -> None:
    held = stored([line("", FIRST, "Lê Tư", "Việc thứ nhất của tôi")])
    edition = [line("", FIRST, "Lê Tư", "Việc thứ nhất của tôi", number=n, people=n) for n in (2, 3)]
    assert kinds(matched(edition, held)) == [AMBIGUOUS, AMBIGUOUS]


def test_the_same_person_on_the_same_day_with_another_matter_is_asked() -> None:
    held = stored([line("", FIRST, "Lê Tư", "Tranh chấp ranh giới đất")])
    assert kinds(matched([line("", FIRST, "Lê Tư", "Xin miễn học phí")], held)) == [AMBIGUOUS]


def test_what_is_struck_through_stays_so_with_every_edit() -> None:
    register = [line("1", FIRST, "Lê Tư", "Việc A"), line("2", FIRST, "Hồ Thị Sáu", "Việc B")]
    held = stored(register)
    held[0] = held[0]._replace(struck=True)
    assert kinds(matched(register, held)) == [STRUCK, UNCHANGED]
    assert kinds(matched([register[0]._replace(note="sửa"), register[1]], held)) == [STRUCK, UNCHANGED]


def test_what_was_erased_is_not_taken_again() -> None:
    register = [line("1", FIRST, "Lê Tư", "Việc A"), line("2", FIRST, "Hồ Thị Sáu", "Việc B")]
    held = stored(register)
    held[0] = held[0]._replace(
        values={"people": 1, "session": "regular", "host": "officer", "handling": "accept", "group": False},
        content="",
        erased=frozenset({"name", "address", "content", "commune"}),
    )
    edition = [register[0]._replace(note="sửa"), register[1]]
    assert matched(register, held).lines[where(register[0])].what == UNCHANGED
    found = matched(edition, held).lines[where(edition[0])]
    assert found.stored is not None and found.stored.id == "V2025-0001"
    assert not set(found.changes) & {"name", "address", "content", "commune"}
    assert kinds(matched([edition[0]._replace(ref="9"), register[1]], held[:1])) == [AMBIGUOUS, AMBIGUOUS]


def test_what_the_desk_has_put_right_is_no_difference_of_the_file() -> None:
    register = [line("1", FIRST, "Lê Tư", "Việc A")]
    held = [
        one._replace(values={**one.values, "name": "Lê Văn Tư"}, first={"name": "Lê Tư"}) for one in stored(register)
    ]
    found = matched([register[0]._replace(note="hẹn lại")], held).lines[where(register[0])]
    assert (found.what, set(found.changes), found.kept) == (DIFFERS, {"note"}, ("name",))


def test_a_matter_that_the_desk_has_ended_is_not_taken_up_by_an_old_file() -> None:
    register = [line("1", FIRST, "Lê Tư", "Việc A", outcome="open")]
    held = [one._replace(closed=True, ended_here=True) for one in stored(register)]
    found = matched([register[0]._replace(note="hẹn lại")], held).lines[where(register[0])]
    assert set(found.changes) == {"note"}


@pytest.mark.parametrize("size", [2_000, 20_000])
def test_matching_grows_with_the_register_and_not_with_its_square(size: int) -> None:
    register = [
        line(str(n), FIRST + timedelta(days=n // 60), f"Người Thứ {n % (size // 3)}", CONTENTS[n % 4], number=n)
        for n in range(1, size)
    ]
    edition = [one._replace(note="sửa") if n % 10 == 0 else one for n, one in enumerate(register)]
    held = stored(register)
    began = time.process_time()
    found = kinds(matched(edition, held))
    assert time.process_time() - began < size / 1_000  # about a tenth of it is used
    assert found.count(UNCHANGED) + found.count(DIFFERS) + found.count(AMBIGUOUS) == len(edition)


def test_erased_lines_are_told() -> None:
    register = [line("1", FIRST, "Lê Tư", "Việc A")]
    held = [one._replace(values={**one.values, "name": ""}, erased=frozenset({"name"})) for one in stored(register)]
    assert kinds(matched([register[0]._replace(follow_up="")], held)) == [UNCHANGED]
    told = matched([register[0]._replace(name="Lê Văn Tư")], held).lines[where(register[0])]
    assert (told.what, told.changes) == (ERASED, {})


def test_a_line_whose_earlier_lines_are_disputed_is_ambiguous_and_never_new():
    register = [
        line("", FIRST, name, "Tranh chấp ranh giới", note=note)._replace(number=number)
        for number, (name, note) in enumerate(
            (("Hai", "hẹn lại"), ("Một", ""), ("Hai", ""), ("Một", ""), ("Một", "")), 2
        )
    ]
    moved = [EDITS["address"](one) if place < 3 else one for place, one in enumerate(register)]
    assert kinds(matched(moved, stored(register))) == [AMBIGUOUS, DIFFERS, AMBIGUOUS, UNCHANGED, UNCHANGED]
