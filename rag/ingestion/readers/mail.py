"""Letters saved from a mail program (.eml, .msg): who wrote when about what, and the text. Door to python-oxmsg."""

import email.policy
import re
import tempfile
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from pathlib import Path

import oxmsg
from oxmsg.domain.constants import PID_RTF_COMPRESSED

from rag.errors import UnreadableDocument
from rag.ingestion.readers import libreoffice
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages, ignore_pages
from rag.ingestion.readers.detecting import detect_suffix
from rag.ingestion.readers.html import read_fragment
from rag.ingestion.readers.mail_rtf import Origin, RichText, read_rich_text
from rag.ingestion.readers.plain_text import with_tables
from rag.ingestion.readers.unseen import warn_of_unread, warn_of_unseen

_QUOTED = re.compile(r"^(?P<depth>(?:> ?)*)(?P<text>.*)$")
_SIGNATURE = "-- "
_MOST_LETTERS = 50
"""Letters forwarded as attachments may hold further ones."""


@dataclass(frozen=True, slots=True)
class _Letter:
    subject: str
    sender: str
    date: str
    html: str
    plain: str
    attachments: tuple[str, ...]
    rich: RichText | None = None


def read(path: Path, report: ReportPages) -> FileContent:
    """The letter as one page without a label, each that it forwards as an attachment as one labelled `thư kèm N`.

    Other attachments are named in a warning.

    Raises:
        UnreadableDocument: no letter, or one without text.
        OSError: the file cannot be opened.
    """
    data = path.read_bytes()
    unseen: list[str] = []
    try:
        letters = [_read_msg(path)] if detect_suffix(path) == ".msg" else _read_eml(data)
        bodies = [_body(letter, unseen) for letter in letters]
    except UnreadableDocument:
        raise
    # A hostile file makes the parsers fail in any way that there is.
    except Exception as error:
        raise UnreadableDocument(
            f"Tệp {path.name} không phải thư đọc được. Hãy lưu lại từ chương trình thư.",
            f"{path.name}: {type(error).__name__}: {error}",
        ) from error
    if not any(bodies):
        raise UnreadableDocument(f"Tệp {path.name} không có chữ nào.", f"{path.name}: no text")
    report(1, 1)
    warning = "Tệp đính kèm không được đọc, hãy lưu riêng vào thư mục tài liệu"
    attachments = [name for letter in letters for name in letter.attachments]
    return FileContent(
        tuple(
            PageContent((*_head(letter), *body), f"thư kèm {number}" if number else "")
            for number, (letter, body) in enumerate(zip(letters, bodies, strict=True))
        ),
        (*warn_of_unread(warning, attachments), *warn_of_unseen(unseen)),
    )


def _head(letter: _Letter) -> list[str]:
    heads = (("# ", letter.subject), ("Người gửi: ", letter.sender), ("Ngày gửi: ", letter.date))
    return [label + " ".join(value.split()) for label, value in heads if value.strip()]


def _body(letter: _Letter, unseen: list[str]) -> list[Block]:
    """What stands in the letter: its web page, else its rich text, else its plain text."""
    html = letter.html
    if letter.rich is not None and letter.rich.origin is Origin.HTML and not html.strip():
        html = letter.rich.text
    if html.strip():
        blocks, hidden = read_fragment(html)
        unseen += hidden
        return blocks
    plain = letter.plain
    if letter.rich is not None and letter.rich.origin is Origin.TEXT and not plain.strip():
        plain = letter.rich.text
    if letter.rich is not None and letter.rich.origin is Origin.ITSELF:
        # Tables are in the rich text only, which LibreOffice reads; without it the plain text is better than nothing.
        if libreoffice.installed_version():
            return _rich_blocks(letter.rich.data)
        if not plain.strip():
            raise UnreadableDocument(
                "Thư chỉ có chữ dạng RTF: cần cài LibreOffice để đọc, hoặc lưu lại thư thành .html.",
                "a letter in rich text alone, and LibreOffice is not installed",
            )
    return with_tables("\n".join(plain.splitlines())) if plain.strip() else []


def _rich_blocks(data: bytes) -> list[Block]:
    with tempfile.TemporaryDirectory(prefix="rag-mail-") as folder:
        path = Path(folder) / "thu.rtf"
        path.write_bytes(data)
        return [block for page in libreoffice.read(path, ignore_pages).pages for block in page.blocks]


def _read_eml(data: bytes) -> list[_Letter]:
    """The letter, and those that it forwards as attachments."""
    message = message_from_bytes(data, policy=email.policy.default)
    if not message.keys():
        raise ValueError("no head of a letter")
    letters: list[_Letter] = []
    waiting = [message]
    while waiting and len(letters) < _MOST_LETTERS:
        current = waiting.pop(0)
        attached = list(current.iter_attachments())
        forwarded = [part.get_content() for part in attached if part.get_content_type() == "message/rfc822"]
        waiting += [part for part in forwarded if isinstance(part, EmailMessage)]
        names = tuple(part.get_filename() or "?" for part in attached if part.get_content_type() != "message/rfc822")
        letters.append(_parted(current, names))
    return letters


def _parted(message: EmailMessage, attachments: tuple[str, ...]) -> _Letter:
    html, plain = (message.get_body(preferencelist=(kind,)) for kind in ("html", "plain"))
    sent = getattr(message.get("Date"), "datetime", None)
    return _Letter(
        str(message.get("Subject", "")),
        str(message.get("From", "")),
        f"{sent:%d/%m/%Y %H:%M}" if sent else "",
        "" if html is None else str(html.get_content()),
        "" if plain is None else _unfolded(plain),
        attachments,
    )


def _unfolded(part: MIMEPart) -> str:
    """The plain text without the marks of quoted letters; lines that its program wrapped are whole again (RFC 3676)."""
    text = str(part.get_content())
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    drops_space = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    continues, last_depth = False, 0
    for raw in text.splitlines():
        found = _QUOTED.match(raw)
        depth, line = (found["depth"].count(">"), found["text"]) if found else (0, raw)
        if is_flowed and line.startswith(" "):
            line = line[1:]
        if continues and depth == last_depth and line != _SIGNATURE:
            lines[-1] += line
        else:
            lines.append(line)
        continues = is_flowed and line.endswith(" ") and line != _SIGNATURE
        if continues and drops_space:
            lines[-1] = lines[-1][:-1]
        last_depth = depth
    return "\n".join(lines)


def _read_msg(path: Path) -> _Letter:
    message = oxmsg.Message.load(str(path))
    compressed = message.properties.binary_prop_value(PID_RTF_COMPRESSED)
    html = message.html_body or ""
    return _Letter(
        message.subject or "",
        message.sender or "",
        "" if message.sent_date is None else f"{message.sent_date:%d/%m/%Y %H:%M}",
        html,
        message.body or "",
        tuple(attachment.file_name or "?" for attachment in message.attachments),
        read_rich_text(compressed) if compressed and not html.strip() else None,
    )
