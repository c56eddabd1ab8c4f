"""The door of the language model: an open model behind Ollama's HTTP server.

Everything that can go wrong behind this door becomes a `LanguageModelUnavailable`, so that the answer without a model
stands. What the model writes is a draft: only the figure gate makes statements of it.
"""

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TypeVar, cast

import httpx
import ollama

from rag.answering.server_address import is_this_machine, server_url
from rag.answering.thoughts import ThoughtFilter
from rag.datatypes import LanguageModelStatus, ModelState, PullProgress
from rag.errors import LanguageModelMissing, LanguageModelUnavailable

CHARS_PER_TOKEN = 2.2
"""Fewest characters that a token of these prompts holds. Qwen2.5's tokenizer, over 700-character slices of Vietnamese
plans: 2.5 in the slice richest in digits, 3.4 on average. Older tokenizers do a little worse."""

_TEMPLATE_TOKENS = 64
"""Role marks that the server's chat template puts around the two messages; generous."""

_Part = TypeVar("_Part")

_CONNECT_SECONDS = 2.0
_STATUS_SECONDS = 1.0
"""For connecting and again for reading: a status takes at most about two seconds."""

_PULL_SILENCE_SECONDS = 600.0
"""Checking a layer of many gigabytes takes minutes without a line."""

_SEED = 0

_PULL_STEPS = (
    ("pulling manifest", "Đang đọc danh mục của mô hình"),
    ("verifying", "Đang kiểm tra dữ liệu đã tải"),
    ("writing manifest", "Đang ghi danh mục"),
    ("removing", "Đang dọn phần cũ"),
    ("success", "Đã tải xong mô hình"),
)


def prompt_budget_chars(context_tokens: int, answer_tokens: int) -> int:
    """Longest system message and prompt together, in characters, that surely leaves room for the answer; 0 for none."""
    return max(0, int((context_tokens - answer_tokens - _TEMPLATE_TOKENS) * CHARS_PER_TOKEN))


class NoLanguageModel:
    """Stands where the user wants no language model: never ready, writes nothing."""

    name = "none"
    prompt_budget_chars = 0

    def status(self) -> LanguageModelStatus:
        """OFF, and how to have one."""
        return LanguageModelStatus(
            self.name,
            ModelState.OFF,
            "Không dùng mô hình ngôn ngữ: câu trả lời gồm số liệu và câu trích nguyên văn. "
            "Muốn dùng, hãy đặt RAG_LANGUAGE_MODEL thành tên một mô hình của Ollama.",
        )

    def pull(self) -> Generator[PullProgress, None, None]:
        """Nothing to fetch."""
        yield from ()

    def stream(self, system: str, prompt: str) -> Generator[str, None, None]:  # noqa: ARG002 - nobody reads the prompt
        """Raises LanguageModelUnavailable: nothing is to be written."""
        raise LanguageModelUnavailable(self.status().message, "no language model is wanted")
        yield ""


