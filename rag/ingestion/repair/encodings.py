"""Text in an old Vietnamese encoding → Unicode, where its syllables prove the encoding; all other text stays.

A file without Unicode Vietnamese is converted whole. In a mixed one, a run is what stands between words that are
Unicode beyond doubt (`Hải` holds a letter that no old encoding shows); it is converted when nearly all of the words
that the conversion changes become possible syllables and few were before. Short runs follow where longer ones have
proved that the file uses the encoding.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.ingestion.repair.code_pages import BYTE_CODE_PAGES, CODE_PAGES, CodePage, read_western
from rag.ingestion.repair.syllables import find_words, is_syllable

_UNICODE_WORD = re.compile(r"((?<![^ \t\r\n])[^ \t\r\n]*[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9\u0300-\u0323][^ \t\r\n]*)")
# Anchored, lest an endless word take quadratic time. Not \s: the second byte of a misread letter may look like a
# no-break space or a control character.
_TOKEN = re.compile(r"(?<![^ \t\r\n])[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*")
_LINE = re.compile(r"([\r\n]+)")
_NO_LETTER = r"\x00-@\[-`{-\x7f–—“”‘’…"
_OLD_SIGN = re.compile("[\x80-\x9f¡-¯´-¿×÷€‚ƒ„†‡ˆ‰‹›˜™]")
"""What old encodings put where letters are; not the quotation marks, dashes and powers of ordinary text."""
_ALL_SIGNS = CODE_PAGES[0].signs
_DOUBTFUL = re.compile(r"[^\W\d_][¡-¯´-¿×÷]|[¡-¯´-¿×÷][^\W\d_]")

_FEWEST_WORDS = 3
_FEWEST_WORDS_OF_A_FILE = 4
_LEAST_SHARE_AFTER = 0.85
_MOST_SHARE_BEFORE = 0.5
_MOST_UNICODE_SHARE = 0.02
"""Of the words beyond ASCII in a file that is converted whole."""
_LEAST_SHARE_OF_BYTES = 0.9
_PLACES_NAMED = 5


@lru_cache
def _signs(signs: str) -> re.Pattern[str]:
    """Each of the signs where it stands for itself; `®)` numbers a line of a list."""
    return re.compile(f"(?<![^{_NO_LETTER}])([{signs}])(?![^{_NO_LETTER}]|(?<=®)[).])")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Distinct words that a conversion changes: possible syllables before, after, and only after it."""

    changed: int
    before: int
    after: int
    gained: frozenset[str]

    def convinces(self, fewest: int) -> bool:
        return (
            len(self.gained) >= fewest
            and self.after >= _LEAST_SHARE_AFTER * self.changed
            and self.before <= _MOST_SHARE_BEFORE * self.changed
        )


@dataclass(frozen=True, slots=True)
class EncodingRepair:
    """The encodings to convert a file's texts from; `whole`: no run needs proof of its own."""

    code_pages: tuple[CodePage, ...] = ()
    whole: bool = False

    def convert(self, text: str) -> str:
        """The text in Unicode; any run that is in none of the encodings as it was."""
        if text.isascii() or not self.code_pages:
            return text
        return "".join(map(self._convert_line, _LINE.split(text)))

    def _convert_line(self, line: str) -> str:
        if line.isascii():
            return line
        return "".join(
            piece if index % 2 or piece.isascii() else self._convert_run(piece)
            for index, piece in enumerate(_UNICODE_WORD.split(line))
        )

    def _convert_run(self, run: str) -> str:
        page, evidence = _best(set(_TOKEN.findall(run)), self.code_pages)
        if not self.whole and not evidence.convinces(1):
            return run
        raises = page.loses_capitals and _is_in_capitals("".join(filter(page.codes.search, _TOKEN.findall(run))))
        return _TOKEN.sub(lambda found: _convert_token(found.group(), page, raises=raises), run)


def find_encodings(texts: Iterable[str]) -> EncodingRepair:
    """The old encodings that the texts of one file prove to be there; none for text in Unicode."""
    tokens: set[str] = set()
    gained: dict[str, set[str]] = {page.name: set() for page in CODE_PAGES}
    unicode_words = 0
    for line in _lines(texts):
        pieces = _UNICODE_WORD.split(line)
        unicode_words += len(pieces) // 2
        for run in pieces[::2]:
            words = set(_TOKEN.findall(run))
            tokens |= words
            if len(words) < _FEWEST_WORDS or all(map(_is_possible, words)):
                continue
            page, evidence = _best(words, CODE_PAGES)
            if evidence.convinces(_FEWEST_WORDS):
                gained[page.name] |= evidence.gained
    page, evidence = _best(tokens, CODE_PAGES)
    if unicode_words <= _MOST_UNICODE_SHARE * len(tokens) and evidence.convinces(_FEWEST_WORDS_OF_A_FILE):
        return EncodingRepair((page,), whole=True)
    return EncodingRepair(tuple(page for page in CODE_PAGES if len(gained[page.name]) >= _FEWEST_WORDS_OF_A_FILE))


