"""A draft's sentence → the statements that it joins, where it joins several."""

import re
from itertools import takewhile

from rag.answering.gate.sentence_tokens import sentence_tokens
from rag.figures.parsing import parse_years
from rag.language.sentence_words import direction_words, separating_words

_FEWEST_WORDS = 3
_COMMAS = re.compile(r"(?:,\s+|\s+và\s+)")
_OPENING = re.compile(r"^[^,;]{0,60},\s+")


def split_statements(text: str) -> list[str] | None:
    """The statements in order, each with the year that opens the sentence; None where there is but one, or one of them
    has too few words to be of something by itself."""
    joints = re.compile(rf"\s*;\s+|,?\s+(?:{'|'.join(separating_words())})\s+", re.IGNORECASE)
    parts = [part.strip() for part in joints.split(text) if part and part.strip()]
    if len(parts) < 2 or any(_words(part) < _FEWEST_WORDS for part in parts):
        return None
    opening = _OPENING.match(parts[0])
    years = opening.group() if opening and list(parse_years(opening.group())) else ""
    return [parts[0], *(part if list(parse_years(part)) else f"{years}{part}" for part in parts[1:])]


def _words(text: str) -> int:
    return sum(not token.is_number for token in sentence_tokens(text))


def split_items(text: str) -> list[str]:
    """The pieces between commas and `và`, in order, which alone or several together may be statements."""
    return [piece for piece in _COMMAS.split(text.strip(" .")) if piece]


def names_subject(text: str) -> bool:
    """Whether a statement says before its first figure what that is of, and not only which way it goes."""
    tokens = takewhile(lambda token: not token.is_figure, sentence_tokens(text))
    return any(token.term not in direction_words() and not token.is_number for token in tokens)
