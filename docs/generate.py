"""Writes the generated parts of `docs/`: the settings table, the picture of which room uses which, the fields of a
fact as programs get it, and what load and soak reported.

python docs/generate.py            # rewrite them
python docs/generate.py --check    # exit code 1 when one is out of date
"""

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import annotated_types

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# Run as a script, the folder above is not on the path.
from programs.replies import FactReply  # noqa: E402
from rag import Settings  # noqa: E402

_FOUNDATIONS = {
    "datatypes",
    "protocols",
    "errors",
    "settings",
    "vietnamese",
    "lexicon",
    "thesaurus",
    "plugins",
    "progress",
    "__main__",
}
"""Modules of `rag/` that every room may use."""
_REPORTS = ROOT / "eval" / "endurance" / "reports"


def generated_files() -> dict[Path, str]:
    """Each file with generated parts → its text with those parts made anew."""
    docs = ROOT / "docs"
    parts = {
        docs / "settings.md": ("settings", settings_table()),
        docs / "architecture.md": ("imports", import_graph()),
        docs / "programs.md": ("fact", fact_table()),
        docs / "endurance.md": ("reports", endurance_tables()),
    }
    return {path: _with_part(path.read_text(encoding="utf-8"), name, text) for path, (name, text) in parts.items()}


def _with_part(text: str, name: str, part: str) -> str:
    pattern = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda _: part, text)
    if count != 1:
        raise SystemExit(f"no place, or more than one, for the generated part {name!r}")
    return new


def settings_table() -> str:
    """The settings as a Markdown table: variable, default, allowed values, meaning."""
    rows = [
        f"| `{_variable(name)}` | {_code(str(field.default))} | {_allowed(field.metadata)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | allowed | meaning |", "|---|---|---|---|", *rows, ""])


def _variable(name: str) -> str:
    # The one that every program of Ollama's reads too; RAG_OLLAMA_HOST works as well.
    return "OLLAMA_HOST" if name == "ollama_host" else f"RAG_{name.upper()}"


def _code(text: str) -> str:
    return f"`{text}`" if text else "(empty)"


def _allowed(metadata: list[object]) -> str:
    """`5 to 500`; nothing for a setting without bounds."""
    low = "".join(
        f"{item.ge}" if isinstance(item, annotated_types.Ge) else f"over {item.gt}"
        for item in metadata
        if isinstance(item, annotated_types.Ge | annotated_types.Gt)
    )
    high = "".join(f"{item.le}" for item in metadata if isinstance(item, annotated_types.Le))
    return f"{low} to {high}" if low or high else ""


def fact_table() -> str:
    """The fields of a fact as a Markdown table."""
    rows = [f"| `{name}` | {field.description} |" for name, field in FactReply.model_fields.items()]
    return "\n".join(["| field | meaning |", "|---|---|", *rows, ""])


def endurance_tables() -> str:
    """What load and soak reported, as Markdown."""
    load, soak = (json.loads((_REPORTS / f"{name}.json").read_text(encoding="utf-8")) for name in ("load", "soak"))
    results = ("answered", "limited", "left", "failed")
    rows = [
        f"| {waits['kind']} | {' | '.join(str(waits['results'].get(result, 0)) for result in results)} | "
        f"{waits['median_seconds']:.1f} / {waits['p95_seconds']:.1f} s |"
        for waits in load["waits"]
    ]
    faults = Counter(run["fault"] for run in soak["faults"])
    found = ", ".join(f"{name} {len(soak[name])}" for name in ("wrong", "lost", "crashes", "failures"))
    return "\n".join(
        [
            f"Load, {load['users']} visitors for {load['seconds']:.0f} s: {len(load['failures'])} failures, "
            f"{len(load['unexpected'])} unexpected lines in the log; memory {load['warm_bytes'] / 1e6:.0f} MB after "
            f"warm-up, {load['end_bytes'] / 1e6:.0f} MB at the end ({load['growth']:+.1%}).",
            "",
            f"| | {' | '.join(results)} | median / 95th percentile |",
            f"|---|{'---:|' * (len(results) + 1)}",
            *rows,
            "",
            f"Soak, {soak['seconds']:.0f} s: {found}.",
            "",
            "| faults | |",
            "|---|---:|",
            *(f"| {fault} | {count} |" for fault, count in faults.items()),
            *(f"| replies: {kind} | {count} |" for kind, count in sorted(soak["replies"].items())),
            "",
        ]
    )


def import_graph() -> str:
    """A Mermaid flowchart with an arrow from each room to each other one that it imports from."""
    sources = [
        *ROOT.glob("*.py"),
        *(path for part in ("rag", "page", "programs", "eval") for path in (ROOT / part).rglob("*.py")),
    ]
    edges = {(_room(_module(path)), _room(target)) for path in sources for target in _imported_modules(path)}
    arrows = sorted((left, right) for left, right in edges if left and right and left != right)
    return "\n".join(["```mermaid", "flowchart LR", *(f"    {left} --> {right}" for left, right in arrows), "```", ""])


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _room(module: str) -> str:
    """`rag.figures.units` → `figures`, `rag.wiring` → `wiring`; empty for foundations and what is not ours."""
    top, _, rest = module.partition(".")
    if top != "rag":
        return top if (ROOT / top).is_dir() or (ROOT / f"{top}.py").exists() else ""
    room = rest.partition(".")[0]
    return "" if room in _FOUNDATIONS or room == "__init__" else room


def _imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from rag import Question` takes the product's public names: an arrow to the way of a question.
            yield "rag.pipeline" if node.module == "rag" else node.module


def main() -> int:
    """Writes what is out of date, or with `--check` names it; the exit code."""
    stale = {path: text for path, text in generated_files().items() if path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
