"""Whatever text comes, readers of questions and figures, the gate and the page's endpoints give a value of theirs.

A hundred examples each by default; `FUZZING_SECONDS=600 python -m pytest tests/test_fuzzing.py` for as long each, and
`tests/ingestion/test_fuzzing.py` for files.
"""

import operator
import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from page.layout import build_page, launch_page
from page.places import Places
from page.readiness import add_readiness_route
from page.register_room import RegisterRoom
from programs.routes import make_app
from programs.service import Service
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.model.drafting import read_drafts
from rag.answering.question.understanding import understand
from rag.datatypes import ContextHeader, Document, Draft, Passage, Question, Rejection, SourceRecord, Statement
from rag.errors import InvalidInput
from rag.figures.parsing import parse_figures, parse_mentions
from rag.figures.register import read_facts
from rag.ingestion.assembling import assemble
from rag.ingestion.chunking import split_passages
from rag.ingestion.readers.content import FileContent, PageContent
from rag.pipeline import IngestPipeline
from rag.settings import Settings
from rag.wiring import open_present_pipeline
from tests.fake_vector_index import use_fake_vectors
from tests.fakes import FakeEmbedder
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port
from tests.test_pipeline import PLAN, SOURCES

SECONDS = float(os.environ.get("FUZZING_SECONDS", "0"))
EXAMPLES = 100
_WORDS = (
    *("đạt", "tăng", "5", "5,5%", "1.250", "tỷ đồng", "năm 2031", "so với", "trong đó", "Điều 1.", "(1)", "|", "|---|"),
    *(
        "ngày 5/5/2031",
        "giai đoạn 2026-2030",
        "bao nhiêu",
        "vì sao",
        "\n",
        "\u200b",
        "\u202e",
        "[1]",
        "“",
        ")",
        "-",
        "½",
    ),
    *(
        "Thu ngân sách",
        "tỉnh Sông Lam",
        "số 12/NQ-HĐND",
        "1e9",
        "٣",
        "Ⅳ",
        "e\u0301",
        "<b>",
        "\x00",
        "𝟗",
        "–",
        "6 tháng",
    ),
)
TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join),
    st.from_regex(r"[\d.,/ %-]{0,60}"),
)
PASSAGE_TEXT = "Năm 2031, thu ngân sách đạt 41.250 tỷ đồng, tăng 5,5% so với năm 2030; xuất khẩu đạt 33 tỷ USD."
DOCUMENT = Document("a.txt", PASSAGE_TEXT, SourceRecord("Kế hoạch"))
PASSAGE = Passage(
    "a.txt#0", "a.txt", 0, len(PASSAGE_TEXT), PASSAGE_TEXT, ContextHeader("Kế hoạch", "", (), "2031"), False
)
EVIDENCE = Evidence([PASSAGE], {PASSAGE.id: read_facts(DOCUMENT, [PASSAGE])}, {"a.txt": DOCUMENT}, ())
FRAME = understand("Thu ngân sách năm 2031 là bao nhiêu?", ())


def fuzz(check: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
    """Calls `check` with a hundred examples, and with another hundred until the time is over."""
    until = time.monotonic() + SECONDS
    for number in count():
        examples = settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        # The same for a number, whatever was found before.
        seed(number)(examples(given(*strategies)(check)))()
        if time.monotonic() >= until:
            return


def test_mentions_lie_in_order_in_the_text() -> None:
    def check(text: str) -> None:
        end = 0
        for mention in parse_mentions(text):
            assert end <= mention.start < mention.end <= len(text)
            end = mention.end

    fuzz(check, TEXT)


def test_whatever_stands_in_a_document_its_passages_and_facts_are_slices_of_it() -> None:
    def check(text: str) -> None:
        assembled = assemble(FileContent((PageContent((text,)),)))
        document = Document("a.txt", assembled.text, SourceRecord("Kế hoạch"), assembled.pages)
        passages = split_passages(document, 700)
        assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)
        for fact in read_facts(document, passages):
            assert 0 <= fact.start < fact.end <= len(document.text)

    fuzz(check, TEXT)


def test_every_question_has_a_frame() -> None:
    def check(text: str) -> None:
        assert understand(text, ("Sông Lam",)).text == text

    fuzz(check, TEXT)


