"""A question about a document itself → its number, date, issuer or signer, where its own text states them."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from rag.answering.facts.places import FactPlaces
from rag.answering.quotes.document_mentions import DocumentMention, KnownDocuments
from rag.datatypes import Citation, Document, Passage, QuestionFrame, Statement
from rag.lexicon import load_lexicon
from rag.vietnamese import SIGNATURE_LABEL, fold_accents

_ASKS_SIGNER = re.compile(r"\b(?:ai (?:da )?ky|nguoi (?:\w+ ){0,2}(?<!dang )ky|do ai ky|ky boi ai)\b")
_ASKS_NUMBER = re.compile(r"\bso (?:may|bao nhieu|nao|hieu)\b|\bky hieu\b|\bmang so\b")
_ASKS_DATE = re.compile(
    r"\b(?:ngay (?:nao|bao nhieu|may)|hom nao|khi nao|bao gio|luc nao|ngay thang nam nao|ngay ban hanh)\b"
)
# To sign, not a term or a session (`nhiệm kỳ`, `kỳ họp`).
_SIGNED = (
    "".join(rf"(?<!{word} )" for word in ("nhiem", "thoi", "dinh", "hoc", "cuoi", "dau", "giua", "cung"))
    + r"ky(?! hop)"
)
_ISSUED = re.compile(rf"\b(?:ban hanh|{_SIGNED}|thong qua|ra doi|de ngay|ra ngay|mang so|so hieu|ngay ban hanh)\b")
_ASKS_ISSUER = re.compile(
    r"\b(?:ai|co quan nao|don vi nao|cap nao) (?:da )?(?:ban hanh|ra)\b|\bdo (?:ai|co quan nao) ban hanh\b"
)
_OWN_WORDS = frozenset(
    {"số", "ngày", "ký", "ban", "hành", "thông", "mang", "hiệu", "cơ", "quan", "vị", "khi", "văn", "bản"}
)
_SURE_SHARE = 0.85
"""The share of a question's words that must be a document's own for the question to be about it."""
_HEAD_CHARS = 1500


class DocumentAnswers:
    """Answers from the heads and signatures of the documents, which `known` finds in a question, of the place that
    `places` finds there; silent where it is not sure which one is meant."""

    def __init__(
        self, documents: Iterable[Document], passages: Sequence[Passage], known: KnownDocuments, places: FactPlaces
    ) -> None:
        self._places = places
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._known = known
        self._passages = passages

    def answer(self, frame: QuestionFrame) -> tuple[Statement, ...]:
        """One statement with the lines that state what is asked; none where it is not asked or not stated."""
        folded = fold_accents(frame.text)
        asks_signer = _ASKS_SIGNER.search(folded) is not None
        asks_number = _ASKS_NUMBER.search(folded) is not None
        asks_date = _ASKS_DATE.search(folded) is not None and _ISSUED.search(folded) is not None
        asks_issuer = _ASKS_ISSUER.search(folded) is not None
        if not (asks_signer or asks_number or asks_date or asks_issuer):
            return ()
        document = self._meant(frame)
        if document is None:
            return ()
        source = document.source
        stated: list[tuple[str, Citation]] = []
        if (asks_number or asks_issuer) and (line := self._head_line(document, re.escape(source.number))):
            stated.append((f"số {source.number}", line))
        if (asks_date or stated) and source.date and (line := self._head_line(document, _date_pattern(source.date))):
            stated.append((f"ngày {source.date:%d/%m/%Y}", line))
        if asks_issuer and stated and source.issuer:
            stated.append((f"do {source.issuer} ban hành", stated[0][1]))
        if asks_signer and source.signer and (signature := self._signature(document)):
            stated.append((f"người ký: {source.signer}", signature))
        if not stated:
            return ()
        citations = list(dict.fromkeys(line for _, line in stated))
        kind, title = source.kind, source.title
        name = title if title.lower().startswith(kind.lower()) else f"{kind} {title}"
        quotes = "; ".join(f"“{' '.join(citation.quote.replace('*', ' ').split())}”" for citation in citations)
        label = ", ".join(words for words, _ in stated)
        return (Statement(f"**{label}** – {name}: {quotes}.", tuple(citations)),)

    def _meant(self, frame: QuestionFrame) -> Document | None:
        """The one document that the question names by its number, or nearly whole by its title."""
        mentions = self._known.mentions(frame.text)
        named = {
            file
            for mention in mentions
            if re.search(r"\d", frame.text[mention.start : mention.end])
            for file in mention.files
            if self._places.is_at_home(file, frame)
        }
        if len(named) == 1:
            return self._documents[named.pop()]
        terms = [term for term in frame.terms if term not in _OWN_WORDS]
        if not terms:
            return None
        shares = {
            file: _share(terms, frame, document, mentions)
            for file, document in self._documents.items()
            if self._places.is_at_home(file, frame)
        }
        if not shares:
            return None
        best = max(shares, key=lambda file: shares[file])
        is_alone = sum(share >= shares[best] for share in shares.values()) == 1
        return self._documents[best] if is_alone and shares[best] >= _SURE_SHARE else None

    def _head_line(self, document: Document, pattern: str) -> Citation | None:
        """The line of the head that states what the source record has; None where the text does not."""
        found = re.search(pattern, document.text[:_HEAD_CHARS], re.IGNORECASE) if pattern else None
        if found is None:
            return None
        start = document.text.rfind("\n", 0, found.start()) + 1
        return self._citation(document, start, _line_end(document.text, found.end()))

    def _signature(self, document: Document) -> Citation | None:
        """The name with the office above it."""
        for passage in reversed(self._passages):
            label = passage.header.heading_path[-1:] if passage.file == document.file else ()
            if label and label[0].startswith(SIGNATURE_LABEL):
                office = label[0].removeprefix(SIGNATURE_LABEL).split()[0]
                start = max(document.text.rfind(office, 0, passage.start), 0)
                return self._citation(document, start, passage.end)
        return None

    def _citation(self, document: Document, start: int, end: int) -> Citation | None:
        """Of the passage in which the words end."""
        passage = next(
            (item for item in self._passages if item.file == document.file and item.start < end <= item.end), None
        )
        if passage is None:
            return None
        return Citation.of(passage, document, start, end)


def _date_pattern(day: datetime.date) -> str:
    return (
        rf"ngày\s+0?{day.day}\s+tháng\s+0?{day.month}\s+năm\s+{day.year}"
        rf"|(?<!\d)0?{day.day}[/.-]0?{day.month}[/.-]{day.year}"
    )


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _share(
    terms: Sequence[str], frame: QuestionFrame, document: Document, mentions: Sequence[DocumentMention]
) -> float:
    """The share of the question's words and years that are the document's own; 0 where it speaks of others."""
    if mentions and not any(document.file in mention.files for mention in mentions):
        return 0.0
    source = document.source
    own = load_lexicon().terms(
        f"{source.kind} {source.title} {source.issuer} {source.territory} {source.period}", folded=frame.accent_free
    )
    asked = [*terms, *(str(period.first) for period in frame.periods)]
    return sum(word in own or word in f"{source.title} {source.period}" for word in asked) / len(asked)
