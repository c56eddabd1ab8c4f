"""Whatever text comes, readers of questions and figures, the gate and the page's endpoints give a value of theirs."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from page.layout import build_page, launch_page
from page.readiness import add_readiness_route
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.model.drafting import read_drafts
from rag.answering.question.understanding import understand
from rag.datatypes import ContextHeader, Document, Draft, Passage, Rejection, SourceRecord, Statement
from rag.figures.parsing import parse_figures, parse_mentions
from rag.figures.register import read_facts
from rag.ingestion.assembling import assemble
from rag.ingestion.chunking import split_passages
from rag.ingestion.readers.content import FileContent, PageContent
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port

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


@given(TEXT)
def test_mentions_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for mention in parse_mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@given(TEXT)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_stands_in_a_document_its_passages_and_facts_are_slices_of_it(text: str) -> None:
    assembled = assemble(FileContent((PageContent((text,)),)))
    document = Document("a.txt", assembled.text, SourceRecord("Kế hoạch"), assembled.pages)
    passages = split_passages(document, 700)
    assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)
    for fact in read_facts(document, passages):
        assert 0 <= fact.start < fact.end <= len(document.text)


@given(TEXT)
@settings(deadline=None)
def test_every_question_has_a_frame(text: str) -> None:
    assert understand(text, ("Sông Lam",)).text == text


@given(TEXT, st.lists(st.integers(-2, 5), max_size=3))
@settings(deadline=None)
def test_the_gate_passes_no_figure_that_its_passage_lacks(text: str, cited: list[int]) -> None:
    verdict = verify_or_attribute(Draft(text, tuple(cited)), FRAME, EVIDENCE)
    assert isinstance(verdict, Statement | Rejection)
    if isinstance(verdict, Statement):
        stated = {(figure.figure.low, figure.figure.high) for figure in parse_figures(PASSAGE_TEXT)}
        assert {(figure.figure.low, figure.figure.high) for figure in parse_figures(verdict.text)} <= stated


@given(st.lists(TEXT, max_size=5))
@settings(deadline=None)
def test_a_reply_has_the_same_drafts_however_it_came(pieces: list[str]) -> None:
    assert list(read_drafts(pieces)) == list(read_drafts(["".join(pieces)]))


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    fake = FakePipeline()
    blocks = build_page(fake)
    app = FastAPI()
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
    *("/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/upload", "/dang-nhap", "/health", "/ready", "/khác"),
)


@given(st.sampled_from(_PATHS), st.one_of(_JSON, st.fixed_dictionaries({"data": st.lists(_JSON, max_size=3)})))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_no_body_brings_an_endpoint_down_or_says_what_broke(client: httpx.Client, path: str, body: object) -> None:
    reply = client.post(path, json=body)
    assert "Traceback" not in reply.text
    assert "site-packages" not in reply.text
    assert client.get("/ready").status_code == 200
