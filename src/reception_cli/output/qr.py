"""QR codes, where the library for them (extra `qr`, part of `word` and `pdf`) is installed."""

from io import BytesIO

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
    if not available():
        return ""
    import segno

    file = BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="svg", xmldecl=False, svgns=True, border=_QUIET,
                                                  omitsize=True, nl=False)  # fmt: skip
    return file.getvalue().decode()


def png(text: str, scale: int = 8) -> bytes:
    """Draw as PNG; empty where no code can be drawn."""
    if not available():
        return b""
    import segno

    file = BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=scale, border=_QUIET)
    return file.getvalue()
