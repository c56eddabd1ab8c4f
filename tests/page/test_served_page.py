"""The page as it is served, over a pipeline without index or model: attacks over the wire, and signing in."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from gradio.exceptions import AppError
from gradio_client import Client  # type: ignore[import-untyped, unused-ignore]
from playwright.sync_api import Browser, expect

import page.serving
from page.layout import build_page, launch_page
from page.signing_in import SignIn
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port, open_room

PASSWORD = "mật khẩu của phòng"
FILE = {"files": ("gia.txt", b"Thay the Nghi quyet so 1", "text/plain")}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def address(corpus: Path) -> Iterator[str]:
    """Of a page on which those who signed in change documents."""
    sign_in = SignIn(PASSWORD)
    blocks = build_page(FakePipeline(), corpus, sign_in)
    yield launch_page(blocks, "127.0.0.1", free_port(), takes_files=True, sign_in=sign_in).rstrip("/")
    blocks.close(verbose=False)


@pytest.fixture
def open_address(corpus: Path) -> Iterator[str]:
    """Of a page on which everybody at this computer does."""
    blocks = build_page(FakePipeline(), corpus)
    yield launch_page(blocks, "127.0.0.1", free_port(), takes_files=True).rstrip("/")
    blocks.close(verbose=False)


def _fn_index(address: str, name: str) -> int:
    """The number of one of the page's own events."""
    config = httpx.get(f"{address}/config").json()
    return next(int(event["id"]) for event in config["dependencies"] if event["api_name"] == name)


def test_a_page_that_another_name_leads_to_here_can_neither_send_nor_index_a_file(open_address: str) -> None:
    """DNS rebinding, and a form of another site: what an attacker could do before there was a door."""
    port = urlsplit(open_address).port
    for headers in (
        {"host": f"ke-xau.vn:{port}", "origin": f"http://ke-xau.vn:{port}"},
        {"origin": f"http://ke-xau.vn:{port}"},
        {"origin": "null"},
    ):
        upload = httpx.post(f"{open_address}/gradio_api/upload", files=FILE, headers=headers)
        joined = httpx.post(f"{open_address}/gradio_api/queue/join", json={"data": []}, headers=headers)
        for reply in (upload, joined):
            assert reply.status_code in {403, 421}
            assert "access-control-allow-origin" not in reply.headers
    assert httpx.post(f"{open_address}/gradio_api/upload", files=FILE).status_code == 200


def test_programs_ask_as_before_and_their_replies_are_shared_with_nobody(open_address: str) -> None:
    answer = Client(open_address, verbose=False).predict("Chỉ tiêu thu ngân sách năm 2031?", api_name="/ask")
    assert answer["citations"]
    reply = httpx.get(open_address, headers={"origin": open_address})
    assert reply.status_code == 200
    assert not any(name.startswith("access-control") for name in reply.headers)


def test_a_program_that_sends_too_long_a_history_is_told_how_long_it_may_be(open_address: str) -> None:
    client = Client(open_address, verbose=False)
    with pytest.raises(AppError, match="tối đa 100 câu"):
        client.predict("Chỉ tiêu thu ngân sách năm 2031?", ["a"] * 101, api_name="/ask")
    assert client.predict("Chỉ tiêu thu ngân sách năm 2031?", ["a"] * 100, api_name="/ask")["citations"]


def test_only_who_signed_in_sends_files_and_the_password_opens_a_session_that_can_be_ended(address: str) -> None:
    with httpx.Client(base_url=address) as visitor:
        assert visitor.post("/gradio_api/upload", files=FILE).status_code == 403
        wrong = visitor.post("/dang-nhap", data={"password": "đoán"})
        assert wrong.status_code == 401
        assert "Mật khẩu không đúng" in wrong.text
        right = visitor.post("/dang-nhap", data={"password": PASSWORD})
        assert right.status_code == 303
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert visitor.post("/gradio_api/upload", files=FILE).status_code == 200
        foreign = visitor.post("/gradio_api/upload", files=FILE, headers={"origin": "http://ke-xau.vn"})
        assert foreign.status_code == 403
        kept = dict(visitor.cookies)
        assert visitor.post("/dang-xuat").status_code == 303
    assert httpx.post(f"{address}/gradio_api/upload", files=FILE, cookies=kept).status_code == 403


