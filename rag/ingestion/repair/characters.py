"""Characters that look right and are wrong: invisible ones, look-alikes, ligatures, split accents.

No-break spaces and the place of the tone (`hòa`, `hoà`) stay: they are the document's own, and quotes are verbatim.
"""

import re
import unicodedata
from itertools import islice

from rag.ingestion.readers.signs import as_drawn
from rag.ingestion.repair.syllables import is_syllable

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0a8\uf076\uf0d8\uf0fc", "•")
"""List marks of the fonts Symbol and Wingdings, which Unicode does not know."""
_PLAIN = str.maketrans(_LIGATURES | _BULLETS)
_LOOKALIKES = str.maketrans(
    "аеорсхуіјАВЕКМНОРСТХУІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧοɖƉÐð",
    "aeopcxyijABEKMHOPCTXYIJABEZHIKMNOPTYXođĐĐđ",
)
_FOREIGN = re.compile("[Ѐ-ӿͰ-ϿɖƉÐð]")
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u0323])+")
_APART = re.compile(r"([^\W\d_]{1,7}) ([\u0300\u0301\u0303\u0309\u0323][^\W\d_]{0,7})")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_MARK_ON_FIGURE = re.compile(r"(?<=\d)(?<!(?<![\d.,])10)([¹²³⁰⁴-⁹]{1,2})(?![¹²³⁰⁴-⁹])")
"""The mark of a note right behind a number; a power of ten is none."""

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_SPLIT = re.compile(rf"(?<![^\W_])({_ONSET}) (?=([aăâeêioôơuưyà-ỹ][^\W\d_]*))", re.IGNORECASE)
_LONE_ONSET = re.compile(rf"(?<![^\W_])({_ONSET})(?![^\W_]|[.)/])", re.IGNORECASE)
_TORN = re.compile(
    r"(?<![^\W_])(?P<before>[^\W\d_]{1,4}) (?P<vowels>[ạảãấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏõốồổỗộớờởỡợụủũứừửữựỳỷỹỵươ]{1,2})"
    r"(?: (?P<after>[^\W\d_]{1,3}))?(?![^\W_])",
    re.IGNORECASE,
)
_FEWEST_SPLITS = 4
_LONGEST_ABBREVIATION_CHARS = 8


def repair_characters(text: str) -> str:
    """The text in NFC with `\\n` at line ends and every character that is certain to be wrong put right."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", as_drawn(text)).translate(_PLAIN)
    # In brackets, as offices print it: what makes the text plain (NFKC) would else make the mark one of the digits.
    text = _MARK_ON_FIGURE.sub(r"⁽\1⁾", text)
    if _FOREIGN.search(text):
        text = _WORD.sub(_with_own_letters, text)
    if _APART.search(text):
        text = _APART.sub(_with_its_accent, text)
    if sum(1 for _ in islice(_SPLIT.finditer(text), _FEWEST_SPLITS)) < _FEWEST_SPLITS:
        return text
    return "\n".join(map(_join_split_syllables, text.split("\n")))


def count_unknown(text: str) -> int:
    """How many of the text's characters say nothing outside the font of their file."""
    return len(_PRIVATE.findall(text))


def find_shattered(text: str) -> list[str]:
    """Syllables that blanks tear apart, `kinh t ế`, as they stand: their figures and names cannot be relied on."""
    found = []
    for torn in _TORN.finditer(text):
        before, vowels, after = torn["before"], torn["vowels"], torn["after"] or ""
        whole = next((part for part in (f"{before}{vowels}{after}", f"{before}{vowels}") if is_syllable(part)), "")
        if whole and not all(map(is_syllable, filter(None, (before, vowels, after)))):
            found.append(torn.group().strip())
    return found


def _with_own_letters(found: re.Match[str]) -> str:
    """The word in Latin letters, where it is then a syllable or an abbreviation in capitals (`HÐND`)."""
    word = found.group()
    if not _FOREIGN.search(word):
        return word
    latin = unicodedata.normalize("NFC", word.translate(_LOOKALIKES))
    was_mixed = any("LATIN" in unicodedata.name(letter, "") for letter in word)
    is_certain = is_syllable(latin) or (
        latin.isupper() and 2 <= len(latin) <= _LONGEST_ABBREVIATION_CHARS and not _FOREIGN.search(latin)
    )
    return latin if was_mixed and is_certain else word


def _with_its_accent(found: re.Match[str]) -> str:
    joined = unicodedata.normalize("NFC", found.group(1) + found.group(2))
    return joined if is_syllable(joined) else found.group()


def _join_split_syllables(line: str) -> str:
    """`H ải Ph òng` in one, where every lone onset of the line finds its rime; a single one may be a label."""
    splits = [found for found in _SPLIT.finditer(line) if is_syllable(found.group(1) + found.group(2))]
    if len(splits) < _FEWEST_SPLITS or len(splits) < len(_LONE_ONSET.findall(line)):
        return line
    ends = {found.end() - 1 for found in splits}
    return "".join(character for index, character in enumerate(line) if index not in ends)
