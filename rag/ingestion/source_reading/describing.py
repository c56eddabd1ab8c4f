"""What was read of a document's source, in one Vietnamese line: a person checks it and fills what is missing."""

from rag.datatypes import SourceRecord
from rag.ingestion.source_reading.found import SURE

_EXPECTED = {
    "kind": "loại văn bản",
    "number": "số, ký hiệu",
    "date": "ngày ban hành",
    "issuer": "cơ quan ban hành",
    "territory": "địa phương",
    "period": "kỳ của số liệu",
}
_NOT_OF_NEWS = frozenset({"number", "issuer"})
_NEWS = ("Bài báo", "Tin")
_LONGEST_SEEN_CHARS = 80


def describe_source(source: SourceRecord) -> str:
    """`đọc từ văn bản: Báo cáo, số 12/BC-UBND, …; chưa rõ: ngày ban hành`, with the words that were not sure enough."""
    unsure = {reading.field: reading.quote for reading in source.readings if reading.confidence < SURE}
    date = f"{source.date:%d/%m/%Y}" if source.date else ""
    number = f"số {source.number}" if source.number else ""
    known = [part for part in (source.kind, number, date, source.issuer, source.territory, source.period) if part]
    missing = [
        f"{name} (thấy “{unsure[field][:_LONGEST_SEEN_CHARS]}” nhưng không chắc)" if field in unsure else name
        for field, name in _EXPECTED.items()
        if not getattr(source, field) and not (source.kind.startswith(_NEWS) and field in _NOT_OF_NEWS)
    ]
    origin = f"đọc từ văn bản: {', '.join(known)}" if known else "văn bản không cho biết nguồn"
    unknown = f"; chưa rõ: {', '.join(missing)}" if missing else ""
    return f"{origin}{unknown}{_claims(source)}"


def _claims(source: SourceRecord) -> str:
    """The document's effects on other documents as its text claims them, unconfirmed."""
    acts = (("thay thế", source.replaces), ("bãi bỏ", source.repeals), ("sửa đổi, bổ sung", source.amends))
    claims = "; ".join(f"{verb} {', '.join(references)}" for verb, references in acts if references)
    return f"; tự ghi là {claims}: chưa xác nhận, nên không tính" if claims else ""
