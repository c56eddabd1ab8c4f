import itertools
import socket
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.generation import (
    CHARS_PER_TOKEN,
    NoLanguageModel,
    OllamaLanguageModel,
    prompt_budget_chars,
)
from rag.answering.server_address import server_url
from rag.answering.thoughts import ThoughtFilter
from rag.datatypes import ModelState, PullProgress
from rag.errors import InvalidSettings, LanguageModelMissing, LanguageModelUnavailable
from tests.scripted_ollama import DEFAULT_MODEL, PULL_LINES, Reply, ScriptedOllama

CONTEXT_TOKENS = 2048
ANSWER_TOKENS = 200


def model_at(host: str, name: str = DEFAULT_MODEL, timeout_seconds: float = 5.0) -> OllamaLanguageModel:
    return OllamaLanguageModel(
        name,
        host=host,
        timeout_seconds=timeout_seconds,
        keep_alive="30m",
        context_tokens=CONTEXT_TOKENS,
        answer_tokens=ANSWER_TOKENS,
    )


def reply_text(reply: Reply, prompt: str = "Câu hỏi?", timeout_seconds: float = 5.0) -> str:
    with ScriptedOllama([reply]) as server:
        return "".join(model_at(server.host, timeout_seconds=timeout_seconds).stream("Hướng dẫn.", prompt))


def failure(reply: Reply, prompt: str = "Câu hỏi?", timeout_seconds: float = 5.0) -> LanguageModelUnavailable:
    with pytest.raises(LanguageModelUnavailable) as caught:
        reply_text(reply, prompt, timeout_seconds)
    return caught.value


