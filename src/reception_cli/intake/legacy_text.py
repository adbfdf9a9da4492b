"""Text in the encodings of before Unicode: TCVN3 (.VnTime), VNI, and UTF-8 that was read as Latin-1."""

import re
from unicodedata import normalize

TCVN3, VNI, UTF8 = "TCVN3", "VNI", "UTF-8"

# The letters of TCVN3 from 0xA1 on, as they appear when they are read as Latin-1; its capitals are those of ASCII,
# and a word in capitals is written in a font of its own, so that case is not told.
_TCVN3_CODES = "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3 = dict(zip(map(ord, _TCVN3_CODES), _TCVN3_LETTERS, strict=True))
# Signs of TCVN3 that no Vietnamese text in Unicode holds inside its words.
_TCVN3_SIGNS = re.compile(
    r"(?<=[A-Za-z])[µ¶·¸¹¨©ª«¬\xad®»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïñö÷øûüþ]|[µ¶·¸¹¨©ª«¬\xad®»¼½¾ÆÖ×ØÜÞäåæçëîïö÷øûüþ](?=[a-z])"
)
# VNI writes a letter and behind it a sign that is its hat and its tone at once.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_ALONE = {
    "ñ": "đ",
    "ö": "ư",
    "ô": "ơ",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "Ñ": "Đ",
    "Ö": "Ư",
    "Ô": "Ơ",
    "Æ": "Ỉ",
    "Ó": "Ĩ",
    "Ò": "Ị",
    "Î": "Ỵ",
}
_VNI_PAIR = re.compile(r"([AaEeOoUuYyÖöÔô])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])")
_VNI_SIGNS = re.compile(
    r"[AaEeOoUuYyÖöÔô][øûõïåäëüØÛÕÏÅÄËÜ]|[aAeEoO][âÂêÊ](?![a-zA-Z]*[ạảấầậắằ])|[ñÑ][aeiouyöôóòæîAEIOUY]"
)
_MISREAD = re.compile("[ÂÃÄÅÆáàâ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ]|á[º»]|Ä[‘\x91\x90]|Æ[°¡]")
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9]")  # letters that none of the old encodings can be taken for
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS = frozenset(
    normalize("NFC", letter + tone) for letter in "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ" for tone in ("", *_TONES)
)
_UNUSUAL = re.compile("[\u00a0\u00ad\u200b-\u200f\u202f\u2060\ufeff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def recognise(text: str) -> str | None:
    """Name the encoding of a text by letters that Unicode text would not hold so; None for a text that is well."""
    if text.isascii() or _UNICODE_ONLY.search(text):
        return None
    if _MISREAD.search(text) and misread(text) is not None:
        return UTF8
    if max(text) > "\u00ff":
        return None
    signs = ((VNI, _VNI_SIGNS), (TCVN3, _TCVN3_SIGNS))
    likely = [encoding for encoding, pattern in signs if pattern.search(text)]
    return min(likely, key=lambda encoding: _oddities(convert(text, encoding)), default=None)


def _oddities(text: str) -> int:
    """Count what no Vietnamese text has: words with two tones, letters of other languages."""
    twice_toned = sum(sum(sign in _TONES for sign in normalize("NFD", word)) > 1 for word in text.split())
    return twice_toned + sum(sign > "\x7f" and sign not in _LETTERS for sign in text)


def convert(text: str, encoding: str) -> str:
    """Write a text of such a column in Unicode; one that is in Unicode already stays as it is."""
    if text.isascii():
        return text
    if encoding == UTF8:
        return misread(text) or text
    if max(text) > "\u00ff":
        return text
    return normalize("NFC", text.translate(_TCVN3) if encoding == TCVN3 else _from_vni(text))


def misread(text: str) -> str | None:
    """Undo the reading of UTF-8 as Latin-1 or one of its relatives; None where it was not so."""
    for encoding in ("latin-1", "cp1252", "cp1258"):
        try:
            found = _bytes(text, encoding).decode()
        except UnicodeError:
            continue
        if found != text:
            return normalize("NFC", found)
    return None


def _bytes(text: str, encoding: str) -> bytes:
    """Encode; the five places that Windows leaves open stand for their own bytes."""
    return b"".join(bytes((ord(sign),)) if "\x80" <= sign <= "\x9f" else sign.encode(encoding) for sign in text)


def visible(text: str) -> str:
    """Take out what nobody sees: zero-width signs; no-break blanks become blanks."""
    if text.isascii() or not _UNUSUAL.search(text):
        return text
    return _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")


def _from_vni(text: str) -> str:
    def pair(found: re.Match[str]) -> str:
        letter, sign = found[1], found[2].lower()
        letter = _VNI_ALONE.get(letter, letter)
        return letter + (_VNI_TONES.get(sign) or _VNI_HATS[sign])

    parts: list[str] = []
    place = 0
    for found in _VNI_PAIR.finditer(text):
        parts += ["".join(_VNI_ALONE.get(sign, sign) for sign in text[place : found.start()]), pair(found)]
        place = found.end()
    parts.append("".join(_VNI_ALONE.get(sign, sign) for sign in text[place:]))
    return "".join(parts)
