"""The shipped forms as data: every printed column, every printed formula, and parts that never overlap.

`forms_of_the_circulars.json` is a copy of the law sheet's tables: number, printed formula, headings.
"""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from slow_forms import fits

from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.index.queries import form_definitions, populations
from reception_cli.index.queries.form_definitions import Cell, Form, all_forms, circulars, equation
from reception_cli.law import codes

PRINTED = json.loads((Path(__file__).parent / "forms_of_the_circulars.json").read_text(encoding="utf-8"))
FORMS = {(form.code, form.circular): form for form in all_forms()}
EVERY_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: f"{form.code} {form.circular[:7]}")
NOTES = ("Ghi chú",)  # a column for remarks: nothing is counted in it
# What the circulars print wrongly, and what is meant (law sheet, 2.2); the title lacks a word.
MISPRINTS = {("04/XLD", "01/2024/TT-TTCP", 8), ("03/KQGQ", "02/2021/TT-TTCP", 6)}
TITLES = {"TỔNG HỢP KẾT QUẢ GIẢI QUYẾT THUỘC THẨM QUYỀN": "TỔNG HỢP KẾT QUẢ GIẢI QUYẾT KHIẾU NẠI THUỘC THẨM QUYỀN"}
LISTS = {
    "kind": "kind", "field": "field", "prior": "prior", "latest": "handling", "handling": "handling",
    "competence": "competence", "instance": "instance", "outcome": "result",
}  # fmt: skip
# The words of the facts that are no codes: as reports/populations.py writes them.
WORDS = {
    "block": {"regular", "head", "delegate"}, "first": {"yes", "no"}, "in_group": {"yes", "no"},
    "arrived": {"carried", "received"}, "handled": {"yes", "no"}, "qualified": {"yes", "no"},
    "signers": {"many", "one", "other"}, "going": {"being", "not"}, "resolved": {"yes", "no"},
    "ending": {"decided", "withdrawn", "terminated", "closed"}, "timely": {"yes", "no"}, "executed": {"yes", "no"},
}  # fmt: skip
ROOTS = ["policy", "land", "officials", "admin-other", "judicial", "corruption", "party", "other"]
KINDS = ["complaint", "denunciation", "recommendation", "feedback"]


def values(fact: str) -> set[str]:
    return set(codes.load(LISTS[fact]).codes) if fact in LISTS else WORDS[fact]


def written(formula: str) -> str:
    """Spell `1=2+..+5` out as `1=2+3+4+5`, and `1=2+3+...+7` too."""
    return re.sub(
        r"(\d+)\+[.…]+\+(\d+)",
        lambda ends: "+".join(map(str, range(int(ends[1]), int(ends[2]) + 1))),
        formula,
    )


@pytest.mark.parametrize("printed", PRINTED, ids=lambda printed: f"{printed['form']} {printed['circular'][:7]}")
def test_every_printed_column_is_there_with_its_headings(printed: dict[str, Any]) -> None:
    form = FORMS[printed["form"], printed["circular"]]
    wanted = [(n, vi, en) for n, _formula, vi, en in printed["columns"] if tuple(vi) != NOTES]
    assert [(cell.n, list(cell.vi), list(cell.en)) for cell in form.cells] == wanted
    assert form.vi == TITLES.get(printed["title"], printed["title"])


@pytest.mark.parametrize("printed", PRINTED, ids=lambda printed: f"{printed['form']} {printed['circular'][:7]}")
def test_every_printed_formula_is_checked_and_printed(printed: dict[str, Any]) -> None:
    form = FORMS[printed["form"], printed["circular"]]
    checked = {one.text: one.mark for one in form.equations}
    found = {n: formula for n, formula, _vi, _en in printed["columns"] if formula}
    for n, formula in found.items():
        cell = form.cell(n)
        if (form.code, form.circular, n) in MISPRINTS:
            assert cell.printed == formula and cell.formula != formula
            assert checked[written(cell.formula)] == "corrected"
        else:
            assert (cell.formula, cell.printed) == (formula, "")
            assert checked[written(formula)] == "printed"
    right = {written(formula) for formula in found.values()}
    assert {text for text, mark in checked.items() if mark == "printed"} <= right
    assert {cell.n for cell in form.cells if cell.formula} == set(found)


def test_all_seventeen_layouts_are_there_and_no_other() -> None:
    assert sorted(FORMS) == sorted((printed["form"], printed["circular"]) for printed in PRINTED)
    assert len(FORMS) == 17


@EVERY_FORM
def test_a_layout_is_in_force_with_its_circular_and_sound(form: Form) -> None:
    known = {circular.name: circular for circular in circulars()}
    assert (known[form.circular].since, known[form.circular].known) == (form.since, True)
    assert form_definitions.sound(form) is form


@EVERY_FORM
def test_columns_ask_for_known_words_only(form: Form) -> None:
    for one in (*form.cells, *form.wholes):
        for fact, asked in one.where.items():
            assert set(asked) <= values(fact), (one, fact)