@pytest.fixture
def dead_host() -> Iterator[str]:
    """An address where nothing listens, and nothing will while the test runs."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


class TestServerUrl:
    @pytest.mark.parametrize(
        ("host", "url"),
        [
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
            ("127.0.0.1:11434", "http://127.0.0.1:11434"),
            ("127.0.0.1", "http://127.0.0.1:11434"),
            (":9999", "http://127.0.0.1:9999"),
            ("", "http://127.0.0.1:11434"),
            (' "localhost" ', "http://localhost:11434"),
            ("0.0.0.0", "http://127.0.0.1:11434"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("http://0.0.0.0:8080/", "http://127.0.0.1:8080"),
            ("[::]:8080", "http://[::1]:8080"),
            ("[::1]", "http://[::1]:11434"),
            ("http://models.example.vn", "http://models.example.vn:80"),
            ("https://models.example.vn", "https://models.example.vn:443"),
            ("https://models.example.vn/ollama/", "https://models.example.vn:443/ollama"),
        ],
    )
    def test_every_form_that_ollama_takes(self, host: str, url: str) -> None:
        assert server_url(host) == url

    @pytest.mark.parametrize("host", ["127.0.0.1:abc", "ftp://127.0.0.1", "http://[::1", "127.0.0.1:99999"])
    def test_what_is_no_address_is_refused_when_the_model_is_made(self, host: str) -> None:
        with pytest.raises(InvalidSettings) as caught:
            model_at(host)
        assert "OLLAMA_HOST" in caught.value.message


class TestStatus:
    @pytest.mark.parametrize(
        ("asked", "served"),
        [
            ("qwen3:4b-instruct", "qwen3:4b-instruct"),
            ("mistral", "mistral:latest"),
            ("mistral:latest", "mistral:latest"),
            ("HF.co/Someone/Model", "hf.co/someone/model:latest"),
        ],
    )
    def test_ready(self, asked: str, served: str) -> None:
        with ScriptedOllama(models=["other:1b", served]) as server:
            status = model_at(server.host, asked).status()
        assert (status.name, status.state) == (asked, ModelState.READY)

    @pytest.mark.parametrize("served", [[], ["qwen3:4b"], ["qwen3:latest"]])
    def test_missing_says_how_to_get_it(self, served: list[str]) -> None:
        with ScriptedOllama(models=served) as server:
            status = model_at(server.host).status()
        assert status.state is ModelState.MISSING
        assert f"ollama pull {DEFAULT_MODEL}" in status.message
        assert "bấm nút" in status.message

    def test_no_server_says_how_to_get_one(self, dead_host: str) -> None:
        status = model_at(dead_host).status()
        assert status.state is ModelState.UNAVAILABLE
        assert "https://ollama.com/download" in status.message
        assert f"ollama pull {DEFAULT_MODEL}" in status.message

    def test_a_server_that_never_answers_costs_two_seconds_at_most(self) -> None:
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            start = time.monotonic()
            status = model_at(f"127.0.0.1:{silent.getsockname()[1]}").status()
        assert status.state is ModelState.UNAVAILABLE
        assert time.monotonic() - start < 2

    def test_off(self) -> None:
        assert NoLanguageModel().status().state is ModelState.OFF


class TestPull:
    def test_translates_the_steps_and_counts_the_parts(self) -> None:
        with ScriptedOllama(models=[]) as server:
            model = model_at(server.host)
            progress = list(model.pull())
            assert model.status().state is ModelState.READY
        assert progress == [
            PullProgress("Đang đọc danh mục của mô hình", 0.0),
            PullProgress("Đang tải phần 1 (2,50 GB)", 0.0),
            PullProgress("Đang tải phần 1 (2,50 GB)", 1.25 / 2.5),
            PullProgress("Đang tải phần 2 (0,00 GB)", 1.0),
            PullProgress("Đang kiểm tra dữ liệu đã tải", 0.0),
            PullProgress("Đang ghi danh mục", 0.0),
            PullProgress("Đang dọn phần cũ", 0.0),
            PullProgress("Đã tải xong mô hình", 1.0),
        ]

    def test_a_step_that_we_do_not_know_is_shown_as_it_is(self) -> None:
        with ScriptedOllama(pull_lines=[{"status": "warming up"}, {"status": "success"}]) as server:
            assert next(model_at(server.host).pull()) == PullProgress("Ollama: warming up", 0.0)

    def test_a_name_that_the_library_does_not_have(self) -> None:
        lines = [{"status": "pulling manifest"}, {"error": "pull model manifest: file does not exist"}]
        with ScriptedOllama(pull_lines=lines) as server, pytest.raises(LanguageModelUnavailable) as caught:
            list(model_at(server.host).pull())
        assert f"không có mô hình {DEFAULT_MODEL}" in caught.value.message

    def test_an_end_without_success_is_a_failure(self) -> None:
        with ScriptedOllama(pull_lines=PULL_LINES[:3]) as server, pytest.raises(LanguageModelUnavailable):
            list(model_at(server.host).pull())

    def test_no_server(self, dead_host: str) -> None:
        with pytest.raises(LanguageModelUnavailable):
            list(model_at(dead_host).pull())


class TestRequest:
    def test_is_repeatable_and_states_the_lengths(self) -> None:
        with ScriptedOllama() as server:
            list(model_at(server.host).stream("Hướng dẫn.", "Câu hỏi?"))
            (request,) = server.chats
        assert request.body["model"] == DEFAULT_MODEL
        assert request.body["messages"] == [
            {"role": "system", "content": "Hướng dẫn."},
            {"role": "user", "content": "Câu hỏi?"},
        ]
        assert request.body["options"] == {
            "temperature": 0,
            "seed": 0,
            "num_ctx": CONTEXT_TOKENS,
            "num_predict": ANSWER_TOKENS,
        }
        assert request.body["stream"] is True
        assert request.body["think"] is False
        assert request.body["keep_alive"] == "30m"

    def test_an_empty_system_message_is_left_out(self) -> None:
        with ScriptedOllama() as server:
            list(model_at(server.host).stream("", "Câu hỏi?"))
            assert server.chats[0].body["messages"] == [{"role": "user", "content": "Câu hỏi?"}]

    @pytest.mark.parametrize(("setting", "sent"), [("30m", "30m"), ("-1", -1), ("300", 300)])
    def test_keep_alive_in_seconds_is_sent_as_a_number(self, setting: str, sent: object) -> None:
        with ScriptedOllama() as server:
            model = OllamaLanguageModel(
                DEFAULT_MODEL,
                host=server.host,
                timeout_seconds=5,
                keep_alive=setting,
                context_tokens=CONTEXT_TOKENS,
                answer_tokens=ANSWER_TOKENS,
            )
            list(model.stream("", "Câu hỏi?"))
            assert server.chats[0].body["keep_alive"] == sent

    def test_a_proxy_variable_does_not_divert_this_machine(
        self, monkeypatch: pytest.MonkeyPatch, dead_host: str
    ) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, dead_host)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        with ScriptedOllama() as server:
            assert model_at(f"localhost:{server.port}").status().state is ModelState.READY
            assert "".join(model_at(server.host).stream("", "Câu hỏi?")) == "Xin chào."


class TestPromptLength:
    def test_the_budget_leaves_room_for_answer_and_template(self) -> None:
        assert prompt_budget_chars(2048, 200) == int((2048 - 200 - 64) * CHARS_PER_TOKEN)
        assert prompt_budget_chars(1024, 4000) == 0

    def test_a_prompt_over_the_budget_is_never_sent(self) -> None:
        budget_chars = prompt_budget_chars(CONTEXT_TOKENS, ANSWER_TOKENS)
        with ScriptedOllama() as server:
            model = model_at(server.host)
            assert list(model.stream("a", "b" * (budget_chars - 1)))
            with pytest.raises(LanguageModelUnavailable) as caught:
                list(model.stream("a", "b" * budget_chars))
            assert len(server.chats) == 1
        assert str(CONTEXT_TOKENS) in caught.value.message

    @pytest.mark.parametrize(
        ("prompt_tokens", "answer_tokens"),
        [
            pytest.param(CONTEXT_TOKENS, 10, id="older versions keep what fills the context"),
            pytest.param(CONTEXT_TOKENS - 100, 100, id="the answer pushed the front out"),
            pytest.param(CONTEXT_TOKENS // 2 + 2, 10, id="newer versions keep half of it"),
        ],
    )
    def test_a_prompt_that_lost_its_front_fails(self, prompt_tokens: int, answer_tokens: int) -> None:
        reply = Reply(pieces=("Đạt.",), prompt_eval_count=prompt_tokens, eval_count=answer_tokens)
        error = failure(reply, prompt="a" * (CONTEXT_TOKENS + 1))
        assert "ngữ cảnh" in error.message

    @pytest.mark.parametrize(
        "prompt_tokens",
        [
            pytest.param(None, id="some versions do not count a cached prompt"),
            pytest.param(3, id="or count what was not cached"),
            pytest.param(CONTEXT_TOKENS - ANSWER_TOKENS - 11, id="full but for the answer"),
            pytest.param(CONTEXT_TOKENS // 2 + 2, id="half, of a prompt that could not overflow"),
        ],
    )
    def test_a_count_that_proves_nothing_passes(self, prompt_tokens: int | None) -> None:
        assert reply_text(Reply(pieces=("Đạt.",), prompt_eval_count=prompt_tokens)) == "Đạt."

    def test_a_server_that_refuses_a_long_prompt_says_so(self) -> None:
        error = failure(Reply(status=400, error="the request exceeds the available context size"))
        assert "ngữ cảnh" in error.message


class TestThoughts:
    @pytest.mark.parametrize(
        "pieces",
        [
            ("<think>năm nào?</think>\n\nĐạt 5%.",),
            ("<th", "ink>năm", " nào?</", "think", ">\n", "\nĐạt", " 5%."),
            ("Đạt <think>hay không?</think>", "5%."),
            ("</think>\n\nĐạt 5%.",),
            ("năm nào?</think>Đạt 5%.",),
            ("\n ", "Đạt 5%."),
        ],
    )
    def test_are_dropped_wherever_the_tags_are_split(self, pieces: tuple[str, ...]) -> None:
        assert reply_text(Reply(pieces=pieces)) == "Đạt 5%."

    def test_in_their_own_field_are_ignored(self) -> None:
        assert reply_text(Reply(thinking=("năm ", "nào?"), pieces=("Đạt 5%.",))) == "Đạt 5%."

    def test_that_only_end_spoil_the_reply_shown_before(self) -> None:
        error = failure(Reply(pieces=("Có lẽ là 7%.", "</think>", "Đạt 5%.")))
        assert "suy nghĩ" in error.message

    @pytest.mark.parametrize(
        "reply", [Reply(), Reply(pieces=("<think>", "năm nào?")), Reply(thinking=("năm nào?",)), Reply(pieces=(" \n",))]
    )
    def test_alone_are_no_reply(self, reply: Reply) -> None:
        assert "không viết câu trả lời nào" in failure(reply).message

    @given(
        before=st.text(alphabet="ab</> ", max_size=6),
        thought=st.text(alphabet="ab</> ", max_size=6),
        after=st.text(alphabet="ab</> ", max_size=6),
        cuts=st.lists(st.integers(0, 40), max_size=5),
    )
    def test_wherever_a_text_is_cut_the_filter_gives_the_same(
        self, before: str, thought: str, after: str, cuts: list[int]
    ) -> None:
        text = f"x{before}<think>{thought}</think>{after}"
        bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
        thoughts = ThoughtFilter()
        reply = "".join(thoughts.feed(text[start:end]) for start, end in itertools.pairwise(bounds))
        assert reply + thoughts.rest() == f"x{before}{after}"

    @pytest.mark.parametrize("text", ["a < b", "5 <", "tăng <think", "</th"])
    def test_what_only_looks_like_a_tag_is_reply(self, text: str) -> None:
        assert reply_text(Reply(pieces=tuple(text))) == text


class TestFailures:
    def test_no_server(self, dead_host: str) -> None:
        with pytest.raises(LanguageModelUnavailable) as caught:
            list(model_at(dead_host).stream("", "Câu hỏi?"))
        assert "Không kết nối được Ollama" in caught.value.message

    def test_a_missing_model_can_be_told_from_the_rest(self) -> None:
        with ScriptedOllama(models=[]) as server, pytest.raises(LanguageModelMissing) as caught:
            list(model_at(server.host).stream("", "Câu hỏi?"))
        assert f"ollama pull {DEFAULT_MODEL}" in caught.value.message

    @pytest.mark.parametrize(
        ("reply", "message"),
        [
            (Reply(status=503, error="server busy, please try again.  maximum pending requests exceeded"), "quá nhiều"),
            (Reply(status=500, error="model requires more system memory"), "more system memory"),
            (Reply(status=404, error="404 page not found"), "404 page not found"),
            (Reply(status=502), "502"),
            (Reply(pieces=("Đạt ",), error="llama runner process has terminated"), "runner process"),
            (Reply(pieces=("Đạt ",), raw_line='{"message": {"role": "assis'), "sai định dạng"),
            (Reply(pieces=("Đạt ",), raw_line="null"), "sai định dạng"),
            (Reply(pieces=("Đạt ",), raw_line='{"done": true}'), "sai định dạng"),
            (Reply(pieces=("Đạt ",), raw_line='{"error": {"code": 7}}'), "sai định dạng"),
            (Reply(pieces=("Đạt ",), breaks_connection=True), "ngắt giữa chừng"),
            (Reply(pieces=("Đạt ",), ends_early=True), "ngắt giữa chừng"),
        ],
    )
    def test_each_is_explained_in_vietnamese_and_keeps_its_cause(self, reply: Reply, message: str) -> None:
        error = failure(reply)
        assert not isinstance(error, LanguageModelMissing)
        assert message in error.message
        assert str(error)
        assert error.__cause__ is not None or reply.ends_early

    def test_pieces_before_a_failure_were_given_out(self) -> None:
        with ScriptedOllama([Reply(pieces=("Đạt ",), error="out of memory")]) as server:
            stream = model_at(server.host).stream("", "Câu hỏi?")
            assert next(stream) == "Đạt "
            with pytest.raises(LanguageModelUnavailable):
                next(stream)

    @pytest.mark.parametrize(
        "reply", [Reply(seconds_before=30, pieces=("Đạt.",)), Reply(seconds_between=30, pieces=("Đạt ", "5%."))]
    )
    def test_silence_beyond_the_timeout(self, reply: Reply) -> None:
        start = time.monotonic()
        assert "0,3 giây" in failure(reply, timeout_seconds=0.3).message
        assert time.monotonic() - start < 5


class TestClosing:
    def test_hangs_up_so_that_the_server_stops(self) -> None:
        with ScriptedOllama([Reply(pieces=("Đạt ",) * 100, seconds_between=0.2)]) as server:
            stream = model_at(server.host).stream("", "Câu hỏi?")
            assert next(stream) == "Đạt "
            assert not server.chats[0].hung_up.is_set()
            stream.close()
            assert server.chats[0].hung_up.wait(2)

    def test_a_timeout_hangs_up_too(self) -> None:
        with ScriptedOllama([Reply(seconds_before=30)]) as server:
            with pytest.raises(LanguageModelUnavailable):
                list(model_at(server.host, timeout_seconds=0.2).stream("", "Câu hỏi?"))
            assert server.chats[0].hung_up.wait(2)
