"""Text of a file that is not read, above all what nobody sees: what of it has digits is told."""

import re
from collections.abc import Iterator, Sequence

_MOST_CHARS = 60
_MOST_NAMED = 5


def figures_of(text: str) -> list[str]:
    """The text in one line, shortened; nothing where it holds no digit."""
    words = " ".join(text.split())
    if not re.search(r"\d", words):
        return []
    return [words if len(words) <= _MOST_CHARS else f"{words[:_MOST_CHARS].rsplit(' ', 1)[0]} …"]


def warn_of_unseen(texts: Sequence[str], place: str = "") -> Iterator[str]:
    """A warning, in Vietnamese, that names the first few; none where there is nothing to name."""
    start = f"{place}: có" if place else "Có"
    yield from warn_of_unread(f"{start} chữ bị ẩn, gạch bỏ hoặc không hiện ra khi xem nên không được đọc", texts)


def warn_of_unread(what: str, texts: Sequence[str]) -> Iterator[str]:
    """The same with a reason of one's own."""
    different = list(dict.fromkeys(texts))
    if different:
        named = ", ".join(f"“{text}”" for text in different[:_MOST_NAMED])
        more = f" và {len(different) - _MOST_NAMED} chỗ khác" if len(different) > _MOST_NAMED else ""
        yield f"{what}: {named}{more}."
