"""What is known of a document, in a line: on the page and in text that is copied."""

from html import escape

from rag import SourceRecord, weight_text


def record_line(source: SourceRecord, *places: str) -> str:
    """The line under a document's title: its weight, what is known of it, and places in it."""
    css = source.confirmed_weight.value.replace(" ", "-")
    weight = f'<span class="weight weight-{css}">{weight_text(source)}</span>'
    record = " · ".join((*(record_parts(source) or ("chưa có hồ sơ nguồn",)), *places))
    return f'<span class="record">{weight}{escape(record)}</span>'


def record_parts(source: SourceRecord) -> tuple[str, ...]:
    """Number, date (dd/mm/yyyy), issuer and how it stands to other documents, as far as known."""
    date = source.date.strftime("%d/%m/%Y") if source.date else ""
    # Some numbers are recorded with their kind: `Chỉ thị số 02`.
    number = f"Số {source.number}" if source.number[:1].isdigit() else source.number
    # Of a document that nobody has recorded it is only a claim.
    claims = "" if source.recorded else "tự ghi là "
    relations = [
        f"{verb} {', '.join(references)}"
        for verb, references in (
            ("đã được thay thế bởi", (source.replaced_by,)),
            ("đã được sửa đổi, bổ sung bởi", (source.amended_by,)),
            (f"{claims}thay thế", source.replaces),
            (f"{claims}sửa đổi, bổ sung", source.amends),
            (f"{claims}bãi bỏ", source.repeals),
            ("báo cáo về", source.reports_on),
        )
        if any(references)
    ]
    return tuple(part for part in (number, date, source.issuer, *relations) if part)
