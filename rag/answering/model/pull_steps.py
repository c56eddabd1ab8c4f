"""What Ollama says while it fetches a model → how far it is, in Vietnamese."""

from rag.datatypes import PullProgress

_STEPS = (
    ("pulling manifest", "Đang đọc danh mục của mô hình"),
    ("verifying", "Đang kiểm tra dữ liệu đã tải"),
    ("writing manifest", "Đang ghi danh mục"),
    ("removing", "Đang dọn phần cũ"),
)
_OTHER_STEP = "Đang tải mô hình"
PULLED = "success"
"""The status of a pull's last line, if it ends well."""


class PullSteps:
    """Counts the model's files in the order of fetching."""

    def __init__(self) -> None:
        self._digests: list[str] = []
        self.status = ""
        """The server's word for the last step."""

    def progress(self, status: str, digest: str, total: int, completed: int) -> PullProgress:
        """For one line of the server's; `total` and `completed` are in bytes, 0 where not told."""
        self.status = status
        if status == PULLED:
            return PullProgress("Đã tải xong mô hình", 1.0)
        if digest:
            if digest not in self._digests:
                self._digests.append(digest)
            size = f"{total / 1e9:.2f}".replace(".", ",")
            fraction = min(1.0, completed / total) if total else 0.0
            return PullProgress(f"Đang tải phần {self._digests.index(digest) + 1} ({size} GB)", fraction)
        known = (step for start, step in _STEPS if status.startswith(start))
        return PullProgress(next(known, _OTHER_STEP), 0.0)
