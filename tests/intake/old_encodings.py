"""Text as machines of before Unicode wrote it: what its bytes look like when they are read as Latin-1."""

from unicodedata import normalize

# TCVN 5712:1993 (VN3), small letters in the order of the alphabet of its table.
_TCVN3 = dict(
    zip(
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        "¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§",
        strict=True,
    )
)
# VNI: a letter, and behind it one sign for its hat and its tone.
_VNI_ALONE = {"đ": "ñ", "ư": "ö", "ơ": "ô", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "í": "í", "ì": "ì"}
_VNI_SIGNS = {
    "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï",
    "\u0302": "â", "\u0302\u0301": "á", "\u0302\u0300": "à",
    "\u0302\u0309": "å", "\u0302\u0303": "ã", "\u0302\u0323": "ä",
    "\u0306": "ê", "\u0306\u0301": "é", "\u0306\u0300": "è",
    "\u0306\u0309": "ú", "\u0306\u0303": "ü", "\u0306\u0323": "ë",
}  # fmt: skip
_TONES = "\u0301\u0300\u0309\u0303\u0323"


def tcvn3(text: str) -> str:
    return "".join(_TCVN3.get(sign, _TCVN3.get(sign.lower(), sign)) for sign in normalize("NFC", text))


def vni(text: str) -> str:
    return "".join(map(_vni, normalize("NFC", text)))


def _vni(sign: str) -> str:
    if alone := _VNI_ALONE.get(sign.lower()):
        return alone.upper() if sign.isupper() else alone
    letter, marks = normalize("NFD", sign)[:1], normalize("NFD", sign)[1:]
    horned = letter + "\u031b" if "\u031b" in marks else letter
    base = _VNI_ALONE[normalize("NFC", horned).lower()] if len(horned) > 1 else letter
    hat, tone = "".join(mark for mark in marks if mark in "\u0302\u0306"), "".join(m for m in marks if m in _TONES)
    written = base + _VNI_SIGNS.get(hat + tone, "") if marks else sign
    return written.upper() if sign.isupper() else written
