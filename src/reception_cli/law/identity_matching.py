"""What makes a citizen the same at two desks: an identity number, or a name with the place it comes from. Pure.

Desks write them differently, so each is brought into one form first. Nobody ever sees these forms: a keyed hash
is taken of them (`exchange/keys`).
"""

import re
from collections.abc import Iterator, Mapping

from reception_cli.domain.text import fold, words

_APART = str.maketrans("", "", " .-/\t")
_DIGITS = re.compile(r"\d{8,12}")
_SHORTEST = 6  # signs of a number that is not made of digits alone, such as a passport's
# A spreadsheet eats zeros in front: an identity card has 12 digits, the one before it had 9.
_WHOLE = {8: 9, 10: 12, 11: 12}
_TYPE = r"(?:xa|phuong|thi tran|dac khu)"
_NAMED = re.compile(rf"^{_TYPE} +")
_COMMUNE = re.compile(rf"(?<!\w)(?<!thi ){_TYPE} +([^,;()]+?)(?= *(?:[,;()]|-|$| (?:huyen|thi xa|thanh pho|tp|tinh) ))")


def id_form(id_no: str) -> str:
    """Bring an identity number into one form; empty where there is none to go by."""
    plain = fold(id_no).translate(_APART)
    found = _DIGITS.search(plain)
    if found:
        return found[0].zfill(_WHOLE.get(len(found[0]), 0))
    sign = "".join(words(plain))
    return sign if len(sign) >= _SHORTEST and any(part.isdigit() for part in sign) else ""


def name_form(name: str, commune: str, address: str) -> str:
    """Bring a name and its place into one form; empty without both: many bear the same name."""
    who = " ".join(words(name))
    where = _place(commune, address)
    return f"{who}|{where}" if who and where else ""


def forms(values: Mapping[str, str], commune: str | None) -> Iterator[tuple[str, str]]:
    """Give what a visit or petition tells of its citizen: `id_no` and `name`, each in its form, where it is told."""
    found = {
        "id_no": id_form(values.get("id_no", "")),
        "name": name_form(values.get("name", ""), commune or "", values.get("address", "")),
    }
    return ((what, form) for what, form in found.items() if form)


def _place(commune: str, address: str) -> str:
    """Tell the commune without its type, as said or as it stands in the address; else the whole address."""
    said = _NAMED.sub("", fold(commune))
    found = None if said else _COMMUNE.search(fold(address))
    return " ".join(words(said or (found[1] if found else address)))
