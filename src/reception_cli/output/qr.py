"""QR codes, where the library for them (extra `qr`, part of `word` and `pdf`) is installed."""

from io import BytesIO
from typing import Any

_QUIET = 2  # white modules around


def available() -> bool:
    """Whether QR codes can be drawn here."""
    try:
        import segno  # noqa: F401
    except ImportError:
        return False
    return True


def svg(text: str) -> str:
    """Draw as SVG to stand within a page; empty where no code can be drawn."""
    return _drawn(text, kind="svg", xmldecl=False, svgns=True, omitsize=True, nl=False).decode()


def png(text: str) -> bytes:
    """Draw as PNG; empty where no code can be drawn."""
    return _drawn(text, kind="png", scale=8)


def _drawn(text: str, **form: Any) -> bytes:
    if not available():
        return b""
    import segno

    file = BytesIO()
    segno.make(text, error="m", micro=False).save(file, border=_QUIET, **form)
    return file.getvalue()
