"""The public page as files: HTML in each language, style, the scripts that open one matter, and their licences."""

import json
from collections.abc import Mapping
from typing import Any

from reception_cli import ROOT
from reception_cli.ledger import files
from reception_cli.output.html import template

_SHIPPED = ("app.js", "style.css", "scrypt.js", "nacl.js", "licences.txt")
_MOST = 1 << 20


def shipped() -> dict[str, bytes]:
    """Give the files that are the same on every page."""
    return {name: files.content(f"{ROOT}/data/site/{name}", _MOST) for name in _SHIPPED}


def page(site: Any, words: Mapping[str, Any], language: str) -> bytes:
    """Write the page of one language; `words` are those that its script says."""
    told = json.dumps({"lang": language, **words}, ensure_ascii=True, sort_keys=True)
    told = told.replace("<", "\\u003c").replace("&", "\\u0026")  # within a script element of HTML
    return template("site.html").render(site=site, words=told, language=language).encode()