def repair_encodings(
    texts_by_place: Mapping[str, Sequence[str]],
) -> tuple[Callable[[str], str], tuple[str, ...]]:
    """How to bring each of a file's texts to Unicode, and in Vietnamese what that changed and cannot know.

    The keys name the places (`trang 3`) for the warnings; a file without pages has one empty key.
    """
    repair = find_encodings(text for texts in texts_by_place.values() for text in texts)
    if not repair.code_pages:
        return repair.convert, ()
    doubtful = [
        place or f"dòng {number}"
        for place, texts in texts_by_place.items()
        for number, line in enumerate("\n".join(map(repair.convert, texts)).split("\n"), start=1)
        if sum(bool(_DOUBTFUL.search(token)) for token in _TOKEN.findall(line)) >= _FEWEST_WORDS
    ]
    return repair.convert, tuple(_warnings(repair, list(dict.fromkeys(doubtful))))


def _warnings(repair: EncodingRepair, doubtful: list[str]) -> Iterator[str]:
    for page in repair.code_pages:
        yield from _conversion_warnings(page)
    if doubtful:
        more = f" và {len(doubtful) - _PLACES_NAMED} chỗ khác" if len(doubtful) > _PLACES_NAMED else ""
        yield f"Còn chữ có thể sai bảng mã ở {', '.join(doubtful[:_PLACES_NAMED])}{more}; hãy xem lại bản gốc."


def _conversion_warnings(page: CodePage) -> Iterator[str]:
    yield f"Đã chuyển từ bảng mã {page.name} sang Unicode."
    if page.loses_capitals:
        yield f"Bảng mã {page.name} không ghi chữ hoa có dấu: đề mục in hoa có thể thành chữ thường."


def read_old_bytes(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Text of bytes that are no UTF-8, and the warnings of its conversion; None where the encoding is not certain."""
    if b"\x00" in data:
        return _read_unmarked_utf_16(data)
    western = read_western(data)
    read = [(EncodingRepair((page,), whole=True).convert(western), page) for page in BYTE_CODE_PAGES]
    share, text, page = max(
        ((_share_of_syllables(text), text, page) for text, page in read), key=lambda shared: shared[0]
    )
    return (text, tuple(_conversion_warnings(page))) if share >= _LEAST_SHARE_OF_BYTES else None


def _read_unmarked_utf_16(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        printable = all(character.isprintable() or character.isspace() for character in text)
        if printable and _share_of_syllables(text) >= _LEAST_SHARE_OF_BYTES:
            return text, (f"Đã đọc theo bảng mã {encoding.upper()}.",)
    return None


def _share_of_syllables(text: str) -> float:
    """Of the distinct words beyond ASCII, those that can be Vietnamese; 0 where they are too few to judge."""
    tokens = {token for token in _TOKEN.findall(unicodedata.normalize("NFC", text)) if any(map(str.isalpha, token))}
    if len(tokens) < _FEWEST_WORDS_OF_A_FILE:
        return 0
    return sum(map(_is_possible, tokens)) / len(tokens)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if not text.isascii():
            yield from (line for line in _LINE.split(text) if not line.isascii())


def _best(tokens: set[str], pages: Sequence[CodePage]) -> tuple[CodePage, _Evidence]:
    """The encoding that makes most words possible, the earlier of equals."""
    return max(((page, _weigh(tokens, page)) for page in pages), key=lambda weighed: len(weighed[1].gained))


def _weigh(tokens: set[str], page: CodePage) -> _Evidence:
    changed = before = after = 0
    gained = set()
    for token in tokens:
        plain = _signs(page.signs).sub("", token)
        if not page.codes.search(plain):
            continue
        decoded = page.decode(plain)
        possible_before, possible_after = _is_possible(token), _is_possible(decoded)
        # `H§ND` is no syllable in any encoding and says nothing.
        if not possible_after and decoded.isupper():
            continue
        changed += 1
        before += possible_before
        after += possible_after
        if possible_after and not possible_before:
            gained.add(token)
    return _Evidence(changed, before, after, frozenset(gained))


@lru_cache(maxsize=50_000)
def _is_possible(token: str) -> bool:
    """Whether the token's words can be Vietnamese and no sign stands where old encodings have letters."""
    return not _OLD_SIGN.search(_signs(_ALL_SIGNS).sub("", token)) and all(
        is_syllable(word) for word in find_words(token) if not word.isascii()
    )


def _convert_token(token: str, page: CodePage, *, raises: bool) -> str:
    # Pieces between signs stand at even indices.
    pieces = _signs(page.signs).split(token)
    decoded = "".join(piece if index % 2 else page.decode(piece) for index, piece in enumerate(pieces))
    if decoded == token or (_is_foreign_name(token) and not _is_possible(decoded)):
        return token
    if page.loses_capitals and (raises or _is_in_capitals(token)):
        return decoded.upper()
    return decoded


def _is_foreign_name(token: str) -> bool:
    """`Müller`: letters only, the first alone a capital."""
    words = find_words(token)
    return len(words) == 1 and len(words[0]) >= 3 and words[0].istitle() and not _OLD_SIGN.search(token)


def _is_in_capitals(text: str) -> bool:
    """Whether all its plain letters are capitals, and more than a name's initial."""
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return len(plain) >= 2 and all(map(str.isupper, plain))
