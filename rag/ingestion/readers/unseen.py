"""Text of a file that is not read, above all what nobody sees: what of it has digits is told, each figure of it."""

import re
from collections.abc import Iterator, Sequence

_MOST_CHARS = 60
_MOST_NAMED = 5
_MOST_FIGURES = 500
_FIGURE = re.compile(r"\d+(?:[.,/:]\d+)*%?")


def figures_of(text: str) -> list[str]:
    """The text in one line, shortened, with the figures of what is cut off; nothing where it has no digit."""
    words = " ".join(text.split())
    if not re.search(r"\d", words):
        return []
    if len(words) <= _MOST_CHARS:
        return [words]
    shown = words[:_MOST_CHARS].rsplit(" ", 1)[0]
    return [" … ".join((shown, *_FIGURE.findall(words[len(shown) :])[:_MOST_FIGURES], "")).rstrip()]


def warn_of_unseen(texts: Sequence[str], place: str = "") -> Iterator[str]:
    """A warning, in Vietnamese, that names the first few, of the others their figures; none where there is nothing."""
    start = f"{place}: có" if place else "Có"
    yield from warn_of_unread(f"{start} chữ bị ẩn, gạch bỏ hoặc không hiện ra khi xem nên không được đọc", texts)


def warn_of_unread(what: str, texts: Sequence[str]) -> Iterator[str]:
    """The same with a reason of one's own."""
    different = list(dict.fromkeys(texts))
    if different:
        named = ", ".join(f"“{text}”" for text in different[:_MOST_NAMED])
        others = different[_MOST_NAMED:]
        figures = list(dict.fromkeys(figure for text in others for figure in _FIGURE.findall(text)))[:_MOST_FIGURES]
        held = f" ({'; '.join(figures)})" if figures else ""
        yield f"{what}: {named}{f' và {len(others)} chỗ khác{held}' if others else ''}."
