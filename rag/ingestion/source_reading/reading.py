"""A document's text → its source record as far as the text surely tells it, and what it does not tell."""

import datetime

from rag.datatypes import FieldReading, SourceRecord, Weight
from rag.figures.places import place_name
from rag.ingestion.cleaning import find_residue
from rag.ingestion.source_reading.administrative import Administrative, read_administrative
from rag.ingestion.source_reading.annexes import Annex, read_annex
from rag.ingestion.source_reading.found import NOTHING, Found
from rag.ingestion.source_reading.head import is_signing_stamp, read_head
from rag.ingestion.source_reading.home_places import place_of_body, place_of_title
from rag.ingestion.source_reading.issuers import is_organ_line
from rag.ingestion.source_reading.news import News, has_stamp, read_news
from rag.ingestion.source_reading.references import References, read_references
from rag.ingestion.source_reading.signatures import read_signer
from rag.ingestion.source_reading.territories import read_paper_place, read_territory, read_territory_change
from rag.ingestion.source_reading.title_date import date_of_title
from rag.ingestion.source_reading.title_period import period_of_title

_LONGEST_TITLE_CHARS = 200
_LONGEST_HEADLINE_CHARS = 180
_LONGEST_NAMING_CHARS = 400
"""A title may be so long and still name its place; its years are then many."""
_LONGEST_QUOTE_CHARS = 400


def read_source(text: str, file: str, confidence: float | None = None) -> SourceRecord:
    """The source data that the text (NFC) states; its first line, else `file`, is the title where it has no other.

    `confidence` in [0, 1] is that of the recognition of the first page's characters, None for a file's own text: what
    the head of a badly read scan says is not taken over.
    """
    home_territory = read_territory(text)
    news = read_news(text)
    head = read_head(text)
    administrative = read_administrative(head, text, home_territory)
    annex = read_annex(head, text, home_territory)
    is_annex = annex.kind.is_sure and not administrative.number.is_sure and not administrative.kind.is_sure
    is_news = news.is_news and not administrative.number.is_sure and not administrative.issuer.name.is_sure
    found = _of_news(news) if is_news else _of_annex(annex) if is_annex else _of_document(administrative, news, text)
    found = {name: field.weakened(1.0 if confidence is None else confidence) for name, field in found.items()}
    first_line = _first_line(text)
    title = found.get("title", NOTHING)
    shown = title.value if title.is_sure else first_line[:_LONGEST_TITLE_CHARS] or file
    if title.is_sure or _is_headline(first_line):
        found["period"] = Found(period_of_title(shown), shown, 0.85)
        if not found.get("date", NOTHING).is_sure:
            found["date"] = date_of_title(shown)
    if not found.get("territory", NOTHING).is_sure:
        paper = found.get("published_in", NOTHING).value if is_news else ""
        is_title = _is_headline(first_line, _LONGEST_NAMING_CHARS) and not is_organ_line(first_line)
        headline = shown if title.is_sure else first_line if is_title else ""
        territory = place_of_title(headline, text) or home_territory or read_paper_place(text, paper)
        territory = territory or place_of_body(headline, text)
        found["territory"] = Found(territory, territory, 0.85)
    place = place_name(found["territory"].value)
    found["territory_changed_on"] = read_territory_change(text, place)
    references = References() if is_news else read_references(shown, text)
    weight = _weight(found, news, is_news=is_news, is_annex=is_annex, is_draft=administrative.is_draft)
    return _record(shown, found, references, weight)


def _of_document(document: Administrative, news: News, text: str) -> dict[str, Found]:
    return {
        "title": document.title,
        "kind": document.kind,
        "number": document.number,
        "date": document.date,
        "issuer": document.issuer.name,
        "territory": document.issuer.territory,
        "published_in": news.published_in,
        "signer": read_signer(text),
    }


def _of_annex(annex: Annex) -> dict[str, Found]:
    return {
        "title": annex.title,
        "kind": annex.kind,
        "date": annex.date,
        "issuer": annex.issuer.name,
        "territory": annex.issuer.territory,
    }


def _of_news(news: News) -> dict[str, Found]:
    about = f" về {news.about.value}" if news.about.is_sure else ""
    quote = news.date.quote or news.published_in.quote
    return {
        "kind": Found(f"{'Tin' if news.is_official else 'Bài báo'}{about}", quote, 0.85),
        "date": news.date,
        "published_in": news.published_in,
    }


def _record(title: str, found: dict[str, Found], references: References, weight: Weight) -> SourceRecord:
    def text(name: str) -> str:
        return field.value if (field := found.get(name, NOTHING)).is_sure else ""

    def date(name: str) -> datetime.date | None:
        return datetime.date.fromisoformat(text(name)) if text(name) else None

    return SourceRecord(
        title=title,
        kind=text("kind"),
        number=text("number"),
        date=date("date"),
        issuer=text("issuer"),
        territory=text("territory"),
        period=text("period"),
        published_in=text("published_in"),
        weight=weight,
        signer=text("signer"),
        amends=references.amends,
        replaces=references.replaces,
        repeals=references.repeals,
        reports_on=references.reports_on,
        territory_changed_on=date("territory_changed_on"),
        readings=tuple(
            FieldReading(name, field.quote[:_LONGEST_QUOTE_CHARS], round(field.confidence, 2))
            for name, field in found.items()
            if field.value
        ),
    )


def _weight(found: dict[str, Found], news: News, *, is_news: bool, is_annex: bool, is_draft: bool) -> Weight:
    """Official where kind and issuer are sure, and the number or, since copies often lack it, the signer; an annex has
    neither but tells what it comes with."""
    if is_news:
        return Weight.OFFICIAL_NEWS if news.is_official else Weight.PRESS
    sure = {name for name, field in found.items() if field.is_sure}
    is_whole = {"kind", "issuer"} <= sure and (is_annex or bool(sure & {"number", "signer"}))
    return Weight.OFFICIAL if is_whole and not is_draft else Weight.UNKNOWN


def _first_line(text: str) -> str:
    """The first line that is neither residue of a web page nor its stamp of time, without markup."""
    residue = {start for start, _ in find_residue(text)}
    position = 0
    for line in text.split("\n"):
        cells = dict.fromkeys(cell.strip(" #*_\t\xa0") for cell in line.split("|"))
        content = " ".join(cell for cell in cells if cell)
        if content and position not in residue and not has_stamp(content) and not is_signing_stamp(content):
            return content
        position += len(line) + 1
    return ""


def _is_headline(line: str, most_chars: int = _LONGEST_HEADLINE_CHARS) -> bool:
    """Whether a first line can be a title: not a sentence of prose, whose years may be anything's."""
    return 0 < len(line) <= most_chars and not line.endswith((".", ";", ","))
