"""A model's stream of text → its sentences, each with the passages it cites, as soon as each is whole."""

import re
from collections.abc import Iterable, Iterator

from rag.datatypes import Draft
from rag.vietnamese import split_sentences

_MARKER = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_MARKUP = re.compile(r"^[\s*#>•–-]+|\*\*")


def read_drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The sentences in order. Markers right behind a full stop belong to the sentence before; a last sentence without
    an end is dropped, because the model was cut off in it."""
    text = ""
    for piece in pieces:
        text += piece
        while (whole := _first_sentence(text)) is not None:
            sentence, text = whole
            if draft := _draft(sentence):
                yield draft
    if re.search(r"[.!?…](?:\s*\[[\d\s,;]+\])*\s*$|\[[\d\s,;]+\]\s*$", text) and (draft := _draft(text)):
        yield draft


def _first_sentence(text: str) -> tuple[str, str] | None:
    """The first sentence and the rest, once it is sure that no marker of its own is still to come."""
    normal = re.sub(r"([.!?])\s*((?:\[[\d\s,;]+\]\s*)+)", r" \2\1 ", text)
    spans = split_sentences(normal)
    if len(spans) < 2:
        return None
    start, end = spans[0]
    rest = normal[spans[1][0] :]
    if re.match(r"\[[\d\s,;]*$", rest):
        return None
    return normal[start:end], rest


def _draft(sentence: str) -> Draft | None:
    cited = [int(number) for found in _MARKER.finditer(sentence) for number in re.findall(r"\d+", found.group(1))]
    text = _MARKUP.sub("", _MARKER.sub("", sentence)).strip()
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    return Draft(text, tuple(dict.fromkeys(cited))) if re.search(r"\w", text) else None
