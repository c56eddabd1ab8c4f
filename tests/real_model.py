"""A real language model for tests: a small open one, run by llama.cpp behind Ollama's HTTP API.

The two programs that this takes are in an optional folder beside the checkout; they need the package `xllamacpp`, which
the product does not. Where either is missing the tests that want a real model are skipped, and say so.
"""

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

MODEL_NAME = "qwen2.5-coder:0.5b"

_TOOLS = Path(__file__).resolve().parents[2] / "shared" / "tools"
_MODEL_FILE = "qwen2.5-coder-0.5b.gguf"
_SIZE = "0.5b"
_START_SECONDS = 180.0
"""Half a minute was seen on a machine that others used, too."""
_FETCH_SECONDS = 600.0


@pytest.fixture(scope="session")
def real_ollama() -> Iterator[str]:
    """The host of a server that has the model MODEL_NAME, for the whole run: loading it takes seconds."""
    if not _TOOLS.is_dir():
        pytest.skip("the optional folder ../shared/tools beside the checkout does not exist")
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed: pip install xllamacpp")
    with _serving(_model_file()) as host:
        yield host


def _model_file() -> Path:
    """In the folder TEST_MODEL_DIR, or else one among the temporary files; fetched once (491 MB) when it is not there.

    The variable has no prefix RAG_: settings refuse such names when they do not know them.
    """
    folder = Path(os.environ.get("TEST_MODEL_DIR") or Path(tempfile.gettempdir()) / "rag-test-models")
    file = folder / _MODEL_FILE
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(_TOOLS / "open_model.py"), _SIZE, str(file)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=_FETCH_SECONDS)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"the test model cannot be fetched: {error.stderr.strip()[-300:]}")
        except subprocess.TimeoutExpired:
            pytest.skip(f"the test model was not fetched within {_FETCH_SECONDS:g} s")
    return file


@contextmanager
def _serving(model_file: Path) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, str(_TOOLS / "ollama_stand_in.py"), "--model-file", str(model_file)]
    command += ["--name", MODEL_NAME, "--port", str(port), "--context", "2048"]
    # The engine logs much; a file takes it all, where a pipe that nobody reads would fill up and stop the server.
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            host = f"http://127.0.0.1:{port}"
            if not _is_ready(process, host):
                log.seek(0)
                pytest.fail(f"the test model's server did not start:\n{log.read()[-2000:]}")
            yield host
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_ready(process: "subprocess.Popen[bytes]", host: str) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    with httpx.Client(trust_env=False, timeout=1) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                return client.get(f"{host}/api/version").is_success
            except httpx.TransportError:
                time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
