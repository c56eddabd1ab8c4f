"""A model's stream of text → its sentences, each with the passages it cites, as soon as each is whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.datatypes import Draft
from rag.vietnamese import split_sentences

_NUMBERS = r"\d{1,3}(?:\s*[,;]\s*\d{1,3})*"
_MARKER = re.compile(
    rf"\s*[\[【［]\s*(?:(?:đoạn|nguồn|tài liệu)\s*:?\s*)?\^?({_NUMBERS})\s*[\]】］](?!\d)", re.IGNORECASE
)
_MAYBE_MARKER = re.compile(r"[\[【［][^\]】］]{0,30}$")
_MARKUP = re.compile(r"^[\s*#>•–-]+|\*\*|__")
_ITEM = re.compile(r"^\s*(?:[-*•+–]|\d{1,2}[.)])\s+")
_ITEM_NUMBER = re.compile(r"^\d{1,2}[.)]\s+(?=[^\W\d])")
_LABEL = re.compile(r"^(?:câu )?trả lời\s*:\s*(?=\w)", re.IGNORECASE)
_CLOSING = r"[”\"')\]*]*"
_WHOLE = re.compile(rf"[.!?…]{_CLOSING}$")
_LONGEST_OPEN_CHARS = 2_000
"""Of what is read of a line without a sentence's end: what runs on for longer is no sentence, and the reply ends."""


@dataclass(slots=True)
class _Reader:
    """What has been read of a reply: the line under way, and the line with a colon that its items hang on."""

    line: str = ""
    lead: str = ""
    is_waiting: bool = False
    """Whether a sentence is whole but for what may be a marker behind it."""

    @property
    def runs_on(self) -> bool:
        """Whether the line under way has become too long to be a sentence."""
        return len(self.line) > _LONGEST_OPEN_CHARS

    def sentences(self, character: str) -> Iterator[str]:
        """The sentences that the character makes whole."""
        before = self.line[-1:]
        if character.isspace() and (before == "\n" or (before.isspace() and character != "\n")):
            # Of white space one sign is enough, and the end of a line.
            return
        self.line += character
        if "\n" not in self.line and not self.is_waiting and not _may_begin(before, character):
            return
        while "\n" in self.line:
            # A marker may stand on the next line: the break is known to end the sentence once something else follows.
            line, rest = self.line.split("\n", 1)
            if not rest.strip() or _MAYBE_MARKER.fullmatch(rest.strip()):
                break
            if marker := _leading_markers(rest):
                line, rest = f"{line} {rest[:marker]}", rest[marker:]
                self.line = f"{line}\n{rest}"
                if not rest.strip():
                    break
            yield from self._line(line)
            self.line = rest.lstrip("\n")
        yield from self._begun()

    def end(self) -> Iterator[str]:
        """The rest of the reply; a last sentence without an end is dropped, because the model was cut off in it."""
        for line in filter(str.strip, self.line.split("\n")):
            sentences = list(_split(line))
            last = sentences[-1]
            if not (_WHOLE.search(_MARKER.sub("", last).rstrip()) or re.search(rf"{_MARKER.pattern}\s*$", last, re.I)):
                sentences.pop()
            yield from (self._led(sentence, line) for sentence in sentences)

    def _begun(self) -> Iterator[str]:
        """Of the line under way, the sentences that another one has begun behind."""
        if "\n" in self.line:
            return
        sentences = list(_split(self.line))
        self.is_waiting = len(sentences) > 1 and _MAYBE_MARKER.match(sentences[-1]) is not None
        if len(sentences) < 2 or self.is_waiting:
            return
        for sentence in sentences[:-1]:
            yield self._led(sentence, self.line)
        self.line = sentences[-1]

    def _line(self, line: str) -> Iterator[str]:
        bare = _MARKUP.sub("", line).strip()
        if bare.endswith(":"):
            self.lead = bare
            return
        if line.strip():
            yield from (self._led(sentence, line) for sentence in _split(line))

    def _led(self, sentence: str, line: str) -> str:
        """An item of a list with the line that opens the list: `Mục tiêu năm 2024:` says of what year its items are."""
        if not _ITEM.match(line):
            self.lead = ""
        return f"{self.lead} {_ITEM.sub('', sentence)}" if self.lead else sentence


def read_drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The sentences in order, wherever the stream was cut. Markers behind the end of a sentence belong to it.

    A reply that runs on without an end of a sentence ends there; the work grows with the reply's length alone.
    """
    reader = _Reader()
    for piece in pieces:
        for character in piece:
            yield from _drafts(reader.sentences(character))
            if reader.runs_on:
                return
    yield from _drafts(reader.end())


def _may_begin(before: str, character: str) -> bool:
    """Whether a character can be the one by which a sentence is known to have begun, or a marker to be whole."""
    return not character.isspace() and not (character.islower() and before.islower())


def _split(line: str) -> Iterator[str]:
    """The sentences of a line; markers behind a full stop are moved before it, where they are part of the sentence."""
    moved = re.sub(rf"([.!?…]{_CLOSING})((?:{_MARKER.pattern})+)", r"\2\1 ", line, flags=re.IGNORECASE)
    for start, end in split_sentences(moved):
        yield moved[start:end]


def _leading_markers(text: str) -> int:
    found = re.match(rf"\s*(?:{_MARKER.pattern})+", text, re.IGNORECASE)
    return found.end() if found else 0


def _drafts(sentences: Iterable[str]) -> Iterator[Draft]:
    for sentence in sentences:
        cited = [int(number) for found in _MARKER.finditer(sentence) for number in re.findall(r"\d+", found.group(1))]
        text = _ITEM_NUMBER.sub("", _MARKUP.sub("", _MARKER.sub("", sentence)).strip())
        text = _LABEL.sub("", text)
        text = re.sub(r"\s+([.,;:!?…])", r"\1", text)
        if re.search(r"\w", text):
            yield Draft(text, tuple(dict.fromkeys(cited)))
