"""What a language model's server says went wrong → an error with a Vietnamese sentence; its own words go to the log.

One table tells the kinds apart. What no row knows has a sentence of its own: no text of a server reaches the reader.
"""

from collections.abc import Collection
from dataclasses import dataclass

from rag.errors import LanguageModelBroke, LanguageModelDown, LanguageModelMissing, LanguageModelUnavailable

_LONGEST_DETAIL_CHARS = 300


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """A kind of failure, the sentence for it, and how a server tells of it.

    `message` may name {model}, {url}, {status} and {context_tokens}. A reply is of the kind when its status is among
    `statuses` and its text, in small letters, holds one of `phrases`; either is any where it is empty.
    """

    message: str
    statuses: Collection[int] = ()
    phrases: tuple[str, ...] = ()
    error: type[LanguageModelUnavailable] = LanguageModelUnavailable

    def fits(self, status: int, text: str) -> bool:
        """Whether a reply with that status and text (in small letters) is of this kind."""
        return (not self.statuses or status in self.statuses) and (
            not self.phrases or any(phrase in text for phrase in self.phrases)
        )


NOT_REACHED = ErrorKind(
    "Không kết nối được Ollama tại {url}. Hãy cài Ollama (https://ollama.com/download), mở nó lên, rồi tải mô hình: "
    "ollama pull {model}.",
    error=LanguageModelDown,
)
SILENT = ErrorKind(
    "Ollama im lặng quá {seconds} giây nên câu trả lời không chờ mô hình {model} nữa. "
    "Hãy thử lại, chọn mô hình nhỏ hơn, hoặc tăng RAG_OLLAMA_TIMEOUT_SECONDS.",
    error=LanguageModelDown,
)
BROKEN_REPLY = ErrorKind(
    "Ollama tại {url} ngắt giữa chừng hoặc trả lời sai định dạng. Hãy thử lại.", error=LanguageModelBroke
)
TOO_SLOW = ErrorKind(
    "Mô hình {model} chưa viết xong sau {seconds} giây nên câu trả lời không chờ nữa. Hãy hỏi lại sau, chọn mô hình "
    "nhỏ hơn, hoặc tăng RAG_OLLAMA_REPLY_SECONDS.",
    error=LanguageModelDown,
)
TOO_MUCH = ErrorKind(
    "Ollama tại {url} gửi về nhiều hơn mức cho phép nên phần của mô hình {model} không được dùng.",
    error=LanguageModelDown,
)
STOPPED = ErrorKind("Đã dừng theo yêu cầu.")
MISSING = ErrorKind(
    "Ollama chưa có mô hình {model}. Hãy bấm nút tải mô hình trên trang, hoặc chạy lệnh: ollama pull {model}.",
    statuses={404},
    phrases=("not found, try pulling", "' not found", '" not found'),
    error=LanguageModelMissing,
)
TOO_LONG = ErrorKind(
    "Câu hỏi và các câu trích dài hơn ngữ cảnh {context_tokens} token của mô hình {model}. "
    "Hãy hỏi ngắn hơn, tăng RAG_CONTEXT_TOKENS hoặc giảm RAG_PROMPT_TOKENS.",
    phrases=("exceeds the context", "exceeds the available context", "exceed context", "prompt is too long"),
)
WRITES_NOTHING = ErrorKind(
    "Mô hình {model} không viết câu trả lời nào. Nếu nó là mô hình biết suy nghĩ, hãy chọn mô hình "
    "không suy nghĩ, ví dụ qwen3:4b-instruct."
)
THINKS_ALOUD = ErrorKind(
    "Mô hình {model} lẫn suy nghĩ vào câu trả lời. Hãy chọn mô hình không suy nghĩ, ví dụ qwen3:4b-instruct."
)
CANNOT_WRITE = ErrorKind(
    "Mô hình {model} không viết được văn bản (ví dụ mô hình chỉ tính véc-tơ). "
    "Hãy đặt RAG_LANGUAGE_MODEL thành một mô hình trò chuyện, ví dụ qwen3:4b-instruct.",
    phrases=("does not support chat", "does not support generate", "does not support completion"),
)
PULL_UNFINISHED = ErrorKind("Chưa tải xong mô hình {model}: Ollama dừng giữa chừng. Hãy thử lại, phần đã tải vẫn còn.")
_UNKNOWN = ErrorKind(
    "Ollama báo một lỗi chưa rõ (mã {status}) nên mô hình {model} không viết được. Hãy thử lại, hoặc báo cho người "
    "quản trị: chi tiết có trong nhật ký của chương trình."
)

