"""Documents of the corpus that a question speaks of: `nghị quyết 27 của HĐND`, `báo cáo cuối năm`, a newspaper's name.

Such words tell where to look and are no part of what is looked for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.datatypes import Document, SourceRecord
from rag.vietnamese import fold_accents

_COUNCIL = r"(?:hdnd|hoi dong nhan dan)"
_PEOPLES_COMMITTEE = r"(?:ubnd|uy ban nhan dan)"
_PARTY = r"(?:thanh uy|tinh uy|dang bo|ban thuong vu|ban chap hanh|bch)"
_ISSUERS = (_COUNCIL, _PEOPLES_COMMITTEE, _PARTY)
# A plan or a programme is meant as a document only with its number or issuer: `kế hoạch năm 2031` is the plan itself.
_VAGUE_KINDS = ("ke hoach", "chuong trinh", "thong bao", "ket luan", "quyet dinh")
_KINDS = ("nghi quyet", "bao cao", "chi thi", *_VAGUE_KINDS)
# `nghị quyết số mấy` asks for one.
_ASKED = r"(?! (?:so )?(?:may|nao|bao nhieu|gi)\b)"
_MENTION = re.compile(
    rf"(?<!\w)(?P<kind>{'|'.join(_KINDS)}){_ASKED}(?: hanh dong)?(?:\s+so)?"
    rf"(?:\s+(?P<number>\d+)(?P<code>[/-][\w/-]+)?)?"
    rf"(?:\s+(?:cua\s+)?(?:chu tich\s+)?(?P<issuer>{'|'.join(_ISSUERS)})"
    rf"(?:\s+(?:thanh pho|tinh|tp))?)?(?!\w)"
)
_PRESS = re.compile(
    r"(?<!\w)(?:bai bao|to bao|bao chi|bai viet|mat bao|tin bao|(?:theo|tren) bao(?! cao)|"
    r"bao dang|bao neu|bao ghi)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """Words of a question, `text[start:end]`, and the files that they may mean: at least one."""

    start: int
    end: int
    files: frozenset[str]


class KnownDocuments:
    """Finds the documents that a text names."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._sources = [(document.file, document.source) for document in documents]

    def mentions(self, text: str) -> list[DocumentMention]:
        """In order of their place, without overlap; documents that are not in the corpus are not found."""
        folded = fold_accents(text)
        if len(folded) != len(text):
            return []
        found = [*self._by_kind(folded), *self._by_name(folded), *self._as_press(folded)]
        found.sort(key=lambda mention: (mention.start, -mention.end))
        kept: list[DocumentMention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return kept

    def _by_kind(self, folded: str) -> list[DocumentMention]:
        mentions = []
        for found in _MENTION.finditer(folded):
            if found["kind"] in _VAGUE_KINDS and not (found["number"] or found["issuer"]):
                continue
            files = frozenset(file for file, source in self._sources if _fits_mention(source, found))
            if files:
                mentions.append(DocumentMention(found.start(), found.end(), files))
        return mentions

    def _by_name(self, folded: str) -> list[DocumentMention]:
        """Newspapers and portals by their names."""
        mentions = []
        for name in {_publisher(source) for _, source in self._sources if _publisher(source)}:
            for found in re.finditer(rf"(?<!\w)(?:bao\s+)?{re.escape(name)}(?!\w)", folded):
                files = frozenset(file for file, source in self._sources if _publisher(source) == name)
                mentions.append(DocumentMention(found.start(), found.end(), files))
        return mentions

    def _as_press(self, folded: str) -> list[DocumentMention]:
        files = frozenset(file for file, source in self._sources if "bao" in fold_accents(source.kind).split()[1:])
        return [DocumentMention(found.start(), found.end(), files) for found in _PRESS.finditer(folded) if files]


def without_mentions(text: str, mentions: Sequence[DocumentMention]) -> str:
    """The text with blanks in the place of the mentions."""
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _fits_mention(source: SourceRecord, found: re.Match[str]) -> bool:
    kind, issuer = fold_accents(source.kind), fold_accents(source.issuer)
    if found["kind"] not in kind:
        return False
    number = re.search(r"\d+", source.number)
    if found["number"] and (number is None or int(number.group()) != int(found["number"])):
        return False
    named = next((pattern for pattern in _ISSUERS if found["issuer"] and re.fullmatch(pattern, found["issuer"])), "")
    return not named or re.search(named, issuer) is not None


def _publisher(source: SourceRecord) -> str:
    """`Thời báo Vùng Cao, 12/12/2031` → `thoi bao vung cao`; a single word or an address is no name to be found."""
    name = fold_accents(source.published_in.split(",")[0]).strip()
    return name if len(name.split()) > 1 and "." not in name else ""
