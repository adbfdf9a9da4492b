"""The one door to written papers: their forms, what each needs, and the bytes."""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.reporting.paper_layout import Sheet, size_of

FORMS = ("html", "docx", "pdf")
_NEEDS = {"docx": ("docx", "word"), "pdf": ("typst", "pdf")}  # form -> module, extra that brings it
_TEMPLATE = ("docxtpl", "word")
ACROSS = 3  # boxes of signatures in a row


def form(path: str, chosen: str = "") -> str:
    """Choose the form of a file by its suffix; raises UsageFault where that tells none, or another one."""
    suffix = os.path.splitext(path)[1].lower().lstrip(".") if path else ""
    if suffix and suffix not in FORMS:
        raise UsageFault(
            _("A paper is no '{suffix}' file.").format(suffix=suffix[:10]),
            _("End its name in {suffixes}.").format(suffixes=", ".join("." + one for one in FORMS)),
        )
    if chosen and suffix and chosen != suffix:
        raise UsageFault(_("--as {form} and the name of the file exclude each other.").format(form=chosen))
    return chosen or suffix or FORMS[0]


def require(form_: str, template: str = "") -> None:
    """Raise UsageFault where the library that writes a form is not installed."""
    needed = _TEMPLATE if template else _NEEDS.get(form_)
    if needed is None:
        return
    module, extra = needed
    try:
        import_module(module)
    except ImportError:
        raise UsageFault(
            _("The library that writes .{form} is not installed.").format(form=form_),
            _("Install it with `pip install 'reception-cli[{extra}]'`, or write .html.").format(extra=extra),
        ) from None


def written(sheets: Sequence[Sheet], form_: str, slip: bool = False, template: str = "") -> bytes:
    """Write papers as one file, each on pages of its own; `template` is an office's own document for one of them."""
    module, function = ("paper_template", "filled") if template else (f"paper_{form_}", "document")
    write: Callable[..., Any] = getattr(import_module(f"reception_cli.output.{module}"), function)
    made: bytes = write(sheets, template) if template else write(sheets, size_of(sheets[0], slip))
    return made


def items(names: Sequence[str]) -> Iterator[str]:
    """Write names below each other as Decree 30/2020/ND-CP has it: a dash before each, a full stop behind the last."""
    for n, name in enumerate(names, 1):
        yield f"- {name}{';' if n < len(names) else '.'}"