class OllamaLanguageModel:
    """A model that Ollama runs. Making one touches no network, and each call has its own connection.

    Args:
        name: the model as Ollama knows it, with or without `:latest`.
        host: `OLLAMA_HOST` in any form that Ollama takes.
        timeout_seconds: longest wait for the next piece of a reply; the first one includes loading the model and
            reading the prompt.
        keep_alive: how long the model stays in memory: `30m`, or a number of seconds (negative: for ever).
        context_tokens: prompt and answer together.
        answer_tokens: the answer is cut there, possibly amid a sentence.

    Raises:
        InvalidSettings: the host is not an address.
    """

    def __init__(
        self,
        name: str,
        *,
        host: str,
        timeout_seconds: float,
        keep_alive: str,
        context_tokens: int,
        answer_tokens: int,
    ) -> None:
        self._name = name
        self._url = server_url(host)
        self._timeout_seconds = timeout_seconds
        self._keep_alive = _seconds_or_duration(keep_alive)
        self._context_tokens = context_tokens
        self._answer_tokens = answer_tokens

    @property
    def name(self) -> str:
        """The model's name as it was asked for, e.g. `qwen3:4b-instruct`."""
        return self._name

    @property
    def prompt_budget_chars(self) -> int:
        """The longest system message and prompt together that is sure to be read whole, in characters."""
        return prompt_budget_chars(self._context_tokens, self._answer_tokens)

    def status(self) -> LanguageModelStatus:
        """READY, MISSING or UNAVAILABLE, asked of the server now."""
        try:
            with self._client(_STATUS_SECONDS) as client:
                models = client.list().models
        except LanguageModelUnavailable as error:
            return LanguageModelStatus(self._name, ModelState.UNAVAILABLE, error.message)
        digests = {_full_name(model.model or ""): model.digest or "" for model in models}
        if (full_name := _full_name(self._name)) in digests:
            message = f"Mô hình {self._name} đã sẵn sàng."
            return LanguageModelStatus(self._name, ModelState.READY, message, digests[full_name])
        return LanguageModelStatus(self._name, ModelState.MISSING, self._missing_message())

    def pull(self) -> Generator[PullProgress, None, None]:
        """Has the server fetch the model, part by part. Closing the iterator stops it; the next pull resumes.

        Raises:
            LanguageModelUnavailable: the server is down, does not find the model, or has no network.
        """
        digests: list[str] = []
        status = ""
        with self._client(_PULL_SILENCE_SECONDS) as client, _closing(client.pull(self._name, stream=True)) as parts:
            for part in parts:
                status = part.status or ""
                if part.digest and part.digest not in digests:
                    digests.append(part.digest)
                number = digests.index(part.digest) + 1 if part.digest else 0
                yield _pull_progress(part, number)
        if status != "success":
            raise LanguageModelUnavailable(
                f"Chưa tải xong mô hình {self._name}: Ollama dừng giữa chừng. Hãy thử lại, phần đã tải vẫn còn.",
                f"pull of {self._name} ended with status {status!r}, not 'success'",
            )

    def stream(self, system: str, prompt: str) -> Generator[str, None, None]:
        """Pieces of the reply as they come, never empty, without what a thinking model thinks aloud.

        Closing the iterator closes the connection, upon which the server stops writing.

        Raises:
            LanguageModelMissing: the server runs but lacks the model.
            LanguageModelUnavailable: anything else. It may come after some pieces: then those do not count either.
        """
        chars = len(system) + len(prompt)
        budget_chars = prompt_budget_chars(self._context_tokens, self._answer_tokens)
        if chars > budget_chars:
            raise self._too_long(f"{chars} characters, at most {budget_chars} are sure to fit")
        thoughts = ThoughtFilter()
        last: ollama.ChatResponse | None = None
        with closing(self._chat(system, prompt)) as parts:
            for part in parts:
                text = thoughts.feed(part.message.content or "")
                if part.done:
                    last = part
                    text += thoughts.rest()
                if thoughts.leaked:
                    raise self._thinks_aloud()
                if text:
                    yield text
                if part.done:
                    break
        if last is None:
            raise self._broken("the reply ended without a last line")
        self._refuse_lost_front(last, chars)
        if not thoughts.has_text:
            raise self._empty(last)

    def _chat(self, system: str, prompt: str) -> Generator[ollama.ChatResponse, None, None]:
        with self._client(self._timeout_seconds) as client:
            messages = [{"role": "system", "content": system}, {"role": "user", "content": prompt}]
            parts = client.chat(
                self._name,
                # The client leaves out an empty content, and servers refuse a message without one.
                [message for message in messages if message["content"]],
                stream=True,
                # A model that thinks would spend the whole answer's length on it; the others ignore this.
                think=False,
                options={
                    "temperature": 0,
                    "seed": _SEED,
                    "num_ctx": self._context_tokens,
                    "num_predict": self._answer_tokens,
                },
                keep_alive=self._keep_alive,
            )
            with _closing(parts):
                yield from parts

    @contextmanager
    def _client(self, silence_seconds: float) -> Iterator[ollama.Client]:
        """A connection whose errors are ours."""
        timeout = httpx.Timeout(silence_seconds, connect=min(_CONNECT_SECONDS, silence_seconds))
        try:
            # A proxy variable is for the world outside: it must not divert what stays on this machine.
            with ollama.Client(self._url, timeout=timeout, trust_env=not is_this_machine(self._url)) as client:
                yield client
        except (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError) as error:
            raise LanguageModelUnavailable(
                f"Không kết nối được Ollama tại {self._url}. Hãy cài Ollama (https://ollama.com/download), "
                f"mở nó lên, rồi tải mô hình: ollama pull {self._name}.",
                f"cannot connect to Ollama at {self._url}: {error}",
            ) from error
        except httpx.TimeoutException as error:
            seconds = f"{silence_seconds:g}".replace(".", ",")
            raise LanguageModelUnavailable(
                f"Ollama im lặng quá {seconds} giây nên câu trả lời không chờ mô hình {self._name} nữa. "
                "Hãy thử lại, chọn mô hình nhỏ hơn, hoặc tăng RAG_OLLAMA_TIMEOUT_SECONDS.",
                f"Ollama at {self._url} sent nothing for {silence_seconds:g} s",
            ) from error
        except ollama.ResponseError as error:
            raise self._refusal(error) from error
        # Beyond httpx's own: lines that are no JSON (ValueError), or JSON of another shape than the client expects.
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, TypeError, AttributeError) as error:
            raise self._broken(f"{type(error).__name__}: {error}") from error

    def _refusal(self, error: ollama.ResponseError) -> LanguageModelUnavailable:
        text = str(error.error)[:300]
        detail = f"Ollama at {self._url} answered {error.status_code}: {text}"
        lowered = text.lower()
        if error.status_code == 404 and "model" in lowered and "not found" in lowered:
            return LanguageModelMissing(self._missing_message(), detail)
        if error.status_code == 503:
            return LanguageModelUnavailable("Ollama đang có quá nhiều yêu cầu. Hãy thử lại sau ít phút.", detail)
        if "file does not exist" in lowered:
            return LanguageModelUnavailable(
                f"Thư viện Ollama không có mô hình {self._name}. Hãy xem lại tên trong RAG_LANGUAGE_MODEL.", detail
            )
        if "context" in lowered and "exceed" in lowered:
            return self._too_long(detail)
        return LanguageModelUnavailable(f"Ollama báo lỗi: {text or error.status_code}", detail)

    def _refuse_lost_front(self, last: ollama.ChatResponse, chars: int) -> None:
        """Notices that the prompt did not fit: Ollama then drops its front, our instructions first, and says nothing.

        It counts the tokens after dropping. Older versions fill the context; newer ones fill half of it and a few
        tokens more, which is suspicious of a prompt long enough to have overflowed at a character a token. A count
        that is absent or low proves nothing: some versions leave out what they had cached.
        """
        prompt_tokens = last.prompt_eval_count or 0
        is_full = prompt_tokens + (last.eval_count or 0) >= self._context_tokens
        half = self._context_tokens // 2
        is_halved = half <= prompt_tokens <= half + 4 and chars > self._context_tokens
        if is_full or is_halved:
            raise self._too_long(f"{chars} characters, of which {prompt_tokens} tokens were read")

    def _too_long(self, reason: str) -> LanguageModelUnavailable:
        return LanguageModelUnavailable(
            f"Câu hỏi và các đoạn trích dài hơn ngữ cảnh {self._context_tokens} token của mô hình {self._name}. "
            "Hãy hỏi ngắn hơn, tăng RAG_CONTEXT_TOKENS hoặc giảm RAG_PROMPT_PASSAGES.",
            f"prompt does not fit into {self._context_tokens} tokens "
            f"with {self._answer_tokens} for the answer: {reason}",
        )

    def _broken(self, reason: str) -> LanguageModelUnavailable:
        return LanguageModelUnavailable(
            f"Ollama tại {self._url} ngắt giữa chừng hoặc trả lời sai định dạng. Hãy thử lại.",
            f"broken reply of Ollama at {self._url}: {reason}",
        )

    def _thinks_aloud(self) -> LanguageModelUnavailable:
        return LanguageModelUnavailable(
            f"Mô hình {self._name} lẫn suy nghĩ vào câu trả lời. Hãy chọn mô hình không suy nghĩ, "
            "ví dụ qwen3:4b-instruct.",
            f"{self._name} closed a thought that it had not opened",
        )

    def _empty(self, last: ollama.ChatResponse) -> LanguageModelUnavailable:
        return LanguageModelUnavailable(
            f"Mô hình {self._name} không viết câu trả lời nào. Nếu nó là mô hình biết suy nghĩ, hãy chọn mô hình "
            "không suy nghĩ, ví dụ qwen3:4b-instruct.",
            f"{self._name} wrote no text: done_reason={last.done_reason!r}, eval_count={last.eval_count}",
        )

    def _missing_message(self) -> str:
        return (
            f"Ollama chưa có mô hình {self._name}. Hãy bấm nút tải mô hình trên trang, "
            f"hoặc chạy lệnh: ollama pull {self._name}."
        )


