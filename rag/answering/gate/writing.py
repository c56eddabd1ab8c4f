"""The first part of the gate: how a draft is written. What cannot be read for certain cannot be checked.

A reader sees digits in another script, a number spelled out or in English format as a figure just as well; the parser
of figures does not, so that such writing would pass unseen. What a cited passage writes the same way may stand.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.gate.refused import Refused
from rag.language.sentence_words import Turn, read_turns
from rag.vietnamese import syllables

_KEPT_SIGNS = "²³…™"
"""What NFKC would turn into other characters although Vietnamese documents write it so: `m²` is not `m2`."""
_USUAL_SIGNS = frozenset(f"{_KEPT_SIGNS}“”‘’«»–—•·°≥≤±×÷‰€£§")
_ONE_FORM = str.maketrans(dict.fromkeys("‐‑‒−", "-") | {"⁄": "/", "∕": "/", "∶": ":"})

_UNUSUAL = re.compile(r"[^\n\x20-\x7eÀ-ɏḀ-ỿ]")
"""All but ASCII and Latin letters: what may have to be brought to its usual form."""

_MARKUP = re.compile(r"[\\{}$^|`~›]|</?\w|!?\[[^\]]*\]\s*\(|https?:|www\.|\w@\w", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"(?<!m)[²³]")
_TORN_NUMBER = re.compile(
    r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)"  # 9 000 USD
    r"|\d['’_·]\d"  # 9'000
    r"|\d\s*[x×*+=]\s*\d"  # 2 x 3: arithmetic is not a model's
    r"|\d[eE][+-]?\d"
)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_OFFICIAL_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d{1,2}\.\d{1,2}\.\d{4}")
_ENGLISH_THOUSANDS = re.compile(r"\d{1,3},\d{3}")
_NEGATIVE = re.compile(r"(?:(?<=[\s(:])|^)-(?=\d)|(?<!\w)âm (?=\d)")


@lru_cache(maxsize=8192)
def plain_text(text: str) -> str:
    """The text as a reader sees it, in one writing: NFKC, digits of every script as 0-9, nothing invisible, one kind of
    space and hyphen. This is the form that is checked and the form that is shown."""
    plain = _UNUSUAL.sub(lambda found: _usual_form(found.group()), unicodedata.normalize("NFC", text))
    plain = unicodedata.normalize("NFC", plain).translate(_ONE_FORM)
    return re.sub(r"\s+", " ", plain).strip()


def _usual_form(character: str) -> str:
    category = unicodedata.category(character)
    if character in _KEPT_SIGNS or category == "No":
        return character
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in {"Cf", "Cc", "Cs", "Co", "Cn"} and not character.isspace():
        return ""
    return unicodedata.normalize("NFKC", character)


def addresses_reader(text: str) -> bool:
    """Whether a sentence speaks to the reader (`hãy gọi …`). No document does: the model has been taken over, by what a
    passage or a question told it, and nothing that it wrote beside is to be trusted."""
    return any(turn is Turn.ADDRESSING for _, turn in read_turns(syllables(plain_text(text))))


def check_writing(text: str, passages: Sequence[str]) -> None:
    """Refuses what the checks behind this one would not see. `text` and `passages` are plain texts.

    Raises:
        Refused: with the words that cannot be read for certain.
    """
    _refuse_strange_characters(text, passages)
    if addresses_reader(text):
        raise Refused("speaks to the reader")
    if found := _MARKUP.search(text):
        raise Refused(f"holds markup or an address: {found.group()!r}")
    for pattern, what in (
        (_SUPERSCRIPT, "a superscript"),
        (_TORN_NUMBER, "a number in no official format"),
        (_NEGATIVE, "a sign that no cited passage has"),
    ):
        for found in pattern.finditer(text):
            if not _stands(found.group(), passages):
                raise Refused(f"holds {what}: {found.group().strip()!r}")
    for found in _NUMBER.finditer(text):
        if not _is_official(found.group()) and not _stands(found.group(), passages):
            raise Refused(f"holds a number in no official format: {found.group()!r}")


def _is_official(number: str) -> bool:
    """`9,000` is nine in Vietnamese format and nine thousand in English: it is neither here."""
    return _OFFICIAL_NUMBER.fullmatch(number) is not None and _ENGLISH_THOUSANDS.fullmatch(number) is None


def _refuse_strange_characters(text: str, passages: Sequence[str]) -> None:
    """Small models fall into other scripts; a sign that looks like a letter or a digit of ours would go unread."""
    for character in sorted(set(text)):
        is_latin = character.isalpha() and unicodedata.name(character, "").startswith("LATIN")
        usual = character.isascii() or is_latin or character in _USUAL_SIGNS
        if not usual and not any(character in passage for passage in passages):
            raise Refused(f"holds a character of another script: {character!r}")


def _stands(words: str, passages: Sequence[str]) -> bool:
    """Whether the words stand in a passage as whole words, in any case and spacing."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    bounded = re.compile(rf"(?<![\w])(?<!\d[.,]){pattern}(?![\w])(?![.,]\d)", re.IGNORECASE)
    return any(bounded.search(passage) for passage in passages)
