"""Settings: frozen data from the environment (prefix `RAG_`) and an optional `.env` file; nothing is built here."""

import hashlib
import json
import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import InvalidSettings

_PREFIX = "RAG_"


class Settings(BaseSettings):
    """Every setting with its unit, range and reason. `docs/generate.py` makes the table of them."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_file=".env", frozen=True, extra="ignore")

    corpus_dir: Path = Field(default=Path("corpus"), description="Folder of the documents and `sources.toml`.")
    data_dir: Path = Field(default=Path("data"), description="Folder of the index and the unpacked embedding model.")
    document_source: str = Field(
        default="",
        description="`plugin:NAME`: the plug-in that brings documents into the folder before each ingest; empty: none.",
    )
    embedding_model: str = Field(
        default="bundled:multilingual-e5-small",
        min_length=1,
        description="`bundled:multilingual-e5-small`, any sentence-transformers name or folder, or `plugin:NAME`.",
    )
    query_prefix: str = Field(default="query: ", description="Put before a question; e5 models were trained with it.")
    passage_prefix: str = Field(
        default="passage: ", description="Put before a passage; e5 models were trained with it."
    )
    passage_chars: int = Field(
        default=700, ge=200, le=4000, description="Longest prose passage, in characters: about 200 tokens."
    )
    candidates: int = Field(default=50, ge=5, le=500, description="Passages taken from each index before fusion.")
    dense_weight: float = Field(
        default=0.5, ge=0, le=1, description="Share of the dense index in the fusion; the lexical index has the rest."
    )
    reranker_model: str = Field(default="", description="A sentence-transformers cross-encoder; empty: no reranker.")
    language_model: str = Field(
        default="qwen3:4b-instruct",
        min_length=1,
        description="The model asked for at Ollama; `none` answers without one; `plugin:NAME`: another server.",
    )
    ollama_host: str = Field(
        default="http://127.0.0.1:11434",
        validation_alias=AliasChoices("OLLAMA_HOST", "RAG_OLLAMA_HOST"),
        description="Where Ollama listens; the variable is `OLLAMA_HOST`, as everywhere.",
    )
    ollama_timeout_seconds: float = Field(
        default=60, gt=0, le=3600, description="Longest wait for the model's next piece of text, in seconds."
    )
    ollama_reply_seconds: float = Field(
        default=240,
        gt=0,
        le=3600,
        description="Longest time for a whole reply of the model, in seconds; what was shown of it until then stays.",
    )
    ollama_keep_alive: str = Field(
        default="30m", description="How long Ollama keeps the model in memory after an answer."
    )
    context_tokens: int = Field(
        default=4096,
        ge=1024,
        le=131072,
        description="The model's context, in tokens (`num_ctx`); sentences are left out to fit it.",
    )
    answer_tokens: int = Field(default=400, ge=50, le=4000, description="Longest answer of the model, in tokens.")
    prompt_passages: int = Field(
        default=8, ge=1, le=20, description="Passages that are searched for the sentences given to the model."
    )
    prompt_tokens: int = Field(
        default=450,
        ge=100,
        le=8000,
        description="New tokens that the model reads for a question about one thing, at about 30 a second on a CPU; "
        "for a summary or comparison twice as many.",
    )
    model_writes: Literal["auto", "always"] = Field(
        default="auto",
        description="`auto` asks the model where it has something to add; `always` also where figures answer whole.",
    )
    model_seconds: float = Field(
        default=30,
        ge=0,
        le=3600,
        description="Longest writing that begins by itself on the page, in seconds as reckoned from the model's speed; "
        "a longer one is begun by a button.",
    )
    load_model: bool = Field(
        default=True,
        description="Whether the model is loaded when the page is opened, so that no question waits for it.",
    )
    question_chars: int = Field(default=1000, ge=50, le=10000, description="Longest question accepted, in characters.")
    log_format: Literal["text", "json"] = Field(
        default="text", description="`json`: each line of the log is an object (`time`, `level`, `logger`, `message`)."
    )
    page_host: str = Field(default="127.0.0.1", description="Address on which the page is served.")
    page_port: int = Field(default=7860, ge=1, le=65535, description="Port on which the page is served.")
    page_names: str = Field(
        default="",
        description="Names by which visitors call a proxy before the page (`hoidap.vidu.vn`), with commas between; "
        "requests for any other name are refused.",
    )
    page_password: SecretStr = Field(
        default=SecretStr(""), description="Who enters it may add and remove documents on the page; empty: nobody can."
    )
    page_adds_files: bool | Literal["auto"] = Field(
        default="auto",
        description="Who may add and remove documents on the page. `auto`: who signed in, or without a password those "
        "at this computer (127.0.0.1) if the page was started with `--adds-files`; `true`: who signed in, or without a "
        "password **everybody**; `false`: nobody.",
    )
    page_requests_per_minute: int = Field(
        default=1200,
        ge=10,
        le=100_000,
        description="Requests let in from one address; a question on the page takes about three, opening it "
        "one, and behind a proxy that does not forward addresses, or one router, all visitors share one.",
    )
    page_mcp: bool = Field(
        default=False,
        description="Whether language models' programs may use the page's endpoints as MCP tools, at `/mcp`.",
    )

    @property
    def index_hash(self) -> str:
        """Of the settings that decide what an index holds: stored with it, compared at the next run."""
        return self._hash(("embedding_model", "passage_prefix", "passage_chars"))

    @property
    def embedding_hash(self) -> str:
        """Of the settings that decide a text's vector: vectors are taken over only where it is the same."""
        return self._hash(("embedding_model", "passage_prefix"))

    @property
    def has_bundled_model(self) -> bool:
        """Whether the embedding model is one of ours, whose vectors our own code decides."""
        return self.embedding_model.startswith("bundled:")

    @property
    def answer_hash(self) -> str:
        """Of every setting that can change an answer: stored with benchmark results."""
        places = {"corpus_dir", "data_dir", "document_source", "ollama_host", "load_model", "log_format"}
        places |= {"ollama_reply_seconds"}
        names = {name for name in type(self).model_fields if not name.startswith("page_")}
        return self._hash(tuple(sorted(names - places)))

    def _hash(self, names: tuple[str, ...]) -> str:
        values = {name: str(getattr(self, name)) for name in names}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        InvalidSettings: a value is out of range, or a `RAG_` variable has a name that no setting has.
    """
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known)
    if unknown:
        names = ", ".join(unknown)
        raise InvalidSettings(
            f"Không có thiết lập tên {names}. Xem bảng thiết lập trong docs/settings.md.", f"unknown settings: {names}"
        )
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + str(first["loc"][0]).upper().removeprefix(_PREFIX)
        raise InvalidSettings(
            f"Thiết lập {name} không dùng được: nhận {first['input']!r}. Xem bảng thiết lập trong docs/settings.md.",
            f"setting {name}={first['input']!r}: {first['msg']}",
        ) from error