def _closing(parts: Iterator[_Part]) -> AbstractContextManager[Iterator[_Part]]:
    """The client's iterators are generators, whatever their type says: closing one hangs up."""
    return closing(cast(Generator[_Part, None, None], parts))


def _pull_progress(part: ollama.ProgressResponse, layer: int) -> PullProgress:
    """`layer` counts the model's files from 1 in the order of fetching; 0 for a step that is of none."""
    status = part.status or ""
    if status == "success":
        return PullProgress(_PULL_STEPS[-1][1], 1.0)
    if layer:
        size = f"{(part.total or 0) / 1e9:.2f}".replace(".", ",")
        fraction = min(1.0, (part.completed or 0) / part.total) if part.total else 0.0
        return PullProgress(f"Đang tải phần {layer} ({size} GB)", fraction)
    known = (step for start, step in _PULL_STEPS if status.startswith(start))
    return PullProgress(next(known, f"Ollama: {status}"), 0.0)


def _full_name(name: str) -> str:
    """With the tag that Ollama supposes where none is given; Ollama's names do not differ by case."""
    folded = name.casefold()
    return folded if ":" in folded.rpartition("/")[2] else f"{folded}:latest"


def _seconds_or_duration(keep_alive: str) -> float | str:
    """Ollama takes `30m` as text, but a bare number of seconds only as a number."""
    try:
        return float(keep_alive)
    except ValueError:
        return keep_alive
