"""The head of an annex → what it is of: `Phụ lục II …`, `(Kèm theo Báo cáo số … ngày … của …)`."""

import re
from dataclasses import dataclass

from rag.ingestion.source_reading.administrative import parse_date
from rag.ingestion.source_reading.casing import restore_case
from rag.ingestion.source_reading.found import NOTHING, Found
from rag.ingestion.source_reading.head import Head
from rag.ingestion.source_reading.issuers import UNKNOWN_ISSUER, Issuer, is_organ_line, read_issuer, with_capitals
from rag.ingestion.source_reading.kinds import CODE, DATE, KIND_NAMES, plain_number

_LABEL = re.compile(
    r"(?P<label>(?:phụ lục|phụ biểu|biểu(?: mẫu)?|mẫu biểu)(?:\s+số)?)\s*[:.]?\s*"
    r"(?P<number>(?:[IVX]{1,5}|\d{1,3})[A-Za-z]?(?!\w))?\s*[:.–-]?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    rf"\(?\s*(?:kèm theo|ban hành kèm theo|đính kèm)\s+(?P<kind>(?i:{KIND_NAMES}))\s+số\s*:?\s*(?P<code>{CODE})"
    rf"(?:,?\s+ngày\s+(?P<date>{DATE}))?(?:\s+của\s+(?P<issuer>[^()]{{3,120}}?))?\s*[).]*$",
    re.IGNORECASE,
)
_OPENING_SEGMENTS = 12
_LONGEST_TITLE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Annex:
    """The source data in an annex's head. Date and issuer are those of the document that it comes with."""

    kind: Found = NOTHING
    title: Found = NOTHING
    date: Found = NOTHING
    issuer: Issuer = UNKNOWN_ISSUER


NO_ANNEX = Annex()


def read_annex(head: Head, text: str, home_territory: str) -> Annex:
    """An annex names itself, and below that the document that it comes with; without both nothing is returned.

    `home_territory` as in `read_issuer`.
    """
    segments = [segment.text for segment in head.segments[:_OPENING_SEGMENTS]]
    segments += [head.body] if len(segments) < _OPENING_SEGMENTS else []
    at = next((n for n, segment in enumerate(segments) if _LABEL.fullmatch(segment)), None)
    if at is None:
        return NO_ANNEX
    attachment = next(
        ((n, found) for n, line in enumerate(segments[at:], at) if (found := _ATTACHED.match(line))), None
    )
    label = _LABEL.fullmatch(segments[at])
    if attachment is None or label is None:
        return NO_ANNEX
    end, attached = attachment
    quote = f"{segments[at]} {segments[end]}"
    number = plain_number(attached["code"])
    name = " ".join([*label["label"].capitalize().split(), *([label["number"]] if label["number"] else [])])
    about = " ".join(part for part in (label["rest"], *segments[at + 1 : end]) if part and not is_organ_line(part))
    day = parse_date(attached["date"]) if attached["date"] else None
    return Annex(
        kind=Found(_kind(name), quote, 0.9),
        title=_title(name, about, f"{attached['kind']} số {number}", text, quote),
        date=Found(day.isoformat(), quote, 0.85) if day else NOTHING,
        issuer=_issuer(segments[:at], attached["issuer"] or "", number, text, home_territory),
    )


def _kind(name: str) -> str:
    return "Phụ lục" if name.casefold().startswith("phụ lục") else "Phụ biểu"


def _title(name: str, about: str, reference: str, text: str, quote: str) -> Found:
    if not about or len(about) > _LONGEST_TITLE_CHARS:
        return Found(f"{name} kèm theo {reference}", quote, 0.85)
    # Cells open with a capital wherever they stand: they do not show how a sentence writes their words.
    prose = "\n".join(line for line in text.split("\n") if not line.startswith("|"))
    restored = with_capitals(restore_case(about, prose)) if about.isupper() else about
    restored = restored[:1].upper() + restored[1:]
    return Found(f"{name}: {restored} (kèm theo {reference})", quote, 0.9)


def _issuer(above: list[str], named: str, number: str, text: str, home_territory: str) -> Issuer:
    """As the reference names it, else as the lines above the annex do; nothing where the two differ."""
    own = read_issuer(above, number, text, home_territory)
    kind, _, place = own.territory.value.partition(" ")
    if place and re.search(rf"(?<!\w){kind}$", named, re.IGNORECASE):
        # `của UBND tỉnh` is of the one that stands above.
        named = f"{named} {place}"
    read = (read_issuer([named], number, text, home_territory) if named else UNKNOWN_ISSUER, own)
    stated = [issuer for issuer in read if issuer.name.is_sure]
    if not stated or any(issuer.name.value != stated[0].name.value for issuer in stated):
        return UNKNOWN_ISSUER
    return stated[0]
