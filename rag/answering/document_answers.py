"""A question about a document itself → its number, date, issuer or signer, where its own text states them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rag.answering.document_mentions import KnownDocuments
from rag.datatypes import Citation, Document, Passage, QuestionFrame, Statement
from rag.lexicon import load_lexicon
from rag.vietnamese import SIGNATURE_LABEL, fold_accents

_ASKS_SIGNER = re.compile(r"\b(?:ai (?:da )?ky|nguoi (?:da )?ky|do ai ky|ai la nguoi ky|ky boi ai)\b")
_ASKS_NUMBER = re.compile(r"\bso (?:may|bao nhieu|nao|hieu)\b|\bky hieu\b|\bmang so\b")
_ASKS_DATE = re.compile(
    r"\b(?:ngay (?:nao|bao nhieu|may)|hom nao|khi nao|bao gio|luc nao|ngay thang nam nao|ngay ban hanh)\b"
)
_ISSUED = re.compile(r"\b(?:ban hanh|ky|thong qua|ra doi|de ngay|ra ngay|mang so|so hieu|ngay ban hanh)\b")
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
    """Answers from the heads and signatures of the documents; silent where it is not sure which one is meant."""

    def __init__(self, documents: Iterable[Document], passages: Sequence[Passage]) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._known = KnownDocuments(self._documents.values())
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
        citations = []
        told = []
        if asks_number or asks_date:
            told += [f"số {document.source.number}"] if document.source.number else []
            told += [f"ngày {document.source.date:%d/%m/%Y}"] if document.source.date else []
            citations += self._head_lines(document, number=asks_number, date=asks_date)
        if asks_issuer and document.source.issuer:
            told.append(f"do {document.source.issuer} ban hành")
            citations += self._head_lines(document, number=True, date=False)
        if asks_signer and (signature := self._signature(document)):
            told.append(f"người ký: {document.source.signer}" if document.source.signer else "chữ ký")
            citations.append(signature)
        if not citations or not told:
            return ()
        kind, title = document.source.kind, document.source.title
        name = title if title.lower().startswith(kind.lower()) else f"{kind} {title}"
        quotes = "; ".join(f"“{' '.join(citation.quote.split())}”" for citation in citations)
        return (Statement(f"**{', '.join(told)}** – {name}: {quotes}.", tuple(citations)),)

    def _meant(self, frame: QuestionFrame) -> Document | None:
        """The one document that the question names by its number, or nearly whole by its title."""
        mentions = self._known.mentions(frame.text)
        named = {
            file
            for mention in mentions
            if re.search(r"\d", frame.text[mention.start : mention.end])
            for file in mention.files
        }
        if len(named) == 1:
            return self._documents[named.pop()]
        terms = [term for term in frame.terms if term not in _OWN_WORDS]
        if not terms:
            return None
        shares = {file: self._share(terms, frame, document) for file, document in self._documents.items()}
        best = max(shares, key=lambda file: shares[file])
        is_alone = sum(share >= shares[best] for share in shares.values()) == 1
        return self._documents[best] if is_alone and shares[best] >= _SURE_SHARE else None

    def _share(self, terms: Sequence[str], frame: QuestionFrame, document: Document) -> float:
        source = document.source
        own = load_lexicon().terms(
            f"{source.kind} {source.title} {source.issuer} {source.territory} {source.period}", folded=frame.accent_free
        )
        years = [str(period.first) for period in frame.periods]
        asked = [*terms, *years]
        mentions = self._known.mentions(frame.text)
        fits_kind = not mentions or any(document.file in mention.files for mention in mentions)
        return fits_kind * sum(word in own or word in f"{source.title} {source.period}" for word in asked) / len(asked)

    def _head_lines(self, document: Document, *, number: bool, date: bool) -> list[Citation]:
        """The lines of the head that hold the number and the date of the source record."""
        head = document.text[:_HEAD_CHARS]
        wanted = [re.escape(document.source.number)] if number and document.source.number else []
        if date and (day := document.source.date):
            wanted.append(
                rf"ngày\s+0?{day.day}\s+tháng\s+0?{day.month}\s+năm\s+{day.year}|0?{day.day}[/.-]0?{day.month}[/.-]{day.year}"
            )
        spans = [found.span() for pattern in wanted if (found := re.search(pattern, head, re.IGNORECASE))]
        lines = dict.fromkeys((head.rfind("\n", 0, start) + 1, _line_end(document.text, end)) for start, end in spans)
        return [citation for start, end in lines if (citation := self._citation(document, start, end))]

    def _signature(self, document: Document) -> Citation | None:
        for passage in reversed(self._passages):
            label = passage.header.heading_path[-1:] if passage.file == document.file else ()
            if label and label[0].startswith(SIGNATURE_LABEL):
                office = label[0].removeprefix(SIGNATURE_LABEL).split()[0]
                start = max(document.text.rfind(office, 0, passage.start), passage.start if not office else 0)
                return self._citation(document, start, passage.end)
        return None

    def _citation(self, document: Document, start: int, end: int) -> Citation | None:
        """Of the passage in which the words end."""
        passage = next(
            (item for item in self._passages if item.file == document.file and item.start < end <= item.end), None
        )
        if passage is None:
            return None
        return Citation(passage, document.source, document.text[start:end], start, end, document.place_of(start))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
