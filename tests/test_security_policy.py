"""SECURITY.md against the tests: each that it names is there, and each point of the ten names one."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POLICY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def _tests_of(path: Path) -> set[str]:
    """`test_a` of the module, `TestB::test_c` of its classes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return named | {
        f"{node.name}::{part.name}" for node in classes for part in node.body if isinstance(part, ast.FunctionDef)
    }


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", POLICY)
    assert len(named) > 20
    assert [f"{file}::{name}" for file, name in named if name not in _tests_of(ROOT / file)] == []


def test_each_of_the_ten_points_says_what_covers_it() -> None:
    points = re.split(r"^### ", POLICY, flags=re.MULTILINE)[1:]
    assert [point[:5] for point in points] == [f"LLM{number:02d}" for number in range(1, 11)]
    assert all("`tests/" in point for point in points)
