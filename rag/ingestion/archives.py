"""A zip file of documents → its members as files of their own, unpacked only as far as they can do no harm."""

import contextlib
import json
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rag.errors import UnreadableDocument
from rag.ingestion.readers.formats import LONGEST_FILE_BYTES, SUFFIXES

ARCHIVES = frozenset({".zip"})
"""The suffixes, in lower case, of what is unpacked."""

MOST_MEMBERS = 500
MOST_BYTES = 500_000_000
_MOST_TIMES = 200
"""Office files and texts pack to a tenth or twentieth; what grows to the thousandfold was made to fill the disk."""

_FREE_BYTES = 20_000_000
"""So much may come out of however little."""

_MOST_LEVELS = 10
_LONGEST_NAME_BYTES = 200
_CHUNK_BYTES = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_FURTHER_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"})
_CONTENTS = "contents.json"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: `name` is its path in there with `/`, `path` where it was unpacked to.

    `problem`, in Vietnamese, is why it was not; `path` is None then.
    """

    name: str
    path: Path | None
    problem: str = ""


def unpack(archive: Path, content_hash: str, folder: Path) -> tuple[Member, ...]:
    """The archive's files in its order; they are kept in `folder`, under the archive's hash, for the next time.

    Folders, hidden files and what macOS leaves beside files are none.

    Raises:
        UnreadableDocument: damaged, too many files, or far larger than it should be.
        OSError: it cannot be read, or the folder not written.
    """
    target = folder / content_hash
    if not (target / _CONTENTS).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder) as temporary:
            made = Path(temporary) / "made"
            made.mkdir()
            members = [(member.name, member.path, member.problem) for member in _unpacked(archive, made)]
            listed = [[name, path and path.relative_to(made).as_posix(), problem] for name, path, problem in members]
            (made / _CONTENTS).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            made.rename(target)
    listed = json.loads((target / _CONTENTS).read_text(encoding="utf-8"))
    return tuple(Member(name, target / path if path else None, problem) for name, path, problem in listed)


def forget_others(folder: Path, hashes: Collection[str]) -> None:
    """Delete what was unpacked of archives that are there no more."""
    for found in folder.iterdir() if folder.is_dir() else ():
        if not found.name.startswith(".") and found.name not in hashes:
            shutil.rmtree(found, ignore_errors=True)


def _unpacked(archive: Path, target: Path) -> Iterator[Member]:
    size = archive.stat().st_size
    if size > LONGEST_FILE_BYTES:
        raise UnreadableDocument(f"Tệp {archive.name} lớn hơn 50 MB.", f"{archive.name}: {size} bytes")
    left = min(MOST_BYTES, max(_FREE_BYTES, _MOST_TIMES * size))
    try:
        with zipfile.ZipFile(archive) as package:
            infos = [info for info in package.infolist() if not info.is_dir() and not _is_no_document(_name(info))]
            if len(infos) > MOST_MEMBERS:
                raise UnreadableDocument(
                    f"Tệp {archive.name} có hơn {MOST_MEMBERS} tệp. Hãy giải nén vào thư mục tài liệu.",
                    f"{archive.name}: {len(infos)} members",
                )
            for number, info in enumerate(infos, start=1):
                member, written = _member(package, info, target / f"{number:04}", left)
                left -= written
                if left < 0:
                    raise UnreadableDocument(
                        f"Tệp {archive.name} lớn bất thường khi giải nén nên không được đọc. Hãy kiểm tra tệp.",
                        f"{archive.name}: {size} bytes unpack to too many",
                    )
                yield member
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableDocument(
            f"Tệp {archive.name} bị hỏng hoặc chưa tải về hết. Hãy nén lại, hoặc giải nén vào thư mục tài liệu.",
            f"{archive.name}: {type(error).__name__}: {error}",
        ) from error


def _member(package: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, left: int) -> tuple[Member, int]:
    """The file, and how many bytes of it were unpacked."""
    name = _name(info)
    if problem := _reason_against(name, info):
        return Member(name, None, problem), 0
    folder.mkdir()
    # Under its own name, which is what messages tell; the folder is ours, so that no name leads anywhere else.
    path = folder / PurePosixPath(name).name
    written = 0
    try:
        with package.open(info) as packed, path.open("xb") as file:
            # The sizes that an archive tells need not be true.
            while chunk := packed.read(_CHUNK_BYTES):
                written += len(chunk)
                if written > min(left, LONGEST_FILE_BYTES):
                    path.unlink()
                    return Member(name, None, f"Tệp {name} lớn hơn 50 MB."), written
                file.write(chunk)
    # Damaged, of an unknown compression, with odd fields: it alone is left out.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        path.unlink(missing_ok=True)
        return Member(name, None, f"Tệp {name} bị hỏng trong tệp nén."), written
    return Member(name, path), written


def _reason_against(name: str, info: zipfile.ZipInfo) -> str:
    """Why the file is not to be unpacked, in Vietnamese; empty where it may be."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    is_odd = ".." in path.parts or "\N{REPLACEMENT CHARACTER}" in name
    reasons = (
        (is_odd or len(path.name.encode("utf-8")) > _LONGEST_NAME_BYTES, " có tên lạ hoặc quá dài. Hãy đổi tên tệp."),
        (len(path.parts) > _MOST_LEVELS, " nằm quá sâu trong tệp nén. Hãy giải nén vào thư mục tài liệu."),
        (stat.S_ISLNK(info.external_attr >> 16), " là liên kết nên không đọc. Hãy nén chính tệp đó."),
        (
            suffix in _FURTHER_ARCHIVES,
            " là tệp nén nằm trong tệp nén nên không đọc. Hãy giải nén vào thư mục tài liệu.",
        ),
        (suffix not in SUFFIXES, f": chưa đọc được loại tệp “{path.suffix}”; hiện đọc {', '.join(sorted(SUFFIXES))}."),
        (bool(info.flag_bits & _ENCRYPTED), " có mật khẩu. Hãy nén lại không có mật khẩu."),
    )
    return next((f"Tệp {name}{reason}" for applies, reason in reasons if applies), "")


def _name(info: zipfile.ZipInfo) -> str:
    """Its path with `/`. Many programs write UTF-8 or the code page of a Vietnamese Windows without saying so, which
    Python then takes for cp437."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = _decoded(name.encode("cp437")) or name
    name = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)
    return name.replace("\\", "/").lstrip("/")


def _decoded(name: bytes) -> str:
    """As UTF-8, or as windows-1258 where all that is not ASCII is then a letter or its mark: those of cp437 stand at
    other places. Empty where it is neither."""
    with contextlib.suppress(UnicodeError):
        return name.decode("utf-8")
    with contextlib.suppress(UnicodeError):
        text = unicodedata.normalize("NFC", name.decode("cp1258"))
        if all(character.isascii() or character.isalpha() for character in text):
            return text
    return ""


def _is_no_document(name: str) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) and part != ".." for part in PurePosixPath(name).parts)
