"""Table rows that a page's end has cut in two → whole rows, on the page where they begin."""

from collections.abc import Sequence
from dataclasses import replace

from rag.ingestion.readers.content import Block, PageContent, Table

_MOST_RUNNING_LINES = 3
_LONGEST_RUNNING_LINE_CHARS = 100


def join_cut_rows(pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages with the rest of each cut row moved to its beginning, where it is certain that it is the rest."""
    joined = list(pages)
    for index in range(1, len(joined)):
        before, after = joined[index - 1], joined[index]
        above, below = _last_table(before.blocks), _first_table(after.blocks)
        if above is None or below is None:
            continue
        begun, going_on = before.blocks[above], after.blocks[below]
        assert isinstance(begun, Table)
        assert isinstance(going_on, Table)
        first = going_on.heading_rows
        if not _is_rest(begun, going_on):
            continue
        whole = tuple(
            f"{start} {rest}".strip() for start, rest in zip(begun.rows[-1], going_on.rows[first], strict=True)
        )
        rows = going_on.rows[:first] + going_on.rows[first + 1 :]
        joined[index - 1] = _with_block(before, above, replace(begun, rows=(*begun.rows[:-1], whole)))
        joined[index] = _with_block(after, below, replace(going_on, rows=rows))
    return tuple(joined)


def _last_table(blocks: Sequence[Block]) -> int | None:
    """The place of the table that ends the page; below it are at most a running foot and a page number."""
    found = _first_table(blocks[::-1])
    return None if found is None else len(blocks) - 1 - found


def _first_table(blocks: Sequence[Block]) -> int | None:
    for index, block in enumerate(blocks[: _MOST_RUNNING_LINES + 1]):
        if isinstance(block, Table):
            return index
        if len(block) > _LONGEST_RUNNING_LINE_CHARS:
            return None
    return None


def _is_rest(begun: Table, going_on: Table) -> bool:
    """Whether the first row goes on with the last one: without number of its own, in small letters, and nothing new."""
    if going_on.caption or len(begun.rows) <= begun.heading_rows or len(going_on.rows) <= going_on.heading_rows:
        return False
    last, rest = begun.rows[-1], going_on.rows[going_on.heading_rows]
    if len(last) != len(rest) or rest[0] or not last[0] or not any(rest):
        return False
    texts = [(start, more) for start, more in zip(last, rest, strict=True) if more]
    label = texts[0][1]
    # A label may be cut before a number in it; elsewhere, a number is a value.
    continues = label[0] == "(" or label.lstrip("0123456789 ")[:1].islower()
    others = all(more[0].islower() or more[0] == "(" for _, more in texts[1:])
    return continues and others and all(start for start, _ in texts)


def _with_block(page: PageContent, index: int, block: Table) -> PageContent:
    kept = (block,) if block.rows else ()
    return replace(page, blocks=(*page.blocks[:index], *kept, *page.blocks[index + 1 :]))
