"""The door of the language model: an open model behind Ollama's HTTP server.

Everything that can go wrong behind this door becomes a `LanguageModelUnavailable`, so that the answer without a model
stands. What the model writes is a draft: only the figure gate makes statements of it.
"""

import logging
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, TypeVar, cast

import httpcore
import httpx
import ollama

from rag.answering.model import errors
from rag.answering.model.bounded_connection import BoundedTransport, Bounds, OutOfTime, Stopped, TooMuchSent
from rag.answering.model.card import ModelCard, registry_name
from rag.answering.model.pull_steps import PULLED, PullSteps
from rag.answering.model.server_address import credentials, server_url
from rag.answering.model.speed import SpeedMeter
from rag.answering.model.thoughts import ThoughtFilter
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
"""Of silence."""
_WHOLE_STATUS_SECONDS = 2.0
_STATUS_BYTES = 8_000_000
"""Of all that a server tells of its models: some have licences and templates of hundreds of kilobytes."""

_LOAD_SECONDS = 300.0
"""Reading many gigabytes from a slow disk."""

_PULL_SILENCE_SECONDS = 600.0
"""Checking a layer of many gigabytes takes minutes without a line."""
_PULL_SECONDS = 24 * 3600.0
_PULL_BYTES = 200_000_000
"""Of lines that tell how far it is, ten a second."""

_REPLY_BYTES = 2_000_000
_BYTES_PER_TOKEN = 2_000
"""Of a reply: a token is sent in a line of its own, of about 150 bytes."""
_CHARS_PER_ANSWER_TOKEN = 16
"""More than any tokenizer's token of text on average: a reply that holds more was not cut where it was to be."""

_TRIAL_TOKENS = 8
"""Written to tell how fast a model writes."""

_BROKEN = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError),
    *(httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError),
    # Lines that are no JSON, JSON of another shape than the client expects, or nested more deeply than Python reads.
    *(ValueError, TypeError, AttributeError, KeyError, RecursionError),
)
"""What the client's libraries raise for a reply that is none."""

_SEED = 0
_NANOSECONDS = 1e9

_log = logging.getLogger(__name__)


def prompt_budget_chars(context_tokens: int, answer_tokens: int) -> int:
    """Longest system message and prompt together, in characters, that surely leaves room for the answer; 0 for none."""
    return max(0, int((context_tokens - answer_tokens - _TEMPLATE_TOKENS) * CHARS_PER_TOKEN))


class _Client(ollama.Client):
    """The client with what its own `chat` (0.6) has no argument for."""

    def stream_chat(self, body: Mapping[str, Any]) -> Iterator[ollama.ChatResponse]:
        """The parts of a reply; `body` is the request as the server reads it."""
        return self._request(ollama.ChatResponse, "POST", "/api/chat", json=body, stream=True)


