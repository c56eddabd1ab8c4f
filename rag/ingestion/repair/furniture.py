"""Running heads, running feet and page numbers: what stands around a page's text, not in it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.figures.parsing import parse_figures
from rag.ingestion.readers.content import PageContent

_FEWEST_PAGES = 3
_DEPTH = 3
"""Lines of a running head or foot, at most."""
_LONGEST_CHARS = 150
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:trang|page|tr\.?)?\s*[-–—|]*\s*#\s*(?:/\s*#)?\s*[-–—|]*", re.IGNORECASE)
_DATA = re.compile(r"[-–—•*+]\s*\D|(?:\d+|[IVX]+|[a-zđ])[.)]\s|.*[:;]$|.*\bđơn vị(?: tính)?\b|.*\bđvt\b", re.IGNORECASE)
"""A list line, a lead or a note on units may stand on every page and still belongs to what it stands on."""
_EXAMPLES = 3


def remove_furniture(pages: Sequence[PageContent]) -> tuple[tuple[PageContent, ...], tuple[str, ...]]:
    """The pages without lines that repeat at the top or foot of most, and one Vietnamese warning of it.

    Such a line is the same on each page, or differs in a number that rises by one from page to page. A line with a
    quantity and its unit is text wherever it stands.
    """
    removed: list[str] = []
    kept = list(pages)
    for at_top in (True, False):
        for _ in range(_DEPTH):
            found = _repeated(kept, at_top=at_top)
            if not found:
                break
            for index in found:
                blocks = kept[index].blocks
                removed.append(str(blocks[0 if at_top else -1]))
                kept[index] = replace(kept[index], blocks=blocks[1:] if at_top else blocks[:-1])
    if not removed:
        return tuple(pages), ()
    examples = list(dict.fromkeys(_NUMBER.sub("…", " ".join(line.split())) for line in removed))[:_EXAMPLES]
    named = ", ".join(f"“{example}”" for example in examples)
    return tuple(kept), (f"Đã bỏ {len(removed)} dòng đầu trang, chân trang và số trang lặp lại: {named}.",)


def _repeated(pages: Sequence[PageContent], *, at_top: bool) -> list[int]:
    """The indices of the pages whose outermost line is furniture."""
    places: dict[str, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    for index, page in enumerate(pages):
        line = page.blocks[0 if at_top else -1] if page.blocks else ""
        if not isinstance(line, str) or not line.strip() or len(line) > _LONGEST_CHARS:
            continue
        numbers = tuple(int(number[:9]) for number in _NUMBER.findall(line))
        places[_NUMBER.sub("#", " ".join(line.casefold().split()))].append((index, numbers))
    return sorted(
        index
        for shape, found in places.items()
        for series in _series(shape, found)
        if len(series) >= _FEWEST_PAGES
        and 2 * len(series) >= len(pages) - 1
        and not _is_data(shape, pages, series, at_top)
        for index in series
    )


def _series(shape: str, found: list[tuple[int, tuple[int, ...]]]) -> list[list[int]]:
    """The pages of one shape by what their numbers have in common: the same, or as many more as there are pages."""
    if "#" not in shape:
        return [[index for index, _ in found]]
    groups: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    rising = {
        position
        for position in range(len(found[0][1]))
        if len({numbers[position] - index for index, numbers in found})
        < len({numbers[position] for _, numbers in found})
    }
    for index, numbers in found:
        key = tuple(
            ("rises", number - index) if position in rising else ("stays", number)
            for position, number in enumerate(numbers)
        )
        groups[key].append(index)
    if not rising and _PAGE_NUMBER.fullmatch(shape):
        # A number that stays the same counts no pages.
        return []
    return list(groups.values())


def _is_data(shape: str, pages: Sequence[PageContent], series: list[int], at_top: bool) -> bool:
    if _PAGE_NUMBER.fullmatch(shape):
        return False
    line = str(pages[series[0]].blocks[0 if at_top else -1])
    return bool(_DATA.match(line.strip())) or any(found.figure.unit for found in parse_figures(line))
