"""The Vietnamese encodings from before Unicode, as text shows them that was read as windows-1252 or Latin-1.

Sources: TCVN 5712:1993 and VISCII (RFC 1456) as in the GNU C library; VNI and VPS as in UniKey's conversion tables;
windows-1258 as in Python.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
"""The ABC fonts have no toned capitals: `.VnTimeH` prints the codes of small letters as capitals. What the standard
has elsewhere (°, ², ³) these fonts leave as Latin-1 has it."""

_VISCII_RUNS = {
    0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
    0xA1: "ắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    0xE0: "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
}
"""Without Õ, whose code is far oftener a no-break space."""

_VPS_RUNS = {
    0x80: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ",
    0x93: "ỀỂỄỐỒỔỖýỷỵỚỜỞ",
    0xA1: "ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ",
    0xE0: "àáâãảạă",
    0xE8: "èéêẽìí",
    0xEF: "ĩẴĐòóôõ",
    0xF7: "Ơụùúủ",
    0xFD: "ỶẼỳ",
}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300\u0301\u0309\u0303\u0323"
_CIRCUMFLEX, _BREVE = "\u0302\u0306"
_VNI_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_CIRCUMFLEX = dict(
    zip("âàáåãä", (_CIRCUMFLEX + tone for tone in ("", _GRAVE, _ACUTE, _HOOK, _TILDE, _DOT)), strict=True)
)
_VNI_BREVE = dict(zip("êèéúüë", (_BREVE + tone for tone in ("", _GRAVE, _ACUTE, _HOOK, _TILDE, _DOT)), strict=True))
_VNI_LETTERS = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
_VNI_MARKS = {
    "a": _VNI_TONES | _VNI_CIRCUMFLEX | _VNI_BREVE,
    "e": _VNI_TONES | _VNI_CIRCUMFLEX,
    "o": _VNI_TONES | _VNI_CIRCUMFLEX,
    "u": _VNI_TONES,
    "y": _VNI_TONES,
    "ô": _VNI_TONES,
    "ö": _VNI_TONES,
}
"""VNI writes most letters as two characters, the second a mark."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """An encoding; `decode` turns a text that was read in the wrong one into Unicode, NFC.

    `codes` finds the tokens that it would change. `loses_capitals`: its fonts print capitals that its codes do not
    tell from small letters.
    """

    name: str
    codes: re.Pattern[str]
    decode: Callable[[str], str]
    loses_capitals: bool = False
    signs: str = "·×÷§®©»¬"
    """Codes of letters that are never a word of their own, and signs where they stand alone: `10÷15%`, a bullet."""


def _western(byte: int) -> str:
    """The character of windows-1252, or of Latin-1 for the five bytes that windows-1252 leaves undefined."""
    return bytes([byte]).decode("cp1252", errors="replace").replace("\N{REPLACEMENT CHARACTER}", chr(byte))


_BYTES = {_western(byte): byte for byte in range(0x80, 0x100)} | {chr(byte): byte for byte in range(0x80, 0x100)}
"""The byte of a character that came of windows-1252 or Latin-1."""


def read_western(data: bytes) -> str:
    """Every byte as one character, as windows-1252 has it; never fails."""
    return "".join(map(_western, data)) if not data.isascii() else data.decode("ascii")


def _table(runs: Mapping[int, str]) -> dict[str, str]:
    letters = {first + offset: letter for first, run in runs.items() for offset, letter in enumerate(run)}
    return {character: letters[byte] for character, byte in _BYTES.items() if byte in letters}


def _single_byte(name: str, table: Mapping[str, str]) -> CodePage:
    translation = str.maketrans(dict(table))
    codes = re.compile(f"[{re.escape(''.join(table))}]")
    return CodePage(name, codes, lambda text: unicodedata.normalize("NFC", text.translate(translation)))


def _vni() -> CodePage:
    base = {letter: letter for letter in "aeouy"} | {"ô": "ơ", "ö": "ư"}
    pairs = {letter + mark: base[letter] + tone for letter, marks in _VNI_MARKS.items() for mark, tone in marks.items()}
    # A mark may be typed in either case; the letter before it says which is meant.
    table = {
        form: decoded
        for typed, small in (pairs | _VNI_LETTERS).items()
        for form, decoded in (
            (typed, small),
            (typed.upper(), small.upper()),
            (typed[0].upper() + typed[1:], small.upper()),
            (typed[0] + typed[1:].upper(), small),
        )
    }
    codes = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    return CodePage(
        "VNI", codes, lambda text: unicodedata.normalize("NFC", codes.sub(lambda found: table[found.group()], text))
    )


def _windows_1258() -> CodePage:
    table = {
        character: decoded
        for character, byte in _BYTES.items()
        if (decoded := bytes([byte]).decode("cp1258", errors="ignore")) and decoded != _western(byte)
    }
    return _single_byte("Windows-1258", table)


def _misread_utf_8() -> tuple[CodePage, CodePage]:
    """UTF-8 that was read as windows-1252 once, and twice."""
    tails = f"[{re.escape(''.join(character for character, byte in _BYTES.items() if byte < 0xC0))}]"
    # Vietnamese and its punctuation are two or three bytes a letter.
    codes = re.compile(f"[Â-ß]{tails}|[à-ï]{tails}{{2}}")

    def decode_one(found: re.Match[str]) -> str:
        return bytes(_BYTES[character] for character in found.group()).decode("utf-8", errors="replace")

    def decode(text: str) -> str:
        return unicodedata.normalize("NFC", codes.sub(decode_one, text))

    def decode_twice(text: str) -> str:
        return decode(decode(text))

    name = "UTF-8 bị đọc nhầm"
    return CodePage(name, codes, decode), CodePage(f"{name} hai lần", codes, decode_twice)


MISREAD_UTF_8, TWICE_MISREAD_UTF_8 = _misread_utf_8()
VISCII = replace(_single_byte("VISCII", _table(_VISCII_RUNS)), signs="×÷§®©»¬")
WINDOWS_1258 = _windows_1258()
TCVN3 = replace(_single_byte("TCVN3 (ABC)", _table(_TCVN3_RUNS)), loses_capitals=True)
VNI = _vni()
VPS = _single_byte("VPS", _table(_VPS_RUNS))
CODE_PAGES = (TCVN3, VNI, MISREAD_UTF_8, TWICE_MISREAD_UTF_8, WINDOWS_1258, VISCII, VPS)
BYTE_CODE_PAGES = (TCVN3, VNI, WINDOWS_1258, VISCII, VPS)
"""The commoner first: it wins where two explain a text equally well."""
