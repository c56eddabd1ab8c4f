"""What tests need beside Python: programs and fonts that the system's packages bring.

A test or fixture that needs one asks for it by `require_program`, or by the mark `needs`. Where it is missing, the test
is skipped; where TESTS_REQUIRE_ALL is set, as in .ci/run, it fails.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.readers.tesseract import require_tesseract

ROOT = Path(__file__).resolve().parents[1]
PACKAGE_LIST = ROOT / ".ci" / "system-packages.txt"
CHROMIUM = Path("/usr/bin/chromium")
FONTS = Path("/usr/share/fonts/truetype")
DEJAVU = FONTS / "dejavu"
NOTO_SERIF = FONTS / "noto" / "NotoSerif-Regular.ttf"


@dataclass(frozen=True, slots=True)
class SystemProgram:
    """Debian's packages that bring it, all of them in PACKAGE_LIST, and whether it is there, wherever it came from."""

    packages: tuple[str, ...]
    is_installed: Callable[[], bool]


def _has_tesseract() -> bool:
    try:
        require_tesseract()
    except UnreadableDocument:
        return False
    return True


def _has_libreoffice() -> bool:
    program = shutil.which("soffice")
    # Its part for tables comes in a package of its own, and so does that for texts.
    return program is not None and all(
        Path(program).resolve().with_name(library).exists() for library in ("libswlo.so", "libsclo.so")
    )


PROGRAMS: Mapping[str, SystemProgram] = {
    "chromium": SystemProgram(("chromium", "fontconfig"), CHROMIUM.exists),
    "curl": SystemProgram(("curl",), lambda: shutil.which("curl") is not None),
    "dejavu": SystemProgram(("fonts-dejavu-core",), (DEJAVU / "DejaVuSerif.ttf").exists),
    "noto": SystemProgram(("fonts-noto-core",), NOTO_SERIF.exists),
    "tesseract": SystemProgram(("tesseract-ocr", "tesseract-ocr-vie"), _has_tesseract),
    "libreoffice": SystemProgram(("libreoffice-writer-nogui", "libreoffice-calc-nogui"), _has_libreoffice),
}


def require_program(name: str) -> None:
    """Go on only where the program or font is installed: the test that asks is skipped or failed elsewhere."""
    program = PROGRAMS[name]
    if program.is_installed():
        return
    reason = f"{name} is not installed: apt-get install {' '.join(program.packages)}"
    if os.environ.get("TESTS_REQUIRE_ALL"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def read_package_list() -> list[tuple[str, ...]]:
    """Of each line of PACKAGE_LIST the packages of which any one will do."""
    lines = PACKAGE_LIST.read_text(encoding="utf-8").splitlines()
    return [tuple(line.replace("|", " ").split()) for line in lines if not line.startswith("#")]
