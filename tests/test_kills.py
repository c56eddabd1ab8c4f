"""An ingest killed at any moment: the old index answers, nothing is half new, and the next run ends right.

`RAG_TEST_KILLS=50` tries as many moments; the seed is fixed, the moments are not, for no two runs take the same time.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from eval.generated_corpus import make_corpus, write_document
from rag.datatypes import IngestReport, Question
from rag.indexing import storage, swapping
from rag.indexing.vector_index import read_vectors
from rag.pipeline import IngestPipeline
from rag.wiring import open_present_pipeline
from tests.fakes import FakeEmbedder
from tests.ingest_process import READY, settings_of

pytestmark = pytest.mark.real

KILLS = int(os.environ.get("RAG_TEST_KILLS", "8"))
ROOT = Path(__file__).resolve().parents[1]
ASKED = Question("Chỉ tiêu sản lượng cá ngừ năm 2031 là bao nhiêu?")
DOCUMENTS = 4


@dataclass(frozen=True)
class Scene:
    """A folder of which an index was made, and then changed; how long and with what result an ingest follows it."""

    corpus: Path
    indexed: Path
    undisturbed: Path
    seconds: float


@pytest.fixture(autouse=True)
def _fake_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("kills")
    corpus, indexed, undisturbed = (folder / name for name in ("corpus", "indexed", "undisturbed"))
    make_corpus(corpus, DOCUMENTS)
    _write_target(corpus, 33)
    _ingest(corpus, indexed)
    _write_target(corpus, 44)
    for number in range(0, DOCUMENTS, 2):
        write_document(corpus, number, seed=1)
    shutil.copytree(indexed, undisturbed)
    process = _start(corpus, undisturbed)
    started = time.monotonic()
    assert process.wait() == 0
    return Scene(corpus, indexed, undisturbed, time.monotonic() - started)


def _write_target(corpus: Path, tonnes: int) -> None:
    text = f"Kế hoạch\nI. CHỈ TIÊU NĂM 2031\n- Sản lượng cá ngừ đạt {tonnes} nghìn tấn.\n"
    (corpus / "ca-ngu.txt").write_text(text, encoding="utf-8")


def _ingest(corpus: Path, data_dir: Path) -> IngestReport:
    return IngestPipeline(settings_of(corpus, data_dir), FakeEmbedder).run()


def _start(corpus: Path, data_dir: Path) -> subprocess.Popen[str]:
    """An ingest that is about to begin."""
    command = [sys.executable, "-m", "tests.ingest_process", str(corpus), str(data_dir)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == READY
    return process


def _answer(corpus: Path, data_dir: Path) -> str:
    (statement,) = open_present_pipeline(settings_of(corpus, data_dir)).answer(ASKED).statements
    return statement.text


def _content(data_dir: Path) -> object:
    """All that an index holds, vectors included."""
    index = storage.read_index(data_dir)
    passages, vectors = read_vectors(index.folder / storage.VECTORS, index.passages)
    by_id = {passage.id: vector.tobytes() for passage, vector in zip(passages, vectors, strict=True)}
    return index.documents, index.passages, index.facts, index.manifest.report.files, by_id


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_ingest_leaves_the_old_index_whole_and_the_next_one_ends_right(
    scene: Scene, tmp_path: Path, kill: int
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(scene.indexed, data_dir)
    before = swapping.current_folder(data_dir)
    process = _start(scene.corpus, data_dir)
    # Evenly over the whole run, at random within each part of it.
    time.sleep(scene.seconds * (kill + random.Random(kill).random()) / KILLS)
    process.send_signal(signal.SIGKILL)
    process.wait()

    is_old = swapping.current_folder(data_dir) == before
    assert ("33 nghìn tấn" if is_old else "44 nghìn tấn") in _answer(scene.corpus, data_dir)
    if is_old:
        assert _content(data_dir) == _content(scene.indexed)

    _ingest(scene.corpus, data_dir)
    assert "44 nghìn tấn" in _answer(scene.corpus, data_dir)
    assert _content(data_dir) == _content(scene.undisturbed)
    assert sorted(path.name[:6] for path in swapping.index_root(data_dir).iterdir()) == [
        "curren",
        "index-",
        "lock",
    ] or (not is_old)


@pytest.mark.parametrize("kilobytes", [20, 200, 400, 1000])
def test_where_no_more_can_be_written_the_old_index_stays_and_the_error_says_so(
    scene: Scene, tmp_path: Path, kilobytes: int
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(scene.indexed, data_dir)
    # The system refuses to write longer files than this: to the program as a full disk.
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes * 1024},) * 2)\n"
        "from rag.errors import RagError\nfrom tests.ingest_process import *\n"
        f"try: IngestPipeline(settings_of(Path({str(scene.corpus)!r}), Path({str(data_dir)!r})), FakeEmbedder).run()\n"
        "except RagError as error: print(error.message)\nelse: print('xong')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Không ghi được" in done.stdout, done
    assert "33 nghìn tấn" in _answer(scene.corpus, data_dir)
    _ingest(scene.corpus, data_dir)
    assert _content(data_dir) == _content(scene.undisturbed)
