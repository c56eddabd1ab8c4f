"""The endpoints as they are served, behind the page's door."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from page.layout import build_page, launch_page
from programs import service
from programs.routes import make_app
from programs.service import Service
from tests.page.fake_pipeline import BUDGET, PLAN_DOCUMENT, FakePipeline
from tests.page.test_browser import free_port

ASKED = "Chỉ tiêu thu ngân sách năm 2031?"


def _schema(address: str) -> dict[str, Any]:
    schema: dict[str, Any] = httpx.get(f"{address}/openapi.json").json()
    return schema


def _check(reply: httpx.Response, address: str, path: str, method: str) -> None:
    """Holds a reply against the schema that is served."""
    schema = _schema(address)
    told = schema["paths"][path][method]["responses"][str(reply.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**told, "components": schema["components"]}).validate(reply.json())


def test_a_question_is_answered_with_its_figures_as_data(address: str) -> None:
    reply = httpx.post(f"{address}/ask", json={"question": ASKED, "no_model": True})
    assert reply.status_code == 200
    _check(reply, address, "/ask", "post")
    answer = reply.json()
    assert (answer["certainty"], answer["abstained"], answer["mode"]) == ("sure", False, "facts")
    assert answer["statements"][0]["citations"] == [1]
    (citation,) = answer["citations"]
    assert citation["quote"] == PLAN_DOCUMENT.text[citation["start"] : citation["end"]] == BUDGET.quote
    (fact,) = answer["facts"]
    assert (fact["value"], fact["low"], fact["unit"]) == ("41250000000000", "41250000000000", "đồng")
    assert (fact["period"]["first"], fact["status"], fact["page"]) == (2031, "target", "trang 2")
    assert PLAN_DOCUMENT.text[fact["start"] : fact["end"]] == fact["text"] == "41.250 tỷ đồng"
    assert fact["quote"] == PLAN_DOCUMENT.text[fact["quote_start"] : fact["quote_end"]]
    assert answer["offered"] == []


def test_a_model_writes_unless_the_call_wants_none(address: str) -> None:
    modes = [
        httpx.post(f"{address}/ask", json={"question": ASKED, "no_model": no_model}).json()["mode"]
        for no_model in (False, True)
    ]
    assert modes == ["model", "facts"]


def test_what_is_not_in_the_documents_is_told_and_no_error(address: str) -> None:
    reply = httpx.post(f"{address}/ask", json={"question": "Khách qua sân bay?"})
    assert reply.status_code == 200
    assert reply.json()["abstained"] is True
    assert reply.json()["certainty"] == "none"
    assert reply.json()["facts"] == []


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"question": " "}, 400, "Câu hỏi đang trống"),
        ({"question": ASKED, "history": ["a"] * 101}, 400, "tối đa 100 câu"),
        ({"question": 1}, 422, "“question” không dùng được"),
        ({"question": ASKED, "history": [1]}, 422, "“history.0” không dùng được"),
        ({}, 422, "“question” còn thiếu"),
        ({"question": ASKED, "model": "x"}, 422, "“model” không có trong mẫu"),
        ("x", 422, "không phải JSON đúng mẫu"),
    ],
)
def test_what_cannot_be_used_is_refused_in_vietnamese(address: str, body: object, status: int, told: str) -> None:
    reply = httpx.post(f"{address}/ask", json=body)
    assert (reply.status_code, told in reply.json()["detail"]) == (status, True), reply.text
    _check(reply, address, "/ask", "post")


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"{", "JSON"), (b'{"question": "\\ud800"}', "“question” không dùng được"), (b"\xff", "JSON"), (b"", "JSON")],
)
def test_broken_json_is_refused_in_vietnamese(address: str, body: bytes, told: str) -> None:
    reply = httpx.post(f"{address}/ask", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code in {400, 422}, told in reply.json()["detail"]) == (True, True), reply.text


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 1),
        ("words=thu+ngan+sach", 1),
        ("words=S%C3%A1ch+thu", 1),
        ("words=thu+n%E1%BB%99i+%C4%91%E1%BB%8Ba", 0),
        ("place=song+lam", 1),
        ("place=C%E1%BA%A7n+Th%C6%A1", 0),
        ("year=2031", 1),
        ("year=2030", 0),
        ("status=target&certainty=likely", 1),
        ("status=result", 0),
        ("document=nghi-quyet-25.txt", 1),
        ("document=bao-song-lam.txt", 0),
        ("offset=1", 1),
    ],
)
def test_the_register_is_filtered(address: str, query: str, total: int) -> None:
    reply = httpx.get(f"{address}/facts?{query}")
    _check(reply, address, "/facts", "get")
    assert reply.json()["total"] == total
    assert len(reply.json()["facts"]) == (0 if "offset" in query else total)


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/facts?document=khac.txt", 400, "Không có tài liệu tên đó"),
        ("/facts?limit=0", 422, "“limit” không dùng được"),
        ("/facts?status=done", 422, "“status” không dùng được"),
        ("/facts?year=x", 422, "“year” không dùng được"),
        ("/search", 422, "“query” còn thiếu"),
        ("/search?query=a&limit=51", 422, "“limit” không dùng được"),
        ("/search?query=%20", 400, "Bạn chưa nhập câu hỏi"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(address: str, path: str, status: int, told: str) -> None:
    reply = httpx.get(f"{address}{path}")
    assert (reply.status_code, told in reply.json()["detail"]) == (status, True), reply.text


def test_passages_are_found(address: str) -> None:
    reply = httpx.get(f"{address}/search", params={"query": "thu ngân sách", "limit": 1})
    _check(reply, address, "/search", "get")
    (passage,) = reply.json()["passages"]
    assert passage["text"] == PLAN_DOCUMENT.text[passage["start"] : passage["end"]]
    assert passage["page"] == "trang 2"


def test_documents_and_health_are_told(address: str) -> None:
    listed = httpx.get(f"{address}/documents")
    _check(listed, address, "/documents", "get")
    first = listed.json()["documents"][0]
    assert (first["document"], first["number"], first["facts"]) == ("nghi-quyet-25.txt", "25/NQ-HĐND", 31)
    health = httpx.get(f"{address}/health")
    _check(health, address, "/health", "get")
    assert health.json()["language_model_state"] == "ready"


def test_the_page_is_served_beside_them_and_the_schema_needs_no_other_host(address: str) -> None:
    assert "text/html" in httpx.get(address).headers["content-type"]
    assert set(_schema(address)["paths"]) == {"/ask", "/facts", "/search", "/documents", "/health"}
    assert "http" not in str({**_schema(address), "info": {}}).replace("HTTP", "")
    assert httpx.get(f"{address}/docs").status_code == 404


def test_another_sites_page_can_neither_ask_nor_read(address: str) -> None:
    foreign = {"origin": "http://ke-xau.vn"}
    assert httpx.post(f"{address}/ask", json={"question": ASKED}, headers=foreign).status_code == 403
    assert httpx.get(f"{address}/facts", headers=foreign).status_code == 403
    assert httpx.get(f"{address}/facts").headers["cross-origin-resource-policy"] == "same-origin"


def test_searches_count_as_requests() -> None:
    blocks = build_page(FakePipeline())
    app = make_app(Service(FakePipeline()))
    address = launch_page(blocks, "127.0.0.1", free_port(), app=app, requests_per_minute=2).rstrip("/")
    try:
        replies = [httpx.get(f"{address}/search", params={"query": "thu"}).status_code for _ in range(3)]
        assert replies == [200, 200, 429]
        assert httpx.post(f"{address}/mcp", json={}).status_code in {404, 405, 429}
    finally:
        blocks.close(verbose=False)


def test_a_model_writes_no_more_for_who_hung_up() -> None:
    pipeline = FakePipeline()
    blocks = build_page(pipeline)
    address = launch_page(blocks, "127.0.0.1", free_port(), app=make_app(Service(pipeline))).rstrip("/")
    try:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{address}/ask", json={"question": f"{ASKED} (mãi)"}, timeout=1)
        assert pipeline.closed.wait(20)
    finally:
        blocks.close(verbose=False)


@pytest.mark.parametrize("no_model", [False, True])
def test_more_questions_than_there_are_places_are_sent_away(no_model: bool) -> None:
    busy = Service(FakePipeline())
    with ExitStack() as others:
        for _ in range(service._AT_A_TIME):
            others.enter_context(service._place(busy._quick if no_model else busy._written))
        with pytest.raises(service.TooBusy, match="no free place") as caught:
            busy.ask(ASKED, no_model=no_model)
        assert "Hãy thử lại" in caught.value.message
    assert busy.ask(ASKED, no_model=no_model).citations


def test_who_wants_no_model_waits_for_none_that_writes() -> None:
    """While a model writes for as many as may wait for it."""
    pipeline = FakePipeline()
    busy, left = Service(pipeline), threading.Event()
    with ThreadPoolExecutor(service._AT_A_TIME) as others:
        for _ in range(service._AT_A_TIME):
            others.submit(busy.ask, f"{ASKED} (mãi)", stopped=left)
        try:
            while len(pipeline.asked) < service._AT_A_TIME:
                time.sleep(0.01)
            assert busy.ask(ASKED, no_model=True).facts
            assert busy.search("thu", 1).passages
            with pytest.raises(service.TooBusy):
                busy.ask(ASKED)
        finally:
            left.set()
