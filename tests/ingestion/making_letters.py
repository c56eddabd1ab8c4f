"""Letters as Outlook saves them (.msg): properties in a compound file (MS-CFB, MS-OXMSG), with compressed rich text."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import compressed_rtf

_SECTOR, _SHORT_SECTOR, _SHORTEST_LONG = 512, 64, 4096
_FREE, _END, _OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
_UNICODE, _BINARY = 0x001F, 0x0102

Storage: TypeAlias = Mapping[str, "bytes | Storage"]


def make_letter(
    path: Path, subject: str, *, plain: str | None = None, html: bytes | None = None, rich: str | None = None
) -> Path:
    """A letter with whichever bodies are given; `rich` is rich text, which is compressed as Outlook does it."""
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x0C1A: "Văn phòng", 0x0C1F: "vp@example.vn", 0x1000: plain}
    bytes_of = {0x1013: html, 0x1009: None if rich is None else compressed_rtf.compress(rich.encode("ascii"))}
    held: dict[str, bytes | Storage] = {"__nameid_version1.0": {"__substg1.0_00020102": b""}}
    listed = bytes(32)
    for number, text in texts.items():
        if text is not None:
            data = text.encode("utf-16-le")
            held[f"__substg1.0_{number:04X}{_UNICODE:04X}"] = data
            listed += struct.pack("<HHIII", _UNICODE, number, 6, len(data) + 2, 0)
    for number, given in bytes_of.items():
        if given is not None:
            held[f"__substg1.0_{number:04X}{_BINARY:04X}"] = given
            listed += struct.pack("<HHIII", _BINARY, number, 6, len(given), 0)
    listed += struct.pack("<HHIII", 0x0003, 0x3FDE, 6, 65001, 0)
    path.write_bytes(_compound_file(held | {"__properties_version1.0": listed}))
    return path


def rich_text(paragraphs: Sequence[str]) -> str:
    """Rich text that was typed as such."""
    return _opening("") + "\\pard " + "\\par ".join(map(_written, paragraphs)) + "\\par}"


def page_as_rich_text(paragraphs: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A web page with a table as Outlook keeps it in rich text (MS-OXRTFEX), with what stands in for its tags."""
    body = "".join(f"\\htmlrtf \\par \\htmlrtf0 {_tag('<p>')}{_written(text)}{_tag('</p>')}" for text in paragraphs)
    for row in rows:
        cells = (
            f"{_tag('<td>')}\\htmlrtf {{\\htmlrtf0 {_written(text)}\\htmlrtf }}\\htmlrtf0{_tag('</td>')}"
            "\\htmlrtf \\tab 999\\htmlrtf0"
            for text in row
        )
        body += f"{_tag('<tr>')}{''.join(cells)}{_tag('</tr>')}"
    table = body.replace(_tag("<tr>"), _tag("<table border=1>") + _tag("<tr>"), 1) + _tag("</table>")
    return _opening("\\fromhtml1 ") + _tag("<html><body>") + table + _tag("</body></html>") + "}"


def _opening(origin: str) -> str:
    fonts = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset163 Arial;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252{origin}\\deff0{fonts}{{\\colortbl\\red0;}}\\uc1\\pard\\f1 "


def _tag(tag: str) -> str:
    return f"{{\\*\\htmltag64 {tag}}}"


def _written(text: str) -> str:
    """Letters of the font's own code page as bytes, all others by their number in Unicode."""
    written = ""
    for letter in text:
        own = letter.encode("cp1258", "ignore")
        if letter.isascii():
            written += f"\\{letter}" if letter in "\\{}" else letter
        else:
            written += f"\\'{own.hex()}" if own else f"\\u{ord(letter)}?"
    return written


@dataclass
class _Entry:
    """A stream or storage in the directory, children as a balanced tree."""

    name: str
    kind: int
    data: bytes = b""
    child: int = _FREE
    left: int = _FREE
    right: int = _FREE
    start: int = _END
    size: int = 0

    def packed(self) -> bytes:
        name = f"{self.name}\0".encode("utf-16-le")
        links = struct.pack("<HBBIII", len(name), self.kind, 1, self.left, self.right, self.child)
        return name.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", self.start, self.size)


@dataclass
class _Chains:
    """Sectors and the table of which follows which."""

    size: int
    data: list[bytes] = field(default_factory=list)
    table: list[int] = field(default_factory=list)

    def put(self, data: bytes) -> int:
        """Where the data's first sector stands."""
        start, count = len(self.data), -(-len(data) // self.size)
        self.data += [data[at : at + self.size].ljust(self.size, b"\0") for at in range(0, len(data), self.size)]
        self.table += [*range(start + 1, start + count), _END] if count else []
        return start if count else _END


def _compound_file(root: Storage) -> bytes:
    entries = [_Entry("Root Entry", 5)]
    entries[0].child = _add(entries, root)
    long, short = _Chains(_SECTOR), _Chains(_SHORT_SECTOR)
    for entry in entries[1:]:
        entry.size = len(entry.data)
        entry.start = (long if entry.size >= _SHORTEST_LONG else short).put(entry.data)
    inside = b"".join(short.data)
    entries[0].start, entries[0].size = long.put(inside), len(inside)
    short_table = _packed(short.table)
    short_start = long.put(short_table)
    directory = b"".join(entry.packed() for entry in entries)
    unused = -(len(directory) // 128) % (_SECTOR // 128)
    directory_start = long.put(directory + (bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)) * unused)
    count = next(n for n in range(1, 110) if (len(long.table) + n) * 4 <= n * _SECTOR)
    first = len(long.data)
    long.table += [_OF_TABLE] * count
    head = _MARK + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIII", 0, count, directory_start, 0, _SHORTEST_LONG)
    head += struct.pack("<IIII", short_start, len(short_table) // _SECTOR, _END, 0)
    head += b"".join(struct.pack("<I", first + at if at < count else _FREE) for at in range(109))
    return head + b"".join(long.data) + _packed(long.table)


def _add(entries: list[_Entry], storage: Storage) -> int:
    """Adds what the storage holds; which of them stands at the top of its tree."""
    numbers = []
    for name in sorted(storage, key=lambda name: (len(name), name.upper())):
        held = storage[name]
        numbers.append(len(entries))
        entries.append(_Entry(name, 2, held) if isinstance(held, bytes) else _Entry(name, 1))
        if not isinstance(held, bytes):
            entries[numbers[-1]].child = _add(entries, held)
    return _balanced(entries, numbers)


def _balanced(entries: list[_Entry], numbers: Sequence[int]) -> int:
    if not numbers:
        return _FREE
    middle = len(numbers) // 2
    top = numbers[middle]
    entries[top].left = _balanced(entries, numbers[:middle])
    entries[top].right = _balanced(entries, numbers[middle + 1 :])
    return top


def _packed(table: Sequence[int]) -> bytes:
    whole = -(-len(table) * 4 // _SECTOR) * _SECTOR
    return b"".join(struct.pack("<I", number) for number in table).ljust(whole, b"\xff")
