"""Which letters can be a Vietnamese syllable: onset, rime and tone as the orthography allows them.

A text in the wrong encoding shows in this: nearly every accented word of a Vietnamese text is a possible syllable, and
hardly one is after a wrong conversion.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()  # noqa: SIM905 - legible only so
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong "
    "ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung "
    "uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyn uynh uyp uyt uyu uyên uyêt "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu"
)
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_CHECKED_TONES = ("\u0301", "\u0323")
"""A syllable that ends in a stop is acute or dotted."""
_VOWELS = "aăâeêioôơuưy"
_WORD = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Whether the word, in NFC, can be a Vietnamese syllable; the case does not matter, `hoà` is as good as `hòa`."""
    return word.lower() in _possible_syllables()


def find_words(text: str) -> list[str]:
    """Every run of letters of the text."""
    return _WORD.findall(text)


@lru_cache(maxsize=1)
def _possible_syllables() -> frozenset[str]:
    """About 27 thousand; made at first use within some hundredths of a second."""
    toned = {rime: frozenset(_toned(rime)) for rime in _RIMES.split()}
    possible = {syllable for syllables in toned.values() for syllable in syllables}
    for onset in _ONSETS:
        for rime, forms in toned.items():
            if _fits(onset, rime):
                # The i of `gi` is also the vowel: `gì`, `giết`.
                possible.update((onset[:1] if onset == "gi" and rime[0] == "i" else onset) + form for form in forms)
    possible.update(form.replace("u", "qu", 1) for form in toned["uôc"])
    return frozenset(possible)


def _fits(onset: str, rime: str) -> bool:
    first = rime[0]
    if onset in {"gh", "ngh"}:
        return first in "eêi"
    if onset in {"c", "g", "ng"}:
        return first not in "eêiy"
    if onset == "qu":
        return first not in "uưo" and rime != "ô"
    return True


def _toned(rime: str) -> Iterator[str]:
    tones = _CHECKED_TONES if rime.endswith(("c", "ch", "p", "t")) else _TONES
    for position in _tone_positions(rime):
        for tone in tones:
            yield unicodedata.normalize("NFC", rime[: position + 1] + tone + rime[position + 1 :])


def _tone_positions(rime: str) -> tuple[int, ...]:
    """Where the tone may stand; at two places where older and newer spelling differ."""
    vowels = [index for index, letter in enumerate(rime) if letter in _VOWELS]
    if marked := [index for index in vowels if rime[index] in "ăâêôơư"]:
        return (marked[-1],)
    if vowels[-1] < len(rime) - 1:
        return (vowels[-1],)
    if rime in {"oa", "oe", "uy"}:
        return (0, 1)
    return (1,) if len(vowels) == 3 else (0,)
