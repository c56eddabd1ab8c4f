"""An index of Python packages on this machine, as pip reads them, and wheels for it."""

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PackageIndex:
    """Where it is served, and the paths asked for so far."""

    address: str
    requests: list[str] = field(default_factory=list)


@contextmanager
def serving(folder: Path) -> Iterator[PackageIndex]:
    """The index of the wheels in `folder`, each in a folder of its package's name."""
    requests: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_arguments: object) -> None:
            requests.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield PackageIndex(f"http://127.0.0.1:{server.server_port}", requests)
        server.shutdown()
        thread.join()


def write_wheel(folder: Path, name: str, version: str) -> None:
    """A package that holds nothing."""
    folder.mkdir(parents=True)
    information = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{information}/RECORD", "")