def test_the_pages_own_event_changes_nothing_for_who_has_not_signed_in(address: str, corpus: Path) -> None:
    data = {"data": [None, False, None], "fn_index": _fn_index(address, "add"), "session_hash": "x"}
    assert httpx.post(f"{address}/gradio_api/queue/join", json=data).status_code == 200
    with httpx.stream("GET", f"{address}/gradio_api/queue/data?session_hash=x", timeout=60) as events:
        told = [json.loads(line.removeprefix("data:")) for line in events.iter_lines() if line]
    assert "Hãy đăng nhập lại" in str(told)
    assert not corpus.exists()


def test_a_connection_without_a_whole_head_is_closed_and_others_are_answered(
    monkeypatch: pytest.MonkeyPatch, corpus: Path
) -> None:
    monkeypatch.setattr(page.serving, "_HEADER_SECONDS", 1.0)
    blocks = build_page(FakePipeline(), corpus)
    address = launch_page(blocks, "127.0.0.1", free_port())
    port = urlsplit(address).port or 0
    try:
        silent, slow = (socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(2))
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        assert httpx.get(address).status_code == 200
        assert silent.recv(1) == b""
        assert slow.recv(1) == b""
    finally:
        blocks.close(verbose=False)


def test_a_visitor_who_does_not_read_what_he_asked_for_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.serving, "_UNREAD_SECONDS", 1.0)
    app = FastAPI()
    app.get("/documents")(lambda: PlainTextResponse("a" * 20_000_000))
    blocks = build_page(FakePipeline())
    port = urlsplit(launch_page(blocks, "127.0.0.1", free_port(), app=app)).port or 0
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as silent:
            silent.sendall(b"GET /documents HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            time.sleep(3)
            read = 0
            while received := silent.recv(1_000_000):
                read += len(received)
            assert read < 20_000_000
        assert len(httpx.get(f"http://127.0.0.1:{port}/documents").content) == 20_000_000
    finally:
        blocks.close(verbose=False)


@pytest.mark.real
def test_in_a_browser_the_form_lets_in_and_out_again(address: str, browser: Browser) -> None:
    visitor = browser.new_page()
    refused: list[str] = []
    visitor.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    visitor.goto(address)
    open_room(visitor, "Tài liệu")
    expect(visitor.get_by_role("link", name="Đăng nhập để thêm hoặc gỡ tài liệu")).to_be_visible()
    expect(visitor.get_by_role("button", name="Thêm hoặc gỡ tài liệu")).to_have_count(0)
    visitor.get_by_role("link", name="Đăng nhập để thêm hoặc gỡ tài liệu").click()
    visitor.get_by_label("Mật khẩu").fill("đoán")
    visitor.get_by_role("button", name="Đăng nhập").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Mật khẩu không đúng")
    visitor.get_by_label("Mật khẩu").fill(PASSWORD)
    visitor.get_by_role("button", name="Đăng nhập").click()
    open_room(visitor, "Tài liệu")
    expect(visitor.get_by_role("button", name="Thêm hoặc gỡ tài liệu")).to_be_visible()
    visitor.get_by_role("button", name="Đăng xuất").click()
    open_room(visitor, "Tài liệu")
    expect(visitor.get_by_role("link", name="Đăng nhập để thêm hoặc gỡ tài liệu")).to_be_visible()
    expect(visitor.get_by_role("button", name="Thêm hoặc gỡ tài liệu")).to_have_count(0)
    assert refused == []
    visitor.close()


@pytest.mark.parametrize(
    "path",
    [
        *("deep_link?session_hash=x", "proxy=http://127.0.0.1:11434/api/tags", "file=/etc/passwd", "file/etc/passwd"),
        *("run-history/records", "runs", "custom_component/1/client/component/x", "vibe-code", "profiling/traces"),
    ],
)
def test_addresses_of_gradio_that_the_page_does_not_use_are_closed(open_address: str, path: str) -> None:
    """Of these a deep link writes a file, and a proxy fetches, for whoever asks."""
    told = httpx.get(f"{open_address}/gradio_api/{path}")
    assert (told.status_code, told.json()) == (404, {"detail": "Không có địa chỉ này."})


class TestMemory:
    """What Gradio keeps of each session, 100 KB, is kept of few."""

    @pytest.fixture
    def served(self) -> Iterator[tuple[gr.Blocks, str]]:
        blocks = build_page(FakePipeline())
        yield blocks, launch_page(blocks, "127.0.0.1", free_port()).rstrip("/")
        blocks.close(verbose=False)

    def test_nothing_is_left_of_what_a_program_asked(self, served: tuple[gr.Blocks, str]) -> None:
        blocks, address = served
        for _ in range(3):
            asked = httpx.post(f"{address}/gradio_api/call/ask", json={"data": ["Chỉ tiêu thu ngân sách?", []]})
            event = asked.json()["event_id"]
            assert "complete" in httpx.get(f"{address}/gradio_api/call/ask/{event}", timeout=30).text
        for _ in range(50):
            if not blocks.state_holder.session_data:
                break
            time.sleep(0.1)
        assert list(blocks.state_holder.session_data) == []

    def test_of_many_sessions_the_latest_are_kept(self, served: tuple[gr.Blocks, str]) -> None:
        holder = served[0].state_holder
        for number in range(300):
            _ = holder[f"session {number}"]
        assert len(holder.session_data) <= 251
        asked = served[0]._queue.pending_event_ids_session
        for number in range(3000):
            asked[f"session {number}"] = {"event"}
        assert len(asked) <= 2000


class TestSignIn:
    def test_a_session_ends_after_a_working_day(self) -> None:
        clock = [0.0]
        sign_in = SignIn(PASSWORD, now=lambda: clock[0])
        token = sign_in.open_session(PASSWORD)
        assert token
        assert sign_in.is_signed_in({"cookie": f"khac=1; phien={token}"})
        clock[0] = 8 * 3600 + 1
        assert not sign_in.is_signed_in({"cookie": f"phien={token}"})

    @pytest.mark.parametrize("cookie", ["", "phien=", "phien=doan", "phien", ";;;", "phien=\x00", "[]=1"])
    def test_nothing_else_is_a_session(self, cookie: str) -> None:
        sign_in = SignIn(PASSWORD)
        sign_in.open_session(PASSWORD)
        assert not sign_in.is_signed_in({"cookie": cookie})
        assert not sign_in.is_signed_in({})

    def test_neither_the_password_nor_a_token_is_kept(self) -> None:
        sign_in = SignIn(PASSWORD)
        token = sign_in.open_session(PASSWORD)
        kept = repr(vars(sign_in))
        assert token
        assert token not in kept
        assert PASSWORD not in kept


class TestManyAsk:
    """A model that writes for ever holds up nobody but those who wait for it."""

    MODEL = "Chỉ tiêu thu ngân sách năm 2031, viết mãi?"
    PLAIN = "Có sân bay không?"

    @pytest.fixture
    def fake(self) -> FakePipeline:
        return FakePipeline()

    @pytest.fixture
    def busy(self, fake: FakePipeline) -> Iterator[str]:
        blocks = build_page(fake)
        yield launch_page(blocks, "127.0.0.1", free_port()).rstrip("/")
        fake.go_on.set()
        blocks.close(verbose=False)

    def _join(self, address: str, question: str) -> str:
        return str(httpx.post(f"{address}/gradio_api/call/ask", json={"data": [question, []]}).json()["event_id"])

    def test_who_needs_no_model_is_answered_while_sixteen_wait_for_one(self, busy: str, fake: FakePipeline) -> None:
        for _ in range(16):
            self._join(busy, self.MODEL)
        for _ in range(100):
            if len(fake.asked) >= 16:
                break
            time.sleep(0.1)
        assert len(fake.asked) == 16
        reply = httpx.get(f"{busy}/gradio_api/call/ask/{self._join(busy, self.PLAIN)}", timeout=10)
        assert "complete" in reply.text

    @pytest.mark.parametrize("way", ["call", "queue"])
    def test_a_program_that_hangs_up_frees_its_place_within_two_seconds(
        self, busy: str, fake: FakePipeline, way: str
    ) -> None:
        if way == "call":
            address = f"{busy}/gradio_api/call/ask/{self._join(busy, self.MODEL)}"
        else:
            asked = {"data": [self.MODEL, []], "fn_index": _fn_index(busy, "ask"), "session_hash": "một"}
            httpx.post(f"{busy}/gradio_api/queue/join", json=asked)
            address = f"{busy}/gradio_api/queue/data?session_hash=một"
        with httpx.stream("GET", address, timeout=10):
            for _ in range(100):
                if fake.stops:
                    break
                time.sleep(0.1)
        assert fake.stops[0].wait(2)
        assert fake.closed.wait(2)