ERROR_KINDS = (
    MISSING,
    TOO_LONG,
    CANNOT_WRITE,
    ErrorKind("Ollama đang có quá nhiều yêu cầu. Hãy thử lại sau ít phút.", statuses={429, 503}),
    ErrorKind("Ollama đang có quá nhiều yêu cầu. Hãy thử lại sau ít phút.", phrases=("maximum pending requests",)),
    ErrorKind(
        "Ollama tại {url} từ chối truy cập (mã 403). Nếu có máy chủ trung gian (proxy) ở giữa, nó phải gửi Host và "
        "Origin của chính máy chạy Ollama, hoặc Ollama phải cho phép qua OLLAMA_ORIGINS.",
        statuses={403},
    ),
    ErrorKind(
        "Ollama tại {url} chuyển yêu cầu sang một địa chỉ khác nên không được dùng: câu hỏi chỉ gửi tới đúng địa chỉ "
        "đã đặt. Hãy đặt OLLAMA_HOST thành địa chỉ của chính Ollama.",
        statuses={301, 302, 303, 307, 308},
    ),
    ErrorKind("Ollama tại {url} đòi đăng nhập (mã 401). Hãy hỏi người quản trị máy chủ đó.", statuses={401}),
    ErrorKind(
        "Tên mô hình không hợp lệ: “{model}”. Hãy sửa RAG_LANGUAGE_MODEL, ví dụ qwen3:4b-instruct.",
        phrases=("invalid model name", "model is required", "invalid model path", "unqualified name"),
    ),
    ErrorKind(
        "RAG_OLLAMA_KEEP_ALIVE không phải là khoảng thời gian mà Ollama hiểu. Hãy đặt ví dụ 30m, hoặc số giây.",
        phrases=("invalid duration", "unknown unit", "missing unit"),
    ),
    ErrorKind(
        "Ollama đang chạy quá cũ cho mô hình {model}. Hãy cập nhật Ollama.",
        phrases=("requires a newer version", "unknown model architecture"),
    ),
    ErrorKind(
        "Ổ đĩa của máy chạy Ollama đã đầy nên chưa tải được mô hình {model}. Hãy dọn ổ đĩa rồi tải lại; "
        "phần đã tải vẫn còn.",
        phrases=("no space left", "not enough space", "disk quota", "disk full", "insufficient disk"),
    ),
    ErrorKind(
        "Máy chạy Ollama không đủ bộ nhớ cho mô hình {model}. Hãy chọn mô hình nhỏ hơn, tắt bớt chương trình khác, "
        "hoặc giảm RAG_CONTEXT_TOKENS.",
        phrases=(
            "more system memory",
            "out of memory",
            "unable to allocate",
            "cannot allocate memory",
            "failed to allocate",
            "insufficient memory",
            "cudamalloc failed",
        ),
    ),
    ErrorKind(
        "Ollama dừng đột ngột khi đang chạy mô hình {model}. Hãy hỏi lại; nếu vẫn vậy, hãy chọn mô hình nhỏ hơn.",
        phrases=(
            "while running the model",
            "runner process",
            "model runner",
            "llama-server",
            'post "http://127.0.0.1',
            "signal: killed",
            "unexpected eof",
        ),
        error=LanguageModelBroke,
    ),
    ErrorKind(
        "Thư viện Ollama không có mô hình {model}. Hãy xem lại tên trong RAG_LANGUAGE_MODEL.",
        phrases=("file does not exist", "manifest unknown"),
    ),
    ErrorKind(
        "Máy chạy Ollama không có mạng, hoặc không tới được thư viện mô hình, nên chưa tải được {model}. "
        "Hãy nối mạng rồi tải lại, hoặc chép mô hình từ một máy khác.",
        phrases=(
            "dial tcp",
            "no such host",
            "network is unreachable",
            "i/o timeout",
            "tls handshake",
            "x509:",
            "proxyconnect",
            "connection reset by peer",
            "connection refused",
            "max retries exceeded",
        ),
    ),
    ErrorKind(
        "Mô hình {model} không nhận cách suy nghĩ mà chương trình đặt. Hãy chọn mô hình khác, ví dụ qwen3:4b-instruct.",
        phrases=("does not support thinking", "think value"),
    ),
)
"""What servers say, the more telling rows first: a runner that ended for want of memory lacked memory."""


@dataclass(frozen=True, slots=True)
class ServedModel:
    """The model and the server that an error is about: what its sentence names."""

    model: str
    url: str
    context_tokens: int

    def error(self, kind: ErrorKind, detail: str, *, status: int = 0, seconds: float = 0.0) -> LanguageModelUnavailable:
        """The error of a kind; `detail` is for the log."""
        message = kind.message.format(
            model=self.model,
            url=self.url,
            context_tokens=self.context_tokens,
            status=status if status > 0 else "không rõ",
            seconds=f"{seconds:g}".replace(".", ","),
        )
        return kind.error(message, f"{detail} (Ollama at {self.url}, model {self.model})")

    def refusal(self, status: int, text: str) -> LanguageModelUnavailable:
        """The error for what a server answered; `status` is not positive for a line amid a reply."""
        lowered = text.lower()
        kind = next((kind for kind in ERROR_KINDS if kind.fits(status, lowered)), _UNKNOWN)
        return self.error(kind, f"answered {status}: {text[:_LONGEST_DETAIL_CHARS]}", status=status)
