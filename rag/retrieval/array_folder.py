"""Arrays by name in a folder: written by an ingest, mapped into memory by whoever asks."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexUnusable

Arrays = Mapping[str, NDArray[np.generic]]


def write_arrays(folder: Path, arrays: Arrays) -> None:
    """Write each array to a file of its own in the folder.

    Raises:
        IndexUnusable: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)
    except OSError as error:
        raise IndexUnusable(
            f"Không ghi được chỉ mục vào {folder}. Hãy kiểm tra dung lượng trống và quyền ghi của thư mục.",
            f"cannot write {folder}: {error}",
        ) from error


def map_arrays(folder: Path, *names: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of these names, each read from disk as far as it is used.

    Raises:
        IndexUnusable: one is missing or damaged.
    """
    try:
        return {name: _map(folder / f"{name}.npy") for name in names}
    except (OSError, ValueError, EOFError) as error:
        raise IndexUnusable(
            "Chỉ mục bị hỏng hoặc đã cũ. Hãy chạy: python ingest.py --repair", f"arrays in {folder}: {error}"
        ) from error


def _map(path: Path) -> NDArray[np.generic]:
    mapped: NDArray[np.generic] = np.load(path, mmap_mode="r", allow_pickle=False)
    # A mapped array is a subclass whose every slice costs ten times that of an ordinary one.
    return mapped.view(np.ndarray)
