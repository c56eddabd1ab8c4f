"""The examples of `docs/llama-index.md` are run as they stand, one after the other."""

import re
from pathlib import Path

import pytest

from tests.bundled_embedder import bundled_settings

GUIDE = Path(__file__).parents[2] / "docs" / "llama-index.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
REPORT = """BÁO CÁO
Tình hình kinh tế - xã hội năm 2031

1. Sản lượng chè búp tươi năm 2031 đạt 41 nghìn tấn.
2. Trồng mới 9 nghìn cây xanh trong năm 2031.
3. Công tác tuyển quân hoàn thành chỉ tiêu được giao.
"""


def test_examples_are_short() -> None:
    assert len(EXAMPLES) == 5
    assert all(len(example.splitlines()) <= 15 for example in EXAMPLES)


@pytest.mark.real
def test_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bao-cao-2031.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to((bundled_settings().data_dir / "models").resolve())
    monkeypatch.setenv("RAG_CORPUS_DIR", str(tmp_path / "corpus"))
    monkeypatch.setenv("RAG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RAG_LANGUAGE_MODEL", "none")
    names: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, str(GUIDE), "exec"), names)
    assert "bao-cao-2031.txt" in capsys.readouterr().out
