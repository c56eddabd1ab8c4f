"""How people ask for a thing by other words than documents have for it: light words, related words, contrasts.

The words are data (`lexicon.toml`), read as terms of the lexicon.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.lexicon import Lexicon, Phrase, Phrases, load_lexicon, load_words

_WITHOUT_MEANING = frozenset(
    ("của", "và", "các", "những", "cho", "từ", "về", "được", "bị", "việc", "số", "tổng", "lượng")
)
"""What a phrase may lose on the way to its content terms and still mean the same: not `không có việc làm`."""


@dataclass(frozen=True, slots=True)
class AskedWord:
    """Neighbouring terms of a question that mean one thing, and the other phrases for it.

    `is_light` tells that they ask for nothing of their own: `mang về`, `kính đề nghị`.
    """

    terms: Phrase
    others: tuple[Phrase, ...] = ()
    is_light: bool = False


class Thesaurus:
    """Reads a question's terms, typed without accents where `folded`.

    `light_words` are separated by bars. `related` are groups of phrases for one thing. Of each group of `contrasts` an
    indicator has one: who asks for `nhập khẩu` is not answered with `xuất khẩu`.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        light_words: str,
        related: Iterable[Iterable[str]],
        contrasts: Iterable[Iterable[str]],
        *,
        folded: bool,
    ) -> None:
        self._lexicon = lexicon
        self._folded = folded
        asked = [AskedWord(self._content(light), is_light=True) for light in light_words.split("|")]
        for group in related:
            phrases = self._distinct(group)
            asked += (AskedWord(phrase, tuple(other for other in phrases if other != phrase)) for phrase in phrases)
        self._asked = Phrases((word.terms, word) for word in asked if word.terms)
        self._contrasts: dict[str, list[tuple[Phrase, tuple[int, int]]]] = defaultdict(list)
        for number, group in enumerate(contrasts):
            for member, phrase in enumerate(self._distinct(group)):
                self._contrasts[phrase[0]].append((phrase, (number, member)))

    def _content(self, phrase: str) -> Phrase:
        return tuple(self._lexicon.content_terms(phrase, folded=self._folded))

    def _distinct(self, group: Iterable[str]) -> list[Phrase]:
        """The phrases as terms; without accents a single syllable may be any of several words, and is left out."""
        names = (name for name in group if not self._folded or len(name.split()) > 1)
        phrases = dict.fromkeys(self._content(name) for name in names if self._keeps_meaning(name))
        return [phrase for phrase in phrases if phrase]

    def _keeps_meaning(self, name: str) -> bool:
        return set(self._lexicon.terms(name)) <= {*self._lexicon.content_terms(name), *_WITHOUT_MEANING}

    def read(self, terms: Sequence[str]) -> list[AskedWord]:
        """A question's content terms, the longest known phrases together, the others each alone."""
        return [word or AskedWord(phrase) for phrase, word in self._asked.read(terms)]

    def contrast_members(self, text: str) -> frozenset[tuple[int, int]]:
        """The words of the text that stand in contrast groups, as group and member."""
        terms = self._lexicon.content_terms(text, folded=self._folded)
        return frozenset(
            member
            for at, term in enumerate(terms)
            for phrase, member in self._contrasts.get(term, ())
            if tuple(terms[at : at + len(phrase)]) == phrase
        )


@lru_cache(maxsize=2)
def load_thesaurus(*, folded: bool) -> Thesaurus:
    """The product's thesaurus, read once: it is data of the program and never changes while it runs."""
    tables = load_words()
    return Thesaurus(
        load_lexicon(),
        tables["light_words"]["names"],
        tables["related"]["groups"],
        tables["contrasts"]["groups"],
        folded=folded,
    )
