"""The SHA-256 of every file below a folder, in one file beside them, in the format that `sha256sum -c` reads."""

import hashlib
from pathlib import Path

CHECKSUMS = "SHA256SUMS"


class Damaged(Exception):
    """A file is not what it was when the checksums were written; the text names it, in English."""


def write_checksums(folder: Path) -> None:
    """Write down what every file below the folder is now.

    Raises:
        OSError: a file cannot be read, or the list cannot be written.
    """
    lines = [f"{_of_file(folder / name)}  {name}\n" for name in _names(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def read_whole(folder: Path, name: str) -> bytes:
    """The bytes of a file, which are those that were written.

    Raises:
        Damaged: they are others, or are not known.
        OSError: the file cannot be read.
    """
    expected = _expected(folder).get(name)
    content = (folder / name).read_bytes()
    if expected is None or hashlib.sha256(content).hexdigest() != expected:
        raise Damaged(f"{name} is not the file that was written")
    return content


def find_damaged(folder: Path) -> tuple[str, ...]:
    """The files that changed, are missing or came since, sorted by name; the list itself where it cannot be read."""
    try:
        expected = _expected(folder)
    except (OSError, Damaged):
        return (CHECKSUMS,)
    names = expected.keys() | set(_names(folder))
    return tuple(name for name in sorted(names) if _actual(folder / name) != expected.get(name))


def _expected(folder: Path) -> dict[str, str]:
    """The written checksums by file."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise Damaged(f"{CHECKSUMS} is no text") from error
    pairs = [line.partition("  ") for line in lines]
    return {name: checksum for checksum, _, name in pairs}


def _names(folder: Path) -> list[str]:
    """Every file below the folder but the list of this very folder, with `/`."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / CHECKSUMS)
    return [path.relative_to(folder).as_posix() for path in files]


def _actual(path: Path) -> str:
    """Empty for a file that cannot be read, which no written checksum is."""
    try:
        return _of_file(path)
    except OSError:
        return ""


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
