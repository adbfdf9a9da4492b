"""A paper through an office's own Word document: `{{ person_name }}` and the like are filled in by docxtpl."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, Undefined
from jinja2.sandbox import SandboxedEnvironment

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.reporting.paper_layout import Sheet


class _Dots(Undefined):
    """What no paper knows: room to write it by hand, never `None`."""

    def __str__(self) -> str:
        return "…" * 12


def filled(sheets: Sequence[Sheet], template: str) -> bytes:
    """Fill an office's own document with the facts of one paper; raises UsageFault where it is none."""
    try:
        document = DocxTemplate(template)
        document.render(_facts(sheets[0]), SandboxedEnvironment(autoescape=True, undefined=_Dots), autoescape=True)
        file = BytesIO()
        document.save(file)
    except (PackageNotFoundError, KeyError, ValueError, TemplateError) as fault:
        raise UsageFault(
            _("'{file}' cannot be used as a template: {reason}.").format(file=shown(template), reason=_why(fault)),
            _("It is a Word document (.docx) with fields such as {{{{ person_name }}}}."),
        ) from fault
    return file.getvalue()


def _why(fault: Exception) -> str:
    return re.sub(r"\s+", " ", shown(str(fault)))[:80] if isinstance(fault, TemplateError) else _("it is no document")


def _facts(sheet: Sheet) -> Mapping[str, Any]:
    """Name the facts as a document can ask for them: `person.name` is `person_name`."""
    known = {name.replace(".", "_"): shown(value) for name, value in sheet.facts.items() if value}
    rows = [block.rows[1:] for block in sheet.blocks if block.style == "table"]
    return {
        **known, "number": sheet.number, "dated": sheet.dated, "title": sheet.title, "about": sheet.about,
        "addressees": list(sheet.addressees), "recipients": list(sheet.recipients), "code": sheet.code,
        "paragraphs": [block.text for block in sheet.blocks if block.text],
        "rows": [list(row) for row in rows[0]] if rows else [],
    }  # fmt: skip
