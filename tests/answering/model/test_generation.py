import itertools
import socket
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.model.generation import (
    CHARS_PER_TOKEN,
    OllamaLanguageModel,
    prompt_budget_chars,
)
from rag.answering.model.no_language_model import NoLanguageModel
from rag.answering.model.server_address import server_url
from rag.answering.model.thoughts import ThoughtFilter
from rag.datatypes import ModelState, PullProgress
from rag.errors import InvalidSettings, LanguageModelBroke, LanguageModelMissing, LanguageModelUnavailable
from tests.scripted_ollama import BARE_TEMPLATE, DEFAULT_MODEL, PULL_LINES, Model, Reply, ScriptedOllama

RUNNER_DIED = "an error was encountered while running the model: unexpected EOF"
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
            ("QWEN3:4b-Instruct", "qwen3:4b-instruct"),
            ("library/qwen3:4b-instruct", "qwen3:4b-instruct"),
            ("registry.ollama.ai/library/qwen3:4b-instruct", "qwen3:4b-instruct"),
        ],
    )
    def test_ready(self, asked: str, served: str) -> None:
        with ScriptedOllama(models=["other:1b", served]) as server:
            status = model_at(server.host, asked).status()
        assert (status.name, status.state, status.digest) == (asked, ModelState.READY, "d" * 64)

    def test_blanks_around_a_name_are_no_part_of_it(self) -> None:
        with ScriptedOllama() as server:
            status = model_at(server.host, f" {DEFAULT_MODEL} ").status()
        assert (status.name, status.state) == (DEFAULT_MODEL, ModelState.READY)

    def test_an_impossible_name_is_a_setting_to_correct(self) -> None:
        with ScriptedOllama() as server:
            status = model_at(server.host, "qwen3 4b").status()
        assert status.state is ModelState.UNAVAILABLE
        assert "RAG_LANGUAGE_MODEL" in status.message

    def test_a_model_that_only_embeds_is_refused_with_the_reason(self) -> None:
        with ScriptedOllama(models=[Model("e5:latest", capabilities=("embedding",))]) as server:
            status = model_at(server.host, "e5").status()
            with pytest.raises(LanguageModelUnavailable):
                list(model_at(server.host, "e5").stream("", "Câu hỏi?"))
            assert server.chats == []
        assert status.state is ModelState.UNAVAILABLE
        assert "không viết được văn bản" in status.message

    @pytest.mark.parametrize("served", [[], ["qwen3:4b"], ["qwen3:latest"], ["qwen3"]])
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

    def test_a_step_that_we_do_not_know_is_not_told_in_the_servers_words(self) -> None:
        with ScriptedOllama(pull_lines=[{"status": "warming up"}, {"status": "success"}]) as server:
            assert next(model_at(server.host).pull()) == PullProgress("Đang tải mô hình", 0.0)

    def test_without_a_network_it_says_so_after_it_began(self) -> None:
        with ScriptedOllama(models=[], is_offline=True) as server:
            pulling = model_at(server.host).pull()
            assert next(pulling) == PullProgress("Đang đọc danh mục của mô hình", 0.0)
            with pytest.raises(LanguageModelUnavailable) as caught:
                next(pulling)
        assert "không có mạng" in caught.value.message
        assert "dial tcp" not in caught.value.message
        assert "no such host" in str(caught.value)

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
        assert (request.body["stream"], request.body["truncate"], request.body["shift"]) == (True, False, False)
        assert request.body["think"] is False
        assert request.body["keep_alive"] == "30m"

    def test_what_a_model_is_is_asked_once(self) -> None:
        with ScriptedOllama() as server:
            model = model_at(server.host)
            for _ in range(3):
                list(model.stream("Hướng dẫn.", "Câu hỏi?"))
            assert (len(server.shows), len(server.chats)) == (1, 3)

    @pytest.mark.parametrize("template", [BARE_TEMPLATE, "", "{{ range .Messages }}{{ .Content }}{{ end }}"])
    def test_a_template_that_drops_a_system_message_gets_the_instructions_in_the_users(self, template: str) -> None:
        with ScriptedOllama(models=[Model(DEFAULT_MODEL, template)]) as server:
            list(model_at(server.host).stream("Hướng dẫn.", "Câu hỏi?"))
            (request,) = server.chats
        assert request.body["messages"] == [{"role": "user", "content": "Hướng dẫn.\n\nCâu hỏi?"}]

    @pytest.mark.parametrize(
        "template",
        [
            "{{ if .System }}<|system|>{{ .System }}{{ end }}<|user|>{{ .Prompt }}",
            '{{ range .Messages }}{{ if eq .Role "system" }}[S]{{ .Content }}{{ end }}{{ end }}',
            "{{- range .Messages }}<{{ .Role }}>{{ .Content }}{{- end }}",
        ],
    )
    def test_a_template_with_a_place_for_instructions_gets_a_system_message(self, template: str) -> None:
        with ScriptedOllama(models=[Model(DEFAULT_MODEL, template)]) as server:
            list(model_at(server.host).stream("Hướng dẫn.", "Câu hỏi?"))
            assert [message["role"] for message in server.chats[0].body["messages"]] == ["system", "user"]

    def test_an_empty_system_message_is_left_out(self) -> None:
        with ScriptedOllama() as server:
            list(model_at(server.host).stream("", "Câu hỏi?"))
            assert server.chats[0].body["messages"] == [{"role": "user", "content": "Câu hỏi?"}]

    @pytest.mark.parametrize(("setting", "sent"), [("30m", "30m"), ("-1", -1), ("300", 300), ("0", 0)])
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

    def test_the_budget_is_that_of_a_model_trained_for_less(self) -> None:
        with ScriptedOllama(models=[Model(DEFAULT_MODEL, context_tokens=1024)]) as server:
            model = model_at(server.host)
            before = model.prompt_budget_chars
            model.status()
        assert before == prompt_budget_chars(CONTEXT_TOKENS, ANSWER_TOKENS)
        assert model.prompt_budget_chars == prompt_budget_chars(1024, ANSWER_TOKENS)

    @pytest.mark.parametrize("knows_truncate", [True, False], ids=["refused", "cut by an older server"])
    def test_a_prompt_longer_than_the_context_fails(self, knows_truncate: bool) -> None:
        with ScriptedOllama(knows_truncate=knows_truncate) as server, pytest.raises(LanguageModelUnavailable) as caught:
            list(model_at(server.host).stream("a", "b" * 10 * CONTEXT_TOKENS))
        assert f"ngữ cảnh {CONTEXT_TOKENS} token" in caught.value.message

    def test_a_reply_that_ended_where_the_context_did_stands(self) -> None:
        full = CONTEXT_TOKENS - 50
        assert reply_text(Reply(("Đạt.",), prompt_eval_count=full, eval_count=50, done_reason="length")) == "Đạt."

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
            (Reply(pieces=("Đạt ",), raw_line='{"message": {"role": "assis'), "sai định dạng"),
            (Reply(pieces=("Đạt ",), raw_line="null"), "sai định dạng"),
            (Reply(pieces=("Đạt ",), raw_line='{"done": true}'), "sai định dạng"),
            (Reply(pieces=("Đạt ",), raw_line='{"error": {"code": 7}}'), "sai định dạng"),
            (Reply(pieces=("Đạt ",), breaks_connection=True), "ngắt giữa chừng"),
            (Reply(pieces=("Đạt ",), ends_early=True), "ngắt giữa chừng"),
            (
                Reply(pieces=("Đạt ",), error="an error was encountered while running the model: unexpected EOF"),
                "đột ngột",
            ),
        ],
    )
    def test_a_reply_that_breaks_off_is_explained_keeps_its_cause_and_may_be_asked_for_again(
        self, reply: Reply, message: str
    ) -> None:
        error = failure(reply)
        assert isinstance(error, LanguageModelBroke)
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


