"""A file's pages → one text with the place of each page in it, repaired where the repair is certain."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import Page
from rag.ingestion.readers.content import Block, FileContent, PageContent, Table
from rag.ingestion.repair.characters import count_unknown, find_shattered, repair_characters
from rag.ingestion.repair.encodings import repair_encodings
from rag.ingestion.repair.furniture import remove_furniture
from rag.ingestion.repair.page_breaks import JoinedPages, Joint, join_pages
from rag.ingestion.repair.signature_columns import part_signatures
from rag.ingestion.repair.wrapped_lines import join_wrapped

_FEWEST_SHATTERED = 5
"""A letter may stand alone, in a list or a formula; so many do not."""


@dataclass(frozen=True, slots=True)
class AssembledText:
    """A document's text in NFC, one paragraph, heading, list item or table row a line.

    A table stands as Markdown, with one line of headings: the levels of a column's heading are joined by ` › `.
    """

    text: str
    pages: tuple[Page, ...]
    warnings: tuple[str, ...]
    tables: int = 0
    """How many tables the text holds; one that goes on over pages counts on each."""


def assemble(content: FileContent) -> AssembledText:
    """The text of all pages; pages without a label leave no `Page`.

    Old encodings and wrong characters are put right, lines cut at a text file's right margin joined, running heads and
    feet left out, and sentences and tables that a page's end cut in two joined: there, a page begins inside a line or a
    table.
    """
    texts_by_place: dict[str, list[str]] = {}
    for page in content.pages:
        texts_by_place.setdefault(page.label, []).extend(_texts(page))
    convert, warnings = repair_encodings(texts_by_place)
    unknown = {
        label: count
        for label, texts in texts_by_place.items()
        if (count := sum(count_unknown(repair_characters(text)) for text in texts))
    }
    pages = [_repaired(page, lambda text: repair_characters(convert(text))) for page in content.pages]
    pages, unwrapped = _unwrapped(pages)
    clear, removed = remove_furniture(pages)
    joined = join_pages(clear)
    text, spans = _joined_text(joined)
    tables = sum(isinstance(block, Table) for page in content.pages for block in page.blocks)
    lost = [*map(_unknown_warning, unknown.items()), *_shattered_warning(text)]
    warnings = (*content.warnings, *warnings, *lost, *unwrapped, *removed, *joined.warnings)
    return AssembledText(text, spans, warnings, tables)


def _texts(page: PageContent) -> Iterator[str]:
    for block in page.blocks:
        if isinstance(block, str):
            yield block
        else:
            yield block.caption
            yield from (cell for row in block.rows for cell in row)


def _shattered_warning(text: str) -> Iterator[str]:
    torn = find_shattered(text)
    if len(torn) >= _FEWEST_SHATTERED:
        named = ", ".join(f"“{part}”" for part in list(dict.fromkeys(torn))[:3])
        yield f"Có {len(torn)} âm tiết bị tách rời, như {named}; số liệu ở đó có thể thiếu. Hãy xem bản gốc."


def _unknown_warning(unknown: tuple[str, int]) -> str:
    label, count = unknown
    return f"Có {count} ký tự không đọc được{f' ở {label}' if label else ''}; hãy xem bản gốc."


def _repaired(page: PageContent, repair: Callable[[str], str]) -> PageContent:
    return replace(
        page,
        blocks=tuple(
            repair(block)
            if isinstance(block, str)
            else replace(
                block, rows=tuple(tuple(map(repair, row)) for row in block.rows), caption=repair(block.caption)
            )
            for block in page.blocks
        ),
    )


def _unwrapped(pages: Sequence[PageContent]) -> tuple[list[PageContent], list[str]]:
    """The pages with every paragraph in one line, their signatures parted, and what to warn of."""
    warnings: list[str] = []

    def unwrap(block: Block) -> Block:
        if not isinstance(block, str):
            return block
        text, notes = join_wrapped(block)
        warnings.extend(notes)
        return part_signatures(text)

    return [replace(page, blocks=tuple(map(unwrap, page.blocks))) for page in pages], warnings


def _joined_text(joined: JoinedPages) -> tuple[str, tuple[Page, ...]]:
    """The text, and where each page with a label stands in it; the space at a joint is the first page's."""
    parts: list[str] = []
    pages: list[Page] = []
    length = 0
    joints = (*joined.joints, Joint.NOTHING)
    continues = (*joined.continues, False)
    for index, page in enumerate(joined.pages):
        joint = joints[index + 1]
        text = _page_text(page.blocks, opens=not continues[index], closes=not continues[index + 1])
        end = length + len(text) + (joint is Joint.SPACE)
        if page.label:
            pages.append(Page(page.label, length, end, page.confidence))
        parts += [text, joint]
        length += len(text) + len(joint)
    return "".join(parts), tuple(pages)


def _page_text(blocks: Sequence[Block], *, opens: bool, closes: bool) -> str:
    """The blocks one below the other; `opens` and `closes` are false where the outermost is a table's middle."""
    return "\n".join(
        block
        if isinstance(block, str)
        else _markdown(block, opens=opens or index > 0, closes=closes or index < len(blocks) - 1)
        for index, block in enumerate(blocks)
    )


def _markdown(table: Table, *, opens: bool, closes: bool) -> str:
    """The table's caption and rows as Markdown, between empty lines; the rows of headings in one."""
    width = max((len(row) for row in table.rows), default=0)
    headings = [_heading([row[column] for row in table.rows[: table.heading_rows]]) for column in range(width)]
    lines = [table.caption] if table.caption else []
    if table.heading_rows:
        lines += [_row(headings), _row(["---"] * width)]
    lines += [_row(row) for row in table.rows[table.heading_rows :]]
    return "\n".join((*[""] * opens, *lines, *[""] * closes))


def _heading(levels: list[str]) -> str:
    """The levels of a column's heading from the top down, a merged cell's once."""
    return " › ".join(dict.fromkeys(level for level in levels if level.strip()))


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in cells)} |"
