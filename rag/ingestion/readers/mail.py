"""Letters saved from a mail program (.eml, .msg): who wrote when about what, and the text. Door to python-oxmsg."""

import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import oxmsg

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.detecting import detect_suffix
from rag.ingestion.readers.html import read_fragment
from rag.ingestion.readers.unseen import warn_of_unread


@dataclass(frozen=True, slots=True)
class _Letter:
    subject: str
    sender: str
    date: str
    html: str
    plain: str
    attachments: tuple[str, ...]


def read(path: Path, report: ReportPages) -> FileContent:
    """The letter as one page without a label; attachments are named in a warning.

    Raises:
        UnreadableDocument: no letter, or one without text.
        OSError: the file cannot be opened.
    """
    data = path.read_bytes()
    try:
        letter = _read_msg(path) if detect_suffix(path) == ".msg" else _read_eml(data)
        body: list[Block] = read_fragment(letter.html) if letter.html.strip() else list(_lines(letter.plain))
    # A hostile file makes the parsers fail in any way that there is.
    except Exception as error:
        raise UnreadableDocument(
            f"Tệp {path.name} không phải thư đọc được. Hãy lưu lại từ chương trình thư.",
            f"{path.name}: {type(error).__name__}: {error}",
        ) from error
    if not body:
        raise UnreadableDocument(f"Tệp {path.name} không có chữ nào.", f"{path.name}: no text")
    heads = (("# ", letter.subject), ("Người gửi: ", letter.sender), ("Ngày gửi: ", letter.date))
    head = [label + " ".join(value.split()) for label, value in heads if value.strip()]
    report(1, 1)
    told = "Tệp đính kèm không được đọc, hãy lưu riêng vào thư mục tài liệu"
    return FileContent((PageContent((*head, *body)),), tuple(warn_of_unread(told, letter.attachments)))


def _read_eml(data: bytes) -> _Letter:
    message = message_from_bytes(data, policy=email.policy.default)
    if not message.keys():
        raise ValueError("no head of a letter")
    html, plain = (message.get_body(preferencelist=(kind,)) for kind in ("html", "plain"))
    subject, sender, date = (str(message.get(name, "")) for name in ("Subject", "From", "Date"))
    return _Letter(
        subject,
        sender,
        date,
        "" if html is None else str(html.get_content()),
        "" if plain is None else str(plain.get_content()),
        tuple(part.get_filename() or "?" for part in message.iter_attachments()),
    )


def _read_msg(path: Path) -> _Letter:
    message = oxmsg.Message.load(str(path))
    return _Letter(
        message.subject or "",
        message.sender or "",
        "" if message.sent_date is None else f"{message.sent_date:%d/%m/%Y %H:%M}",
        message.html_body or "",
        message.body or "",
        tuple(attachment.file_name or "?" for attachment in message.attachments),
    )


def _lines(text: str) -> Iterator[str]:
    yield from (" ".join(line.split()) for line in text.splitlines() if line.strip())