class TestLoading:
    def test_loads_without_a_prompt_then_reads_the_instructions_in_the_same_context(self) -> None:
        with ScriptedOllama() as server:
            model = model_at(server.host)
            model.load("Hướng dẫn. " * 40)
            list(model.stream("Hướng dẫn. " * 40, "Câu hỏi?"))
            first, *_ = [request for request in server.requests if request.path == "/api/chat"]
            assert first.body["messages"] == []
            assert server.contexts_loaded == [CONTEXT_TOKENS]
            assert [len(chat.body["messages"]) for chat in server.chats] == [1, 2]

    def test_tells_how_long_a_reply_would_take_counting_only_what_is_new(self) -> None:
        instructions = "Hướng dẫn cho mô hình. " * 40
        with ScriptedOllama([Reply(pieces=("Đạt.",), eval_count=15)]) as server:
            model = model_at(server.host)
            assert model.expected_seconds(instructions, "Câu hỏi?", 30) is None
            model.load(instructions)
            short = model.expected_seconds(instructions, "Câu hỏi?", 30)
            long = model.expected_seconds(instructions, "Câu hỏi? " * 100, 30)
        assert short is not None
        assert long is not None
        # 30 tokens are written in two seconds, and a few read.
        assert 2 <= short < 2.5
        assert 8 < long - short < 12

    def test_a_model_whose_speed_is_known_is_only_loaded_again(self) -> None:
        with ScriptedOllama([Reply(pieces=("Đạt.",), eval_count=15)]) as server:
            model = model_at(server.host)
            model.load("Hướng dẫn cho mô hình. " * 40)
            model.load("Hướng dẫn cho mô hình. " * 40)
            assert len(server.chats) == 1
