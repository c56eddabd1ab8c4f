"""What an ingest did with each file, as HTML for a person who answers for the documents; nothing in it is markup."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape

from rag import AddedFile, DamagedFigure, FileReceipt, IngestProgress, IngestReport, format_number

_MOST_FILES = 200
"""Of a folder with thousands the page shows those that want a look, then the first of the others."""
_MINUTE = 60
_SHOWN_SECONDS = 0.1


def render_receipts(report: IngestReport) -> str:
    """The folded list of what was read of each file, those that want a look first."""
    files = sorted(report.files, key=lambda file: (not wants_look(file), file.file))
    worrying = sum(map(wants_look, files))
    look = f"; {_number(worrying)} tệp cần xem" if worrying else ""
    left_out = len(files) - _MOST_FILES
    more = f"<p>… và {_number(left_out)} tệp nữa không có gì phải xem thêm.</p>" if left_out > 0 else ""
    return (
        f'<details class="documents" id="receipts"><summary>Đã đọc được gì từ mỗi tệp ({_number(len(files))} tệp{look})'
        f"</summary>{_when(report)}{render_files(files[:_MOST_FILES])}{more}</details>"
    )


def render_files(files: Iterable[FileReceipt]) -> str:
    """A block for each receipt, in the order given."""
    return "".join(_file(file) for file in files)


def render_ingest_progress(progress: IngestProgress) -> str:
    """The line with an ingest's stage, progress, rate and remaining time."""
    rate = f"{_number(round(progress.rate, 1))}/giây" if progress.rate else ""
    left = f"còn khoảng {_duration(progress.seconds_left)}" if progress.seconds_left is not None else ""
    progress_text = " · ".join(part for part in (f"{progress.done}/{progress.total}", rate, left) if part)
    detail = f'<br><span class="file">{escape(progress.detail)}</span>' if progress.detail else ""
    bar = f'<progress max="{max(1, progress.total)}" value="{progress.done}">{progress.done}</progress>'
    return f'<p class="ingest" role="status">{escape(progress.stage)} {bar} {escape(progress_text)}{detail}</p>'


def render_added(added: Sequence[AddedFile], refused: Sequence[str], report: IngestReport | None, problem: str) -> str:
    """What became of files that were added: the receipt of each, why others were refused, and what stopped the ingest.

    `refused` are Vietnamese reasons; `problem` is one too and empty where the ingest ended well, with `report`.
    """
    names = dict.fromkeys(file.file for file in added)
    receipts = [receipt for receipt in (report.files if report else ()) if receipt.file in names]
    indexed = sum(not receipt.problem for receipt in receipts)
    summary = f"<p>Đã đưa vào chỉ mục {indexed} tệp; có thể hỏi ngay.</p>" if indexed else ""
    notes = "".join(f"<li>{escape(note)}</li>" for note in (*refused, *(file.note for file in added if file.note)))
    listed = f"<ul>{notes}</ul>" if notes else ""
    stopped = f'<div class="problem" role="alert"><h3>Chưa lập được chỉ mục</h3><p>{escape(problem)}</p></div>'
    return (
        f'<div class="added" role="status">{summary}{listed}{render_files(receipts)}{stopped if problem else ""}</div>'
    )


def render_removable(files: Sequence[str], titles: Mapping[str, str]) -> str:
    """The list of the files that were added on the page, each with a button that removes it; nothing without any."""
    if not files:
        return ""
    items = "".join(
        f'<li><span><cite>{escape(titles.get(file, file))}</cite><br><span class="file">{escape(file)}</span></span>'
        f'<button type="button" class="remove-file" data-file="{escape(file)}" aria-label="Gỡ tệp {escape(file)}">Gỡ'
        "</button></li>"
        for file in files
    )
    heading = f"<h3>Tệp đã thêm trên trang này ({_number(len(files))})</h3>"
    return f'<section class="removable">{heading}<ul>{items}</ul></section>'


def render_removed(file: str) -> str:
    """What became of a file that was removed."""
    message = f"Đã gỡ tệp {file} và lập lại chỉ mục; từ nay câu trả lời không còn dùng tài liệu này."
    return f'<div class="added" role="status"><p>{escape(message)}</p></div>'


def wants_look(file: FileReceipt) -> bool:
    """Whether a person should look at the file itself: not only at what is recorded of it."""
    return bool(file.problem or file.damaged_figures or file.warnings)


def _when(report: IngestReport) -> str:
    when = f"{report.finished.astimezone():%H:%M, %d/%m/%Y}" if report.finished else ""
    parts = (f"Lập chỉ mục xong lúc {when}" if when else "", f"trong {_duration(report.seconds)}")
    return f'<p class="file">{escape(", ".join(part for part in parts if part))}.</p>'


def _file(file: FileReceipt) -> str:
    css = "receipt wants-look" if wants_look(file) else "receipt"
    head = f"<h3>{escape(file.file)}</h3>"
    if file.problem:
        reason = f"<p><strong>Không đưa vào chỉ mục.</strong> {escape(file.problem)}</p>"
        return f'<section class="{css}">{head}{reason}</section>'
    notes = (*_damaged(file.damaged_figures), *map(escape, file.warnings), *map(escape, _missing(file)))
    listed = f"<ul>{''.join(f'<li>{note}</li>' for note in notes)}</ul>" if notes else ""
    return f'<section class="{css}">{head}<p class="file">{escape(_counts(file))}</p>{listed}</section>'


def _counts(file: FileReceipt) -> str:
    parts = (
        f"{_number(file.pages)} trang" if file.pages else "",
        f"chữ nhận dạng, trang kém nhất chắc {file.confidence:.0%}" if file.confidence is not None else "",
        f"{_number(file.tables)} bảng" if file.tables else "",
        f"{_number(file.passages)} đoạn văn",
        f"{_number(file.facts)} số liệu",
        f"đọc trong {_duration(file.seconds)}" if file.seconds >= _SHOWN_SECONDS else "",
    )
    return " · ".join(part for part in parts if part)


def _damaged(figures: Sequence[DamagedFigure]) -> Sequence[str]:
    if not figures:
        return ()
    items = "".join(f"<li>{escape(figure.place)}: “…{escape(figure.text)}”</li>" for figure in figures)
    return (f"Số liệu bị hỏng trong tệp, không dùng để trả lời ({len(figures)}):<ul>{items}</ul>",)


def _missing(file: FileReceipt) -> Sequence[str]:
    if not file.has_source_record:
        note = f"; {file.source_note}" if file.source_note else ""
        return (f"Nguồn của tệp chưa được ghi trong sources.toml{note}.",)
    return () if file.has_date else ("Chưa ghi ngày ban hành trong sources.toml: khó phân biệt kế hoạch với kết quả.",)


def _duration(seconds: float) -> str:
    """`0,4 giây`, `12 giây`, `3 phút`."""
    if seconds < 10:
        return f"{_number(round(seconds, 1))} giây"
    return f"{seconds:.0f} giây" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} phút"


def _number(value: float) -> str:
    return format_number(Decimal(str(value)))
