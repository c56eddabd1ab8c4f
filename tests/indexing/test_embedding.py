import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelFilesUnusable
from rag.indexing import embedding
from rag.indexing.embedding import BUNDLED_MODEL, load_embedder
from rag.indexing.encoder_graph import READ_LAYERS
from rag.protocols import Vectors
from rag.settings import Settings
from tests.bundled_embedder import bundled_embedder, bundled_folder, bundled_settings


def test_importing_the_module_does_not_import_the_libraries() -> None:
    program = (
        "import sys, rag.indexing.embedding; sys.exit(bool({'torch', 'onnxruntime', 'onnx'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_only_a_name_that_is_no_folder_may_be_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(embedding, "SentenceTransformerEmbedder", lambda *arguments: calls.append(arguments))
    for name in (str(tmp_path), "BAAI/bge-m3"):
        load_embedder(Settings.model_validate({"embedding_model": name, "query_prefix": "q ", "passage_prefix": "p "}))
    assert calls == [
        (str(tmp_path), str(tmp_path), "q ", "p ", True),
        ("BAAI/bge-m3", "BAAI/bge-m3", "q ", "p ", False),
    ]


def test_an_unknown_bundled_model_is_refused() -> None:
    with pytest.raises(ModelFilesUnusable, match="bundled:other") as caught:
        load_embedder(Settings.model_validate({"embedding_model": "bundled:other"}))
    assert BUNDLED_MODEL in caught.value.message


@pytest.mark.real
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesUnusable, match="cannot load") as caught:
        load_embedder(Settings.model_validate({"embedding_model": str(tmp_path)}))
    assert str(tmp_path) in caught.value.message
    assert caught.value.__cause__ is not None


@pytest.mark.real
def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    for file in bundled_folder().rglob("*"):
        copy = tmp_path / file.relative_to(bundled_folder())
        if file.is_dir():
            copy.mkdir()
        elif file.suffix == ".safetensors":
            copy.write_bytes(b"\0" * 1000)
        else:
            copy.symlink_to(file)
    with pytest.raises(ModelFilesUnusable, match="cannot load"):
        load_embedder(Settings.model_validate({"embedding_model": str(tmp_path)}))


@pytest.mark.real
def test_the_bundled_model_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    embedder = load_embedder(bundled_settings())
    assert embedder.name == BUNDLED_MODEL
    assert embedder.embed_queries(["GRDP"]).shape == (1, 384)


@pytest.mark.real
def test_query_and_passage_have_their_own_prefix() -> None:
    (query,), (passage,) = bundled_embedder().embed_queries(["GRDP"]), bundled_embedder().embed_passages(["GRDP"])
    assert 0.8 < query @ passage < 0.999


@pytest.mark.real
def test_states_are_those_of_torch_for_each_token_of_the_text() -> None:
    text = "Tổng thu ngân sách năm 2031 đạt 12.450 tỷ đồng,\nbằng 108,5% dự toán."
    (vector,), (encoded,) = bundled_embedder().encode_passages([text])
    assert np.array_equal(vector, bundled_embedder().embed_passages([text, "khác"])[0])
    words = [text[start:end] for start, end in zip(encoded.starts, encoded.ends, strict=True) if end > start]
    assert "".join(words).replace(" ", "") == "".join(text.split())
    expected = _states_of_torch("passage: " + text)
    assert encoded.states.shape == expected.shape
    assert np.linalg.norm(encoded.states - expected) / np.linalg.norm(expected) < 0.08


@pytest.mark.real
def test_what_exceeds_512_tokens_is_cut_off() -> None:
    text = "kế hoạch " * 1000
    embedder = bundled_embedder()
    assert np.allclose(embedder.embed_passages([text]), embedder.embed_passages([text + "Đà Nẵng"]), atol=1e-5)


def _states_of_torch(text: str) -> Vectors:
    """The two layers' states side by side, as transformers computes them."""
    from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415 - seconds of import

    model = AutoModel.from_pretrained(bundled_folder(), local_files_only=True)
    tokens = AutoTokenizer.from_pretrained(bundled_folder(), local_files_only=True)(text, return_tensors="pt")
    hidden = model(**tokens, output_hidden_states=True).hidden_states
    return np.concatenate([hidden[layer][0].detach().numpy() for layer in READ_LAYERS], axis=-1)
