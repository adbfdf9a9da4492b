"""Whether a form adds up: its own equations, an opening balance, and what the report before it left open."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from reception_cli.index.queries.form_definitions import Equation, Form

Figure = int | float
Figures = Mapping[int, Figure]


class Fault(NamedTuple):
    """An equation that does not hold, with the value of each side."""

    equation: Equation
    values: tuple[Figure, ...]

    @property
    def told(self) -> str:
        """Write the values as the equation is written: `12 <= 10`."""
        return f" {self.equation.relation} ".join(map(str, self.values))


def faults(form: Form, figures: Figures) -> list[Fault]:
    """List the equations of a form that its figures do not keep."""
    return [fault for equation in form.equations if (fault := _fault(equation, figures, figures))]


def lacking_fields(form: Form, fault: Fault, fieldless: Figures) -> bool:
    """Whether an equation is broken by nothing but what stands in a whole and in no column by field."""
    by_field = {frozenset(whole.by_field(form)): fieldless.get(whole.column, 0) for whole in form.wholes}
    values = [
        round(value + (by_field.get(_leaves(form, side), 0) if len(side) > 1 else 0), 2)
        for side, value in zip(fault.equation.sides, fault.values, strict=True)
    ]
    return fault.equation.relation == "=" and len(set(values)) == 1


def _leaves(form: Form, side: tuple[tuple[int, int], ...]) -> frozenset[int]:
    return frozenset(leaf for _factor, n in side for leaf in form.leaves(n))


def broken_chain(form: Form, before: Figures, now: Figures) -> list[Fault]:
    """List what did not come over as the report before left it; `before` are that report's figures."""
    return [fault for link in form.chain if (fault := _fault(link, before, now))]


def _fault(equation: Equation, first: Figures, others: Figures) -> Fault | None:
    places = (first, *(others for _side in equation.sides[1:]))
    sides = tuple(
        round(sum(factor * figures[n] for factor, n in side), 2)
        for side, figures in zip(equation.sides, places, strict=True)
    )
    pairs = list(pairwise(sides))
    holds = {
        "=": all(left == right for left, right in pairs),
        "<=": all(left <= right for left, right in pairs),
        ">=": all(left >= right for left, right in pairs),
    }[equation.relation]
    return None if holds else Fault(equation, sides)


def opened(counted: Figures, opening: Figures) -> dict[int, Figure]:
    """Add an opening balance to what the register counted."""
    return {n: round(value + opening.get(n, 0), 2) for n, value in counted.items()}
