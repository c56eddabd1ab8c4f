import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_scans import draw_pages, scan

pytestmark = [pytest.mark.real, pytest.mark.needs("tesseract")]

TEXT = ("BÁO CÁO", "Thu ngân sách đạt 14.860 tỷ đồng, tăng 8,03% so với năm 2024.")


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return scan(draw_pages(TEXT)[0])


def _read(path: Path) -> str:
    return "\n".join(str(block) for page in read_file(path, ignore_pages).pages for block in page.blocks)


def _rewrite_size(png: bytes, width: int, height: int) -> bytes:
    """The PNG with another size in its header, whose check sum fits."""
    header = b"IHDR" + struct.pack(">II", width, height) + png[24:29]
    return png[:12] + header + struct.pack(">I", zlib.crc32(header)) + png[33:]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".JPEG", ".tif", ".tiff", ".bmp", ".webp"])
def test_a_photo_is_one_page(tmp_path: Path, page: Image.Image, suffix: str) -> None:
    path = tmp_path / f"scan{suffix}"
    page.save(path)
    read = read_file(path, ignore_pages)
    assert [found.label for found in read.pages] == ["trang 1"]
    assert read.pages[0].blocks == TEXT
    assert (read.pages[0].confidence or 0) > 0.9
    assert read.warnings == ()


def test_a_tiff_has_as_many_pages_as_it_holds_and_each_is_reported(tmp_path: Path, page: Image.Image) -> None:
    path = tmp_path / "scan.tif"
    blank = Image.new("L", page.size, 255)
    page.save(path, save_all=True, append_images=[blank, scan(draw_pages(["Trang cuối"])[0])])
    reports: list[tuple[int, int]] = []
    read = read_file(path, lambda done, total: reports.append((done, total)))
    assert [(found.label, found.blocks) for found in read.pages] == [
        ("trang 1", TEXT),
        ("trang 2", ()),
        ("trang 3", ("Trang cuối",)),
    ]
    assert reports == [(1, 3), (2, 3), (3, 3)]


def _palette_with_transparency(page: Image.Image) -> Image.Image:
    """Black letters on nothing, which stands for white."""
    letters = Image.new("LA", page.size, 0)
    letters.putalpha(ImageOps.invert(page))
    return letters


@pytest.mark.parametrize(
    ("suffix", "change"),
    [
        (".jpg", lambda page: page.convert("CMYK")),
        (".png", lambda page: page.convert("P")),
        (".png", lambda page: page.convert("1", dither=Image.Dither.NONE)),
        (".png", lambda page: Image.fromarray(np.asarray(page, np.uint16) * 200)),
        (".tif", lambda page: Image.fromarray(np.asarray(page, np.float32) / 255)),
        (".png", _palette_with_transparency),
    ],
    ids=["CMYK", "palette", "bilevel", "16 bits", "float", "transparent"],
)
def test_every_mode_is_read(
    tmp_path: Path, page: Image.Image, suffix: str, change: Callable[[Image.Image], Image.Image]
) -> None:
    path = tmp_path / f"scan{suffix}"
    change(page).save(path)
    text = _read(path)
    assert "14.860 tỷ" in text
    assert "tăng 8,03% so với năm 2024." in text


def test_a_photo_is_turned_as_the_camera_says(tmp_path: Path, page: Image.Image) -> None:
    path = tmp_path / "photo.jpg"
    turned = page.transpose(Image.Transpose.ROTATE_90)
    exif = turned.getexif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees clockwise
    turned.save(path, exif=exif)
    assert _read(path) == "\n".join(TEXT)


def test_of_an_animation_the_first_picture_is_read(tmp_path: Path, page: Image.Image) -> None:
    path = tmp_path / "animated.webp"
    page.convert("RGB").save(path, save_all=True, append_images=[Image.new("RGB", page.size)], lossless=True)
    assert _read(path) == "\n".join(TEXT)


def test_the_suffix_may_be_that_of_another_image_format(tmp_path: Path, page: Image.Image) -> None:
    path = tmp_path / "scan.jpg"
    page.save(path, "PNG")
    assert _read(path) == "\n".join(TEXT)


def _png(page: Image.Image) -> bytes:
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda png: png[:0],
        lambda png: b"%PDF-1.7\n" + png,
        lambda png: png[:40],
        lambda png: png[: len(png) // 2],
        lambda png: _rewrite_size(png, 0, 0),
        lambda png: _rewrite_size(png, 30_000, 30_000),
        lambda png: _rewrite_size(png, 10_000, 10_000),
        lambda png: _rewrite_size(png, 2**31 - 1, 2**31 - 1),
        lambda png: png[:100] + bytes(200) + png[300:],
    ],
    ids=["empty", "no image", "header only", "half", "no size", "a bomb", "large", "vast", "overwritten"],
)
def test_a_damaged_or_hostile_image_is_refused_with_its_name(
    tmp_path: Path, page: Image.Image, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "hỏng.png"
    path.write_bytes(damage(_png(page)))
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path, ignore_pages)
    assert "hỏng.png" in caught.value.message


@pytest.mark.parametrize("size", [(1, 1), (5, 4000), (1240, 1754)])
def test_an_image_without_letters_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "trắng.png"
    Image.new("L", size, 255).save(path)
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path, ignore_pages)
    assert "trắng.png" in caught.value.message


def test_without_tesseract_the_scan_that_is_set_aside_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise UnreadableDocument("Hãy cài Tesseract.", "tesseract is not installed")

    monkeypatch.setattr("rag.ingestion.readers.image.require_tesseract", refuse)
    path = tmp_path / "quét.png"
    Image.new("L", (100, 100)).save(path)
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path, ignore_pages)
    assert caught.value.message == "Tệp quét.png: Hãy cài Tesseract."
