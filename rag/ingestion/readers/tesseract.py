"""The door to Debian's tesseract, called as a program: images of text in, words with their places out."""

import csv
import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from PIL import Image

from rag.errors import UnreadableDocument

_PROGRAM = "tesseract"
LIMIT_SECONDS = 120
"""For one call; a full page takes two to five on one core."""
_WORD_LEVEL = "5"
_TURNS = "osd"
"""The network that tells which side of a page is up."""


class Network(StrEnum):
    """A recogniser. The two were trained apart, so that one seldom repeats the other's mistakes."""

    VIETNAMESE = "vie"
    ENGLISH = "eng"
    """Reads digits and their marks; comes with the program itself."""


class Arrangement(StrEnum):
    """What tesseract is to expect in an image, by its own numbers."""

    COLUMN = "4"
    BLOCK = "6"
    LINE = "7"


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """Characters without white space, their box in pixels, the line they are in, and how sure they are in [0, 1]."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]
    confidence: float


class TesseractFailed(Exception):
    """It ran out of time, crashed or gave what is no list of words."""


def recognise_words(
    images: Sequence[Image.Image], network: Network, arrangement: Arrangement, dpi: int
) -> list[list[RecognisedWord]]:
    """The words of each image, in reading order; all images in one call, for each call costs a start.

    Raises:
        UnreadableDocument: tesseract or its data is not installed.
        TesseractFailed: it did not come to an end.
    """
    require_tesseract()
    if not images:
        return []
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        paths = [Path(folder) / f"{number}.pgm" for number in range(len(images))]
        for path, image in zip(paths, images, strict=True):
            image.save(path)
        listing = Path(folder) / "images.txt"
        listing.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        options = ("-l", network, "--psm", arrangement, "--dpi", str(dpi))
        table = _run(_PROGRAM, str(listing), "-", *options, "-c", "tessedit_create_tsv=1")
    words: list[list[RecognisedWord]] = [[] for _ in images]
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "page_num" not in (rows.fieldnames or ()):
        raise TesseractFailed(f"no list of words: {table[:80]!r}")
    try:
        for row in rows:
            if row["level"] == _WORD_LEVEL and row["text"].strip():
                words[int(row["page_num"]) - 1].append(_word(row))
    except (KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise TesseractFailed(f"no list of words: {error!r}") from error
    return words


def find_turn(image: Image.Image, dpi: int) -> int:
    """Degrees in {0, 90, 180, 270} by which to turn the image clockwise to set it upright; 0 where not sure.

    Raises:
        UnreadableDocument: tesseract or its data is not installed.
        TesseractFailed: it did not come to an end.
    """
    require_tesseract()
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        path = Path(folder) / "page.pgm"
        image.save(path)
        try:
            output = _run(_PROGRAM, str(path), "-", "-l", _TURNS, "--psm", "0", "--dpi", str(dpi))
        except TesseractFailed:  # too few letters to tell
            return 0
    values = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
    return int(values.get("Rotate", 0)) if float(values.get("Orientation confidence", 0)) >= 1 else 0


@cache
def installed_version() -> str:
    """Of the program, its picture library and its networks, asked once; empty where it is not installed.

    The networks come in packages of their own, without a version: their bytes tell.
    """
    if shutil.which(_PROGRAM) is None:
        return ""
    try:
        # What follows names the processor's abilities, too.
        version = _run(_PROGRAM, "--version").splitlines()[:2]
        folder = re.search(r'"(.+)"', _run(_PROGRAM, "--list-langs"))
    except TesseractFailed:
        return ""
    networks = [Path(folder[1]) / f"{name}.traineddata" for name in (*Network, _TURNS)] if folder else []
    digest = hashlib.sha256(b"".join(network.read_bytes() for network in networks if network.is_file()))
    return f"{' '.join(version)} {digest.hexdigest()}"


@cache
def require_tesseract() -> None:
    """Check once that all that the reading of scans needs is installed.

    Raises:
        UnreadableDocument: it is not.
    """
    advice = "Hãy cài: sudo apt-get install tesseract-ocr tesseract-ocr-vie."
    if shutil.which(_PROGRAM) is None:
        raise UnreadableDocument(
            f"Đây là bản quét, cần chương trình nhận dạng chữ Tesseract mà máy này chưa có. {advice}",
            "tesseract is not installed",
        )
    try:
        languages = set(_run(_PROGRAM, "--list-langs").split())
    except TesseractFailed as error:
        raise UnreadableDocument(
            f"Chương trình nhận dạng chữ Tesseract trên máy này không chạy được. {advice}", f"{error}"
        ) from error
    if missing := set(Network) - languages:
        raise UnreadableDocument(
            f"Chương trình nhận dạng chữ Tesseract trên máy này thiếu dữ liệu ngôn ngữ {', '.join(missing)}. {advice}",
            f"tesseract lacks language data {missing}",
        )


def _run(*command: str) -> str:
    # One thread: tesseract's own threads wait for each other more than they work.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT_SECONDS,
            check=True,
            env=environment,
            encoding="utf-8",
            errors="replace",
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise TesseractFailed(str(error)) from error
    return done.stdout


def _word(row: dict[str, str]) -> RecognisedWord:
    left, top = int(row["left"]), int(row["top"])
    return RecognisedWord(
        row["text"].strip().replace("%o", "‰"),  # a mark that the networks do not know
        left,
        top,
        left + int(row["width"]),
        top + int(row["height"]),
        (int(row["block_num"]), int(row["par_num"]), int(row["line_num"])),
        max(0.0, float(row["conf"])) / 100,
    )
