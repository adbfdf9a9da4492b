"""Names that Windows gives to no file. A desk keeps clear of them everywhere: it may move there, or send a bundle."""

from reception_cli.domain.words import _

_DEVICES = frozenset({
    "con", "prn", "aux", "nul", "conin$", "conout$",
    *(port + sign for port in ("com", "lpt") for sign in "0123456789¹²³"),
})  # fmt: skip
_SIGNS = frozenset('<>:"|?*')
_PLAIN = ("\\\\?\\", "\\\\.\\")  # before a path that Windows takes as it is
_SHARE = "UNC\\"  # behind that, where the path lies on a server


def is_kept(name: str) -> bool:
    """Whether Windows keeps a name for a device, with whatever suffix, or drops its last sign (`a.`)."""
    return name.partition(".")[0].rstrip(" ").casefold() in _DEVICES or name[-1:] in (".", " ")


def is_share(path: str) -> bool:
    """Whether a path of Windows leads to another machine: `\\\\server\\share`, `\\\\?\\UNC\\server\\share`."""
    plain = path.replace("/", "\\")
    for before in _PLAIN:
        if plain.startswith(before):
            return plain[len(before) :].upper().startswith(_SHARE)
    return plain.startswith("\\\\")


def refused_by_windows(path: str) -> str:
    """Say why Windows has no file or folder of this path; empty where it may have."""
    import ntpath  # nobody else needs it but on Windows

    plain = path.replace("/", "\\")
    for before in _PLAIN:
        plain = plain.removeprefix(before)
    for name in ntpath.splitdrive(plain)[1].split("\\"):
        if name in ("", ".", ".."):
            continue
        sign = next((sign for sign in name if sign in _SIGNS or ord(sign) < 32), "")
        if sign:
            return _("no name may hold {sign} there").format(sign=sign if sign.isprintable() else f"U+{ord(sign):04X}")
        if is_kept(name):
            return _("Windows keeps the name '{name}' for itself").format(name=name[:40])
    return ""
