"""Plug-ins: what who names one wrongly is told, and the package of `examples/plugins/`, installed and used."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from eval.loopback_server import LoopbackServer
from rag import plugins
from rag.errors import DocumentSourceFailed, InvalidSettings
from rag.pipeline import IngestPipeline
from rag.settings import Settings
from rag.wiring import open_ingest_pipeline
from tests.bundled_embedder import bundled_folder
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "plugins"
ASKED = "Chỉ tiêu sản lượng chè búp tươi năm 2031 là bao nhiêu?"
WRITTEN = "Theo kế hoạch, sản lượng chè búp tươi năm 2031 đạt 45 nghìn tấn [1]."


def _entries(*values: str) -> Callable[..., list[EntryPoint]]:
    return lambda group: [EntryPoint("tiny", value, group) for value in values]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((), "hiện có: chưa có phần nào"),
        (("json:loads", "json:dumps"), "Nhiều gói"),
        (("no_such_module:x",), "không nạp được"),
        (("json:no_such_name",), "không nạp được"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_told_in_vietnamese(
    monkeypatch: pytest.MonkeyPatch, values: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(plugins, "entry_points", _entries(*values))
    with pytest.raises(InvalidSettings) as caught:
        plugins.load_plugin(plugins.EMBEDDERS, "tiny")
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("setting", "name"),
    [("plugin:tiny", "tiny"), ("plugin:tiny/a/b", "tiny"), ("plugin:", ""), ("qwen3:4b", None), ("", None)],
)
def test_a_setting_names_a_plug_in(setting: str, name: str | None) -> None:
    assert plugins.plugin_name(setting) == name


def test_a_source_of_documents_must_be_a_plug_in(tmp_path: Path) -> None:
    settings = Settings.model_validate({"corpus_dir": tmp_path, "data_dir": tmp_path, "document_source": "ftp://x"})
    with pytest.raises(InvalidSettings, match="ftp"):
        open_ingest_pipeline(settings)


def test_a_source_that_fails_is_told_and_nothing_is_indexed(tmp_path: Path) -> None:
    class Broken:
        def bring(self, folder: Path) -> None:
            raise ConnectionError(f"no way to {folder.name}")

    settings = Settings.model_validate({"corpus_dir": tmp_path / "corpus", "data_dir": tmp_path})
    with pytest.raises(DocumentSourceFailed, match="no way to corpus") as caught:
        IngestPipeline(settings, FakeEmbedder, source=Broken()).run()
    assert "Chỉ mục cũ vẫn còn nguyên" in caught.value.message


class _OpenAI(BaseHTTPRequestHandler):
    """A server with OpenAI's chat interface that writes one sentence."""

    def do_GET(self) -> None:
        self._send(json.dumps({"data": [{"id": "tiny-model"}]}))

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert [message["role"] for message in asked["messages"]] == ["system", "user"]
        pieces: list[dict[str, Any]] = [{"role": "assistant"}, {"content": WRITTEN[:30]}, {"content": WRITTEN[30:]}]
        lines = [f"data: {json.dumps({'choices': [{'delta': piece}]})}\n\n" for piece in pieces]
        self._send("".join(lines) + "data: [DONE]\n\n")

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""

    def _send(self, body: str) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.fixture(scope="module")
def installed_examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the package of examples was installed, from a copy: building writes beside the source."""
    source, target = tmp_path_factory.mktemp("source") / "plugins", tmp_path_factory.mktemp("installed")
    (source / "plan_plugins").mkdir(parents=True)
    for path in [EXAMPLES / "pyproject.toml", *EXAMPLES.glob("plan_plugins/*.py")]:
        (source / path.relative_to(EXAMPLES)).write_bytes(path.read_bytes())
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(source)], check=True)
    return target


@pytest.fixture
def server() -> Iterator[str]:
    with LoopbackServer(_OpenAI) as running:
        yield f"{running.host}/v1"


@pytest.mark.real
def test_the_examples_are_installed_and_used(installed_examples: Path, server: str, tmp_path: Path) -> None:
    """A letter in a shared folder, read, embedded, and told by a model, each by a plug-in."""
    shared = tmp_path / "shared"
    shared.mkdir()
    letter = EmailMessage()
    letter["subject"] = "Kế hoạch năm 2031 của tỉnh Lạc Sơn"
    letter.set_content("I. Chỉ tiêu năm 2031\n\n1. Sản lượng chè búp tươi đạt 45 nghìn tấn.\n\n2. Trồng 9 nghìn cây.\n")
    (shared / "ke-hoach.eml").write_bytes(bytes(letter))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(bundled_folder().parent, target_is_directory=True)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(installed_examples))),
        "RAG_EMBEDDING_MODEL": "plugin:hashes",
        "RAG_LANGUAGE_MODEL": "plugin:openai/tiny-model",
        "RAG_MODEL_WRITES": "always",
        "RAG_DOCUMENT_SOURCE": "plugin:folder",
        "PLANS_FOLDER": str(shared),
        "OPENAI_BASE_URL": server,
    }

    def run(*arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "rag", *arguments, "--json"],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        reply: dict[str, Any] = json.loads(done.stdout)
        return reply

    answer = run("ask", ASKED)
    assert (answer["mode"], answer["facts"][0]["value"]) == ("model", "45000")
    assert answer["citations"][0]["document"] == "ke-hoach.eml"

    other = EmailMessage()
    other["subject"] = "Kế hoạch năm 2032"
    other.set_content("1. Năm 2032 trồng 7 nghìn cây xanh.\n")
    (shared / "them.eml").write_bytes(bytes(other))
    (shared / "ke-hoach.eml").unlink()
    assert {fact["document"] for fact in run("facts")["facts"]} == {"them.eml"}
