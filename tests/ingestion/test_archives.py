import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.ingestion import archives
from rag.ingestion.loading import read_text
from rag.ingestion.surveying import Survey, survey_corpus

PLAN = "Kế hoạch thu ngân sách năm 2031 đạt 640 tỷ đồng."
RESULT = "Chi ngân sách năm 2031 đạt 590 tỷ đồng."


def _pack(path: Path, members: Mapping[str, str | bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def _survey(tmp_path: Path) -> Survey:
    return survey_corpus(tmp_path / "corpus", tmp_path / "unpacked")


def _problems(survey: Survey) -> dict[str, str]:
    return {receipt.file: receipt.problem for receipt in survey.set_aside}


def test_the_files_of_an_archive_are_documents_each_by_itself(tmp_path: Path) -> None:
    _pack(tmp_path / "corpus" / "bo.zip", {"nam 2031/ke-hoach.txt": PLAN, "bao-cao.txt": RESULT, "trong/": ""})
    (tmp_path / "corpus" / "sources.toml").write_text('["bo.zip/bao-cao.txt"]\nnumber = "6/BC-UBND"\n', "utf-8")
    survey = _survey(tmp_path)
    assert [file.name for file in survey.files] == ["bo.zip/bao-cao.txt", "bo.zip/nam 2031/ke-hoach.txt"]
    assert [read_text(file.path, file.name).text for file in survey.files] == [RESULT, PLAN]
    assert survey.files[0].record == {"number": "6/BC-UBND"}
    assert not survey.set_aside


def test_an_archive_is_unpacked_once_and_leaves_no_trace_when_it_is_gone(tmp_path: Path) -> None:
    archive = _pack(tmp_path / "corpus" / "bo.zip", {"a.txt": PLAN})
    (tmp_path / "corpus" / "b.txt").write_text(RESULT, "utf-8")
    (first,) = (file.path for file in _survey(tmp_path).files if file.name == "bo.zip/a.txt")
    made = first.stat().st_mtime_ns
    _survey(tmp_path)
    assert first.stat().st_mtime_ns == made
    archive.unlink()
    assert [file.name for file in _survey(tmp_path).files] == ["b.txt"]
    assert not list((tmp_path / "unpacked").iterdir())


def test_a_bad_member_leaves_the_others(tmp_path: Path) -> None:
    archive = _pack(
        tmp_path / "corpus" / "bo.zip",
        {
            "a.txt": PLAN,
            "hong.txt": "Chi ngân sách 590 tỷ đồng. " * 9,
            "trong.zip": b"PK",
            "chay.exe": b"MZ",
            "../../ngoai.txt": RESULT,
            "/".join("abcdefghijklm") + ".txt": RESULT,
            ".an.txt": RESULT,
            "__MACOSX/._a.txt": RESULT,
        },
    )
    with zipfile.ZipFile(archive, "a") as package:
        link = zipfile.ZipInfo("lien-ket.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/hostname")
        place = package.getinfo("hong.txt").header_offset
    data = bytearray(archive.read_bytes())
    data[place + 30 + len("hong.txt") + 4] ^= 0xFF
    archive.write_bytes(data)
    survey = _survey(tmp_path)
    assert [file.name for file in survey.files] == ["bo.zip/a.txt"]
    problems = _problems(survey)
    assert {Path(name).name for name in problems} == {
        *("hong.txt", "trong.zip", "chay.exe", "ngoai.txt", "m.txt", "lien-ket.txt")
    }
    assert "tệp nén nằm trong tệp nén" in problems["bo.zip/trong.zip"]
    assert not list(tmp_path.rglob("ngoai.txt"))


def test_an_archive_made_to_fill_the_disk_is_refused(tmp_path: Path) -> None:
    _pack(tmp_path / "corpus" / "bom.zip", {f"{number}.txt": b"0" * 15_000_000 for number in range(4)})
    (tmp_path / "corpus" / "b.txt").write_text(RESULT, "utf-8")
    survey = _survey(tmp_path)
    assert [file.name for file in survey.files] == ["b.txt"]
    assert "lớn bất thường" in _problems(survey)["bom.zip"]
    assert not list((tmp_path / "unpacked").iterdir())


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    _pack(tmp_path / "corpus" / "bo.zip", {f"{number}.txt": PLAN for number in range(4)})
    assert "hơn 3 tệp" in _problems(_survey(tmp_path))["bo.zip"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rest", b"no archive at all"])
def test_what_is_no_archive_is_set_aside(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bo.zip").write_bytes(data)
    assert "bị hỏng" in _problems(_survey(tmp_path))["bo.zip"]


def test_names_in_utf8_that_do_not_say_so_are_read(tmp_path: Path) -> None:
    archive = _pack(tmp_path / "corpus" / "bo.zip", {"kế hoạch.txt": PLAN})
    data = archive.read_bytes()
    # The flag that tells UTF-8, in the file's own head and in the directory.
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + offset
        data = data[: place + 1] + bytes([data[place + 1] & ~0x08]) + data[place + 2 :]
    archive.write_bytes(data)
    assert [file.name for file in _survey(tmp_path).files] == ["bo.zip/kế hoạch.txt"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"K\xea\xec hoa\xf2ch.txt", "Kế hoạch.txt"),
        (b"B\xe1o c\xe1o.txt", "Báo cáo.txt"),
        (b"R\x82sum\x82.txt", "Résumé.txt"),
    ],
)
def test_names_in_the_code_page_of_windows_are_read(tmp_path: Path, written: bytes, read: str) -> None:
    archive = _pack(tmp_path / "corpus" / "bo.zip", {"?" * len(written): PLAN})
    archive.write_bytes(archive.read_bytes().replace(b"?" * len(written), written))
    assert [file.name for file in _survey(tmp_path).files] == [f"bo.zip/{read}"]
