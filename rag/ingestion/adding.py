"""A file from elsewhere → into the corpus folder: never outside it, never half written, and over another only where
that was added in the same way and is to be replaced."""

import os
import re
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rag.errors import InvalidInput, NothingToIndex
from rag.ingestion.loading import find_files, printable_name
from rag.ingestion.readers.formats import LONGEST_FILE_BYTES, SUFFIXES
from rag.ingestion.removing import TakenOut, added_files, record_added, take_out
from rag.ingestion.surveying import hash_content

# What a file system, a shell or a spreadsheet's link could take for something else.
_UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_LONGEST_STEM_BYTES = 180
"""Of the 255 that file systems allow, with room for a number and the suffix."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for itself, whatever their suffix."""


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file that is in the corpus folder now, as `file`; `note`, in Vietnamese, states what was not done as asked.

    `replaced` is what had its name before, to be deleted or put back.
    """

    file: str
    note: str = ""
    replaced: TakenOut | None = None


def add_file(path: Path, name: str, corpus_dir: Path, *, replaces: bool = False) -> AddedFile:
    """Copies the file at `path`, which its sender calls `name`, into the folder.

    A file of the same bytes that is there already is kept instead, whatever its name. One of the same name and other
    bytes is taken out if the new one `replaces` it and it was added here, too; else it stays as it is, and the new one
    gets a number.

    Raises:
        InvalidInput: it is of no kind that is read, too large or empty, or it cannot be copied.
    """
    wanted = safe_name(name)
    _check_readable(path, wanted)
    replaced = None
    try:
        if (twin := _find_twin(path, corpus_dir)) is not None:
            return AddedFile(twin, f"Nội dung này đã có trong tệp {twin}; không thêm lần nữa.")
        corpus_dir.mkdir(parents=True, exist_ok=True)
        if replaces and wanted in added_files(corpus_dir):
            replaced = take_out(wanted, corpus_dir)
        file = _copy(path, corpus_dir, wanted)
        record_added(file, corpus_dir)
    except OSError as error:
        if replaced is not None:
            replaced.put_back()
        raise InvalidInput(
            f"Không chép được tệp {wanted} vào thư mục tài liệu: {error.strerror}.", f"{corpus_dir}: {error}"
        ) from error
    note = "" if file == wanted else _numbered_note(file, wanted, wanted in added_files(corpus_dir), replaces)
    return AddedFile(file, note, replaced)


def _numbered_note(file: str, wanted: str, is_added: bool, replaces: bool) -> str:
    note = f"Đã có tệp {wanted} với nội dung khác; tệp mới được đặt tên {file}, giữ cả hai."
    if replaces:
        return f"{note} Tệp {wanted} không phải do trang này thêm nên không bị thay."
    return f"{note} Nếu tệp mới thay cho tệp cũ, hãy gỡ {wanted} trong danh sách bên dưới." if is_added else note


def safe_name(name: str) -> str:
    """The last part of a name, as a file name that every system takes and that is not hidden."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(character if character.isprintable() else " " for character in last)
    clean = " ".join(_UNWANTED.sub(" ", printable).split()).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    if not dot:
        stem, suffix = clean, ""
    stem = stem.encode("utf-8", "ignore")[:_LONGEST_STEM_BYTES].decode("utf-8", "ignore").strip(". ")
    if not stem or _DEVICES.fullmatch(stem.split(".")[0]):
        stem = f"tai-lieu {stem}".strip()
    return f"{stem}{dot}{suffix}"


def _check_readable(path: Path, name: str) -> None:
    if Path(name).suffix.lower() not in SUFFIXES:
        raise InvalidInput(
            f"Tệp {name}: chưa đọc được loại tệp này; hiện đọc {', '.join(sorted(SUFFIXES))}.", f"{name}: suffix"
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InvalidInput(f"Không mở được tệp {name}. Hãy chọn lại tệp.", f"{path}: {error}") from error
    if not size:
        raise InvalidInput(f"Tệp {name} trống.", f"{name}: empty")
    if size > LONGEST_FILE_BYTES:
        raise InvalidInput(f"Tệp {name} lớn hơn {LONGEST_FILE_BYTES // 1_000_000} MB.", f"{name}: {size} bytes")


def _find_twin(path: Path, corpus_dir: Path) -> str | None:
    """The file of the folder that has the same bytes."""
    try:
        there = find_files(corpus_dir)
    except NothingToIndex:
        return None
    size = path.stat().st_size
    same_size = [other for other in there if other.stat().st_size == size]
    content = hash_content(path) if same_size else ""
    return next((printable_name(other, corpus_dir) for other in same_size if hash_content(other) == content), None)


def _copy(path: Path, corpus_dir: Path, wanted: str) -> str:
    """The name under which it is in the folder now: the first of `a.txt`, `a (2).txt`, … that is free."""
    # Hidden, so that no ingest reads it before it is whole.
    handle, temporary = tempfile.mkstemp(prefix=".adding-", dir=corpus_dir)
    try:
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        Path(temporary).chmod(0o644)
        for number in count(1):
            name = wanted if number == 1 else f"{Path(wanted).stem} ({number}){Path(wanted).suffix}"
            # Systems that tell no capitals or encodings of accents apart must not see two files as one.
            taken = {unicodedata.normalize("NFC", other.name).casefold() for other in corpus_dir.iterdir()}
            if name.casefold() not in taken and _place(Path(temporary), corpus_dir / name):
                return name
        raise AssertionError("numbers have no end")
    finally:
        Path(temporary).unlink(missing_ok=True)


def _place(temporary: Path, target: Path) -> bool:
    """Gives the file its name; False if another took the name meanwhile."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError:
        # A file system without links, as of USB sticks: the name was free a moment ago.
        temporary.replace(target)
    return True
