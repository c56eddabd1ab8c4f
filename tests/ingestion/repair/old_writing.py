"""Unicode → the encodings from before it, the inverse of what the product does, from the product's own tables."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from rag.ingestion.repair.code_pages import TCVN3, VNI, CodePage, read_western

ROOT = Path(__file__).resolve().parents[3]
CORPORA = sorted((*ROOT.glob("corpus/*.txt"), *ROOT.glob("tests/fictitious_province/corpus/*.txt")))
LETTERS = [
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
] + ["đ"]


@lru_cache
def _codes(page: CodePage) -> dict[str, str]:
    western = [read_western(bytes([byte])) for byte in range(0x80, 0x100)]
    typed = [*western, *(base + mark for base in "aeouyAEOUYôöÔÖ" for mark in western)] if page == VNI else western
    codes = {decoded: code for code in reversed(typed) if len(decoded := page.decode(code)) == 1 and decoded != code}
    if page.loses_capitals:
        codes = {letter.upper(): code for letter, code in codes.items() if letter.islower()} | codes
    return codes


def write_in(page: CodePage, text: str) -> str:
    """The text as a program shows it that takes the old encoding for windows-1252."""
    return "".join(_codes(page).get(letter, letter) for letter in text)


def write_for_western(text: str) -> str:
    """UTF-8 taken for windows-1252."""
    return read_western(text.encode())


def without_case(page: CodePage, text: str) -> str:
    """What of the text the encoding can tell."""
    return text.casefold() if page == TCVN3 else text


def read_corpora() -> list[str]:
    """The texts of both corpora, in NFC."""
    return [unicodedata.normalize("NFC", path.read_text(encoding="utf-8")) for path in CORPORA]


def words(text: str) -> list[str]:
    """The text between white space."""
    return re.findall(r"\S+", text)