@EVERY_FORM
def test_a_total_is_the_sum_that_its_formula_says(form: Form) -> None:
    for cell in (cell for cell in form.cells if cell.sum):
        first = written(cell.formula).split("=")[1] if cell.formula else ""
        inferred = {one.text for one in form.equations}
        parts = "+".join(map(str, cell.sum))
        assert parts == first or any(text.startswith(f"{cell.n}={parts}") for text in inferred), cell.n


@EVERY_FORM
def test_no_row_has_two_places_in_one_division(form: Form) -> None:
    for part in (part for whole in form.wholes for part in whole.parts):
        for row in rows(form, part):
            assert sum(fits(row, form.cell(n).where) for n in part) <= 1, (form.code, part, row)


def rows(form: Form, part: tuple[int, ...]) -> list[dict[str, str]]:
    """Every combination of the facts by which the columns of a division choose."""
    asked = sorted({fact for n in part for fact in form.cell(n).where})
    told = [sorted({"", *values(fact)}) for fact in asked]
    return [dict(zip(asked, row, strict=True)) for row in itertools.product(*told)]


@EVERY_FORM
def test_every_field_and_prior_resolution_has_its_column(form: Form) -> None:
    """What the forms divide by field takes each of the eight; by prior resolution each that the kind may have."""
    for whole in form.wholes:
        for part in whole.parts:
            asked = {fact for n in part for fact in form.cell(n).where}
            told = [{"field": root} for root in ROOTS] if asked == {"field"} else []
            if "prior" in asked:
                kinds = whole.where.get("kind", KINDS)
                fit = [one.code for one in codes.load("prior") if any(one.allows(kind, form.since) for kind in kinds)]
                told = [{"prior": prior, "going": going} for prior in fit for going in ("being", "not")]
            assert all(any(fits(row, form.cell(n).where) for n in part) for row in told), part


@EVERY_FORM
def test_what_is_asked_of_a_whole_need_not_be_said_again_by_its_parts(form: Form) -> None:
    for whole in form.wholes:
        for cell in (form.cell(n) for part in whole.parts for n in part):
            assert all(set(cell.where[fact]) <= set(whole.where[fact]) for fact in set(cell.where) & set(whole.where))


def test_01_tcd_is_the_same_in_both_circulars_but_for_six_headings() -> None:
    old, new = FORMS["01/TCD", "02/2021/TT-TTCP"], FORMS["01/TCD", "01/2024/TT-TTCP"]
    said = {10, 11, 19, 20, 28, 29}
    assert [cell.n for cell, other in zip(old.cells, new.cells, strict=True) if cell.vi != other.vi] == sorted(said)
    assert counted(old) == counted(new)


@pytest.mark.parametrize("code", ["01/KQGQ", "02/KQGQ"])
def test_kqgq_of_complaints_is_the_same_in_both_circulars(code: str) -> None:
    old, new = FORMS[code, "02/2021/TT-TTCP"], FORMS[code, "01/2024/TT-TTCP"]
    assert counted(old) == counted(new)


def counted(form: Form) -> tuple[Any, ...]:
    def bare(cell: Cell) -> Cell:
        return cell._replace(vi=(), en=())

    return [bare(cell) for cell in form.cells], form.wholes, form.equations, form.chain


def test_every_amount_that_is_ordered_or_done_has_a_column() -> None:
    """Of complaints and of denunciations alike, but for the recovery that form 02/KQGQ does not ask."""
    of_2021 = {code: FORMS[code, "02/2021/TT-TTCP"] for code in ("01/KQGQ", "02/KQGQ", "03/KQGQ", "04/KQGQ")}
    asked = {code: {cell.counts for cell in form.cells} - {"rows"} for code, form in of_2021.items()}
    assert asked["01/KQGQ"] == asked["03/KQGQ"] == set(ORDERED)
    not_asked = {"due_sanction_persons", "due_sanction_officials"}
    assert asked["04/KQGQ"] == populations.SUMS["orders"] - not_asked
    bodies = {"done_orgs", "done_persons", "due_orgs", "due_persons", "done_sanction_orgs"}
    assert asked["02/KQGQ"] == asked["04/KQGQ"] - bodies
    assert {name.removeprefix("done_") for name in asked["04/KQGQ"] if name.startswith("done_")} == set(DONE)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("1=2+3", (((1, 1),), ((1, 2), (1, 3)))),
        ("9>=5*8", (((1, 9),), ((5, 8),))),
        ("1-8=2+3", (((1, 1), (-1, 8)), ((1, 2), (1, 3)))),
        ("8<=4", (((1, 8),), ((1, 4),))),
    ],
)
def test_an_equation_is_read_as_it_is_written(text: str, sides: tuple[Any, ...]) -> None:
    assert equation(text, "printed").sides == sides


@pytest.mark.parametrize("text", ["", "1", "1=", "1=2+", "1=2;3", "a=b", "1=2..5", "1==2", "1<2", "1=-2"])
def test_what_is_no_equation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="equation"):
        equation(text, "printed")
    with pytest.raises(ValueError, match="guessed"):
        equation("1=2", "guessed")