def test_the_gate_passes_no_figure_that_its_passage_lacks() -> None:
    def check(text: str, cited: list[int]) -> None:
        verdict = verify_or_attribute(Draft(text, tuple(cited)), FRAME, EVIDENCE)
        assert isinstance(verdict, Statement | Rejection)
        if isinstance(verdict, Statement):
            stated = {(figure.figure.low, figure.figure.high) for figure in parse_figures(PASSAGE_TEXT)}
            assert {(figure.figure.low, figure.figure.high) for figure in parse_figures(verdict.text)} <= stated

    fuzz(check, TEXT, st.lists(st.integers(-2, 5), max_size=3))


def test_a_reply_has_the_same_drafts_however_it_came() -> None:
    def check(pieces: list[str]) -> None:
        assert list(read_drafts(pieces)) == list(read_drafts(["".join(pieces)]))

    fuzz(check, st.lists(TEXT, max_size=5))


def test_every_question_is_answered_or_refused_and_states_no_figure_of_its_own(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "nghi-quyet.txt").write_text(PLAN, encoding="utf-8")
    (corpus / "sources.toml").write_text(SOURCES, encoding="utf-8")
    chosen = Settings.model_validate({"corpus_dir": corpus, "data_dir": tmp_path / "data", "language_model": "none"})
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake_vectors(monkeypatch)
        IngestPipeline(chosen, FakeEmbedder).run()
        pipeline = open_present_pipeline(chosen, open_embedder=FakeEmbedder)

    def check(text: str, history: list[str]) -> None:
        try:
            *_, answer = pipeline.stream(Question(text, tuple(history)))
        except InvalidInput:
            return
        assert answer.is_final
        for statement in answer.statements:
            assert all(fact.figure.text in PLAN for fact in statement.facts)
            assert all(citation.quote in PLAN for citation in statement.citations)

    fuzz(check, TEXT, st.lists(TEXT, max_size=4))


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    fake = FakePipeline()
    blocks = build_page(fake)
    app = make_app(Service(fake))
    add_readiness_route(app, fake)
    address = launch_page(blocks, "127.0.0.1", free_port(), requests_per_minute=100_000, app=app)
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened
    blocks.close(verbose=False)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_PATHS = (
    *("/gradio_api/call/ask", "/gradio_api/queue/join", "/gradio_api/run/ask", "/gradio_api/component_server"),
    *("/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/upload", "/dang-nhap", "/khác"),
)
_ASKED = st.fixed_dictionaries({"question": TEXT}, optional={"history": st.lists(TEXT), "no_model": st.booleans()})
_NAMES = ("words", "document", "place", "year", "status", "certainty", "limit", "offset", "query", "khác")


def _check_reply(client: httpx.Client, reply: httpx.Response) -> None:
    assert reply.status_code < 500 or reply.status_code == 503, reply.text
    assert "Traceback" not in reply.text
    assert "site-packages" not in reply.text
    assert client.get("/ready").status_code == 200


def test_no_body_brings_an_address_of_the_page_down_or_says_what_broke(client: httpx.Client) -> None:
    def check(path: str, body: object) -> None:
        _check_reply(client, client.post(path, json=body))

    fuzz(check, st.sampled_from(_PATHS), _JSON | st.fixed_dictionaries({"data": st.lists(_JSON, max_size=3)}))


def test_no_body_brings_the_endpoint_of_questions_down(client: httpx.Client) -> None:
    fuzz(lambda body: _check_reply(client, client.post("/ask", json=body)), _ASKED | _JSON)


def test_no_parameters_bring_an_endpoint_down(client: httpx.Client) -> None:
    def check(path: str, parameters: dict[str, str]) -> None:
        _check_reply(client, client.get(path, params=parameters))

    values = TEXT | st.integers().map(str)
    paths = st.sampled_from(("/facts", "/search", "/documents", "/health", "/ready"))
    fuzz(check, paths, st.dictionaries(st.sampled_from(_NAMES), values, max_size=4))


def test_whatever_a_browser_asks_of_a_room_is_shown_or_told() -> None:
    fake = FakePipeline()
    room, places = RegisterRoom(fake, corrects=True), Places(fake)
    keys = st.sampled_from((*_NAMES, "number", "query", "kind", "file", "start", "end", "digest", "search", "sort"))

    def check(asked: object) -> None:
        assert isinstance(places.show(asked), str)
        assert isinstance(room.rows(asked), str)
        assert isinstance(room.indicator(asked), str)
        assert isinstance(room.download(asked), dict)

    file = st.just({"file": "nghi-quyet-25.txt"})
    named = st.dictionaries(keys, TEXT | st.integers() | _JSON, max_size=6)
    fuzz(check, _JSON | named | st.builds(operator.or_, named, file))