class OllamaLanguageModel:
    """A model that Ollama runs. Making one touches no network, and each call has its own connection.

    What the model is, is asked of the server once; what a status finds anew replaces it.

    Args:
        name: the model as Ollama knows it, in any of the forms that it takes.
        host: `OLLAMA_HOST` in any form that Ollama takes.
        timeout_seconds: longest wait for the next piece of a reply; the first one includes loading the model and
            reading the prompt.
        keep_alive: how long the model stays in memory: `30m`, or a number of seconds (negative: for ever).
        context_tokens: prompt and answer together. The same for every request: another one would load the model anew.
        answer_tokens: the answer is cut there, possibly amid a sentence.
        reply_seconds: longest time for a whole reply, loading the model and reading the prompt included.

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
        reply_seconds: float = 240.0,
    ) -> None:
        self._name = name.strip()
        self._url = server_url(host)
        self._credentials = credentials(host)
        self._timeout_seconds = timeout_seconds
        self._keep_alive = _seconds_or_duration(keep_alive)
        self._context_tokens = context_tokens
        self._answer_tokens = answer_tokens
        self._reply_seconds = reply_seconds
        self._served = errors.ServedModel(self._name, self._url, context_tokens)
        self._card: ModelCard | None = None
        self._meter = SpeedMeter()

    @property
    def name(self) -> str:
        """The model's name as it was asked for, e.g. `qwen3:4b-instruct`."""
        return self._name

    def expected_seconds(self, system: str, prompt: str, answer_tokens: int) -> float | None:
        """How long a reply of that length would take, by the speed of the last ones; None before the first."""
        return self._meter.expected_seconds(system + prompt, answer_tokens)

    @property
    def prompt_budget_chars(self) -> int:
        """The longest system message and prompt together that is sure to be read whole, in characters."""
        trained_for = self._card.context_tokens if self._card else None
        return prompt_budget_chars(min(self._context_tokens, trained_for or self._context_tokens), self._answer_tokens)

    def status(self) -> LanguageModelStatus:
        """READY, MISSING or UNAVAILABLE, asked of the server now."""
        try:
            with self._client(_STATUS_SECONDS, Bounds(_WHOLE_STATUS_SECONDS, _STATUS_BYTES)) as client:
                self._card = self._ask_card(client)
                digests = {registry_name(model.model or ""): model.digest or "" for model in client.list().models}
        except LanguageModelMissing as error:
            return LanguageModelStatus(self._name, ModelState.MISSING, error.message)
        except LanguageModelUnavailable as error:
            _log.info("the language model is unavailable: %s", error)
            return LanguageModelStatus(self._name, ModelState.UNAVAILABLE, error.message)
        message = f"Mô hình {self._name} đã sẵn sàng."
        return LanguageModelStatus(self._name, ModelState.READY, message, digests.get(registry_name(self._name), ""))

    def load(self, system: str) -> None:
        """Has the server load the model, and read the instructions that every prompt begins with.

        The second keeps the first question from waiting for it, and tells how fast the model is.

        Raises:
            LanguageModelUnavailable: as `stream`.
        """
        bounds = Bounds(_LOAD_SECONDS, _STATUS_BYTES)
        with self._client(_LOAD_SECONDS, bounds) as client, _closing(client.stream_chat(self._request(()))) as parts:
            for _ in parts:
                pass
        if self._meter.speed is None:
            with closing(self._chat(system, "", _TRIAL_TOKENS)) as replies:
                for _ in replies:
                    pass

    def pull(self) -> Generator[PullProgress, None, None]:
        """Has the server fetch the model, part by part. Closing the iterator stops it; the next pull resumes.

        Raises:
            LanguageModelUnavailable: the server is down, does not find the model, or has no network.
        """
        steps = PullSteps()
        bounds = Bounds(_PULL_SECONDS, _PULL_BYTES)
        with (
            self._client(_PULL_SILENCE_SECONDS, bounds) as client,
            _closing(client.pull(self._name, stream=True)) as parts,
        ):
            for part in parts:
                yield steps.progress(part.status or "", part.digest or "", part.total or 0, part.completed or 0)
        if steps.status != PULLED:
            raise self._served.error(errors.PULL_UNFINISHED, f"pull ended with status {steps.status!r}")

    def stream(self, system: str, prompt: str, stopped: threading.Event | None = None) -> Generator[str, None, None]:
        """Pieces of the reply as they come, never empty, without what a thinking model thinks aloud.

        Closing the iterator closes the connection, upon which the server stops writing; so does setting `stopped`
        within a second, on any thread, while the next piece is waited for.

        Raises:
            LanguageModelMissing: the server runs but lacks the model.
            LanguageModelBroke: the server broke off; asking again may work.
            LanguageModelUnavailable: anything else. It may come after some pieces: then those do not count either.
        """
        thoughts = ThoughtFilter()
        last: ollama.ChatResponse | None = None
        chars_left = self._answer_tokens * _CHARS_PER_ANSWER_TOKEN
        with closing(self._chat(system, prompt, self._answer_tokens, stopped)) as parts:
            for part in parts:
                written = part.message.content or ""
                chars_left -= len(written)
                if chars_left < 0:
                    raise self._served.error(errors.TOO_MUCH, f"more text than {self._answer_tokens} tokens hold")
                text = thoughts.feed(written)
                if part.done:
                    last = part
                    text += thoughts.rest()
                if thoughts.leaked:
                    raise self._served.error(errors.THINKS_ALOUD, "closed a thought that it had not opened")
                if text:
                    yield text
                if part.done:
                    break
        if last is None:
            raise self._served.error(errors.BROKEN_REPLY, "the reply ended without a last line")
        self._refuse_lost_front(last, len(system) + len(prompt))
        if not thoughts.has_text:
            detail = f"wrote no text: done_reason={last.done_reason!r}, eval_count={last.eval_count}"
            raise self._served.error(errors.WRITES_NOTHING, detail)

    def _chat(
        self, system: str, prompt: str, answer_tokens: int, stopped: threading.Event | None = None
    ) -> Generator[ollama.ChatResponse, None, None]:
        bounds = Bounds(self._reply_seconds, _REPLY_BYTES + answer_tokens * _BYTES_PER_TOKEN, stopped)
        with self._client(self._timeout_seconds, bounds) as client:
            if self._card is None:
                self._card = self._ask_card(client)
            request = self._request(_messages(system, prompt, self._card), answer_tokens)
            started, first = time.monotonic(), 0.0
            with _closing(client.stream_chat(request)) as parts:
                for part in parts:
                    first = first or time.monotonic()
                    if part.done:
                        # The server's own times, where it tells them, are free of the wait behind other requests.
                        reading = (part.prompt_eval_duration or 0) / _NANOSECONDS or first - started
                        writing = (part.eval_duration or 0) / _NANOSECONDS or time.monotonic() - first
                        self._meter.measure(system + prompt, reading, part.eval_count or 0, writing)
                    yield part

    def _request(self, messages: tuple[dict[str, str], ...], answer_tokens: int = 0) -> dict[str, Any]:
        """A request for a reply; for no messages, to load the model."""
        return {
            "model": self._name,
            "messages": list(messages),
            "stream": True,
            # A model that thinks would spend the whole answer's length on it; the others ignore this.
            "think": False,
            # A prompt that is too long is refused, and a reply that fills the context ends there. Servers before them
            # ignore both and drop the prompt's front, our instructions, without a word.
            "truncate": False,
            "shift": False,
            "options": {
                "temperature": 0,
                "seed": _SEED,
                "num_ctx": self._context_tokens,
                **({"num_predict": answer_tokens} if messages else {}),
            },
            "keep_alive": self._keep_alive,
        }

    def _ask_card(self, client: ollama.Client) -> ModelCard:
        shown = client.show(self._name)
        card = ModelCard.read(shown.template, shown.capabilities, shown.modelinfo)
        if not card.writes:
            raise self._served.error(errors.CANNOT_WRITE, f"capabilities: {sorted(card.capabilities)}")
        return card

    @contextmanager
    def _client(self, silence_seconds: float, bounds: Bounds) -> Iterator[_Client]:
        """A connection within bounds whose errors are ours: what is sent goes to this address and to no other."""
        timeout = httpx.Timeout(silence_seconds, connect=min(_CONNECT_SECONDS, silence_seconds))
        try:
            with _Client(
                self._url,
                timeout=timeout,
                auth=self._credentials,
                follow_redirects=False,
                trust_env=False,
                transport=BoundedTransport(bounds, is_encrypted=self._url.startswith("https:")),
                headers={"accept-encoding": "identity"},
            ) as client:
                yield client
        except (httpcore.ConnectError, httpcore.ConnectTimeout, ConnectionError) as error:
            raise self._served.error(errors.NOT_REACHED, f"cannot connect: {error}") from error
        except httpcore.TimeoutException as error:
            detail = f"sent nothing for {silence_seconds:g} s"
            raise self._served.error(errors.SILENT, detail, seconds=silence_seconds) from error
        except OutOfTime as error:
            raise self._served.error(errors.TOO_SLOW, str(error), seconds=bounds.seconds) from error
        except TooMuchSent as error:
            raise self._served.error(errors.TOO_MUCH, str(error)) from error
        except Stopped as error:
            raise self._served.error(errors.STOPPED, "nobody waits for the reply") from error
        except ollama.ResponseError as error:
            raise self._served.refusal(error.status_code, str(error.error)) from error
        except _BROKEN as error:
            raise self._served.error(errors.BROKEN_REPLY, f"{type(error).__name__}: {error}"[:300]) from error

    def _refuse_lost_front(self, last: ollama.ChatResponse, chars: int) -> None:
        """Notices that an older server, which does not refuse a prompt that is too long, dropped its front.

        It counts the tokens after dropping. Some versions fill the context; others fill half of it and a few tokens
        more, which is suspicious of a prompt long enough to have overflowed at a character a token. A count that is
        absent or low proves nothing: some versions leave out what they had cached. A reply that was ended because the
        context was full is a newer server's, which dropped nothing.
        """
        prompt_tokens, answer_tokens = last.prompt_eval_count or 0, last.eval_count or 0
        was_ended = last.done_reason == "length" and answer_tokens < self._answer_tokens
        is_full = prompt_tokens + answer_tokens >= self._context_tokens and not was_ended
        half = self._context_tokens // 2
        is_halved = half <= prompt_tokens <= half + 4 and chars > self._context_tokens
        if is_full or is_halved:
            raise self._served.error(errors.TOO_LONG, f"of {chars} characters the server read {prompt_tokens} tokens")


def _messages(system: str, prompt: str, card: ModelCard) -> tuple[dict[str, str], ...]:
    """Instructions and prompt as messages, none of them empty: servers refuse such. A template that may drop a system
    message gets the instructions in the user's."""
    if not card.takes_system_message:
        system, prompt = "", "\n\n".join(part for part in (system, prompt) if part)
    messages = ({"role": "system", "content": system}, {"role": "user", "content": prompt})
    return tuple(message for message in messages if message["content"])


def _closing(parts: Iterator[_Part]) -> AbstractContextManager[Iterator[_Part]]:
    """The client's iterators are generators, whatever their type says: closing one hangs up."""
    return closing(cast(Generator[_Part, None, None], parts))


def _seconds_or_duration(keep_alive: str) -> float | str:
    """Ollama takes `30m` as text, but a bare number of seconds only as a number."""
    try:
        return float(keep_alive)
    except ValueError:
        return keep_alive
