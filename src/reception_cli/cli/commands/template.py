"""`reception export --template`: an empty register that an office fills in, and `import` reads unasked."""

import os
from collections.abc import MutableMapping
from typing import Any

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.intake.template import shipped
from reception_cli.ledger import files
from reception_cli.output.template import workbook
from reception_cli.reporting.table import Column, Table

_SUFFIX = ".xlsx"
_USELESS = ("sort", "limit", "as_at")


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer, which lists those of the template."""
    return (
        Column("heading", _("Heading")), Column("holds", _("Holds")), Column("choices", _("Choices"), "list"),
        Column("example", _("Example")),
    )  # fmt: skip


def written(given: MutableMapping[str, Any]) -> Table:
    """List the columns of the template; a file is the template itself, and `given` loses it."""
    if any(given.get(name) for name in _USELESS):
        raise UsageFault(_("--template writes an empty register."), _("Leave the other options out, but -o."))
    template = shipped()
    rows = [
        {"heading": one.heading, "holds": one.field, "choices": list(one.choices), "example": str(one.example)}
        for one in template.columns
    ]
    path = str(given.pop("output", None) or "")
    if not path:
        return Table("export", columns(), rows)
    if not path.lower().endswith(_SUFFIX):
        raise UsageFault(
            _("A template is written to a file that ends in {suffix}.").format(suffix=_SUFFIX),
            _("Name it with -o, such as -o so{suffix}.").format(suffix=_SUFFIX),
        )
    files.replace(path, workbook(template))
    said = _("{file}: an empty register of {n} columns; the line of the example is never recorded.")
    return Table("export", columns(), rows, said=(said.format(file=os.path.basename(path), n=len(rows)),))
