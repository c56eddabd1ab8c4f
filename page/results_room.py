"""The room of results: the committed measures, every wrong answer with its evidence, and how to measure again."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)
_NONE = "<p>Chưa có kết quả đánh giá nào được công bố cùng bản cài đặt này.</p>"
_AGAIN = (
    "<section><h2>Tự đo lại</h2><p>Mọi con số ở trên đo được bằng một lệnh, trên máy không cần mạng, "
    "vài phút cho bộ tài liệu đi kèm:</p>"
    '<pre tabindex="0"><code>python -m eval run                # mọi câu hỏi; báo cáo: eval/results/report.html\n'
    "python -m eval guard              # so nhanh với kết quả đã công bố\n"
    "python -m eval ratings data/ratings.jsonl --output cau-hoi.jsonl   # ý kiến người dùng thành câu hỏi\n"
    "python -m eval run --questions cau-hoi-cua-ban.jsonl --corpus thu-muc-tai-lieu</code></pre></section>"
)
_HONEST = (
    '<p class="note">Phần lớn câu hỏi do chính nhóm làm ra sản phẩm viết, và sản phẩm được chỉnh theo chúng: với '
    "tài liệu khác, hãy chờ kết quả thấp hơn, và kiểm tra con số tại nguồn trước khi dùng.</p>"
)


_HASHED = {
    "corpus": "tài liệu",
    "index": "chỉ mục",
    "settings": "thiết lập",
    "embedding model": "mô hình nhúng",
    "questions": "bộ câu hỏi",
    "code": "mã nguồn",
    "benchmark": "bộ đo",
}


def load_results(path: Path) -> list[dict[str, Any]]:
    """The published runs; none where there is no such file or it is something else."""
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
        render_results(runs)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _log.warning("the published results cannot be shown: %s", error)
        return []
    return list(runs)


def render_results(runs: Iterable[Mapping[str, Any]]) -> str:
    """The room."""
    rendered = "".join(_run(number, run) for number, run in enumerate(runs, start=1))
    return f'<div class="results">{(_HONEST + rendered) if rendered else _NONE}{_AGAIN}</div>'


def _run(number: int, run: Mapping[str, Any]) -> str:
    model = "không dùng mô hình ngôn ngữ" if run["language_model"] == "none" else f"mô hình {run['language_model']}"
    heads = "".join(f'<th scope="col">{escape(system)}</th>' for system in run["systems"])
    rows = "".join(_measure(measure) for measure in run["measures"])
    hashes = ", ".join(f"{_HASHED.get(name, name)} {value}" for name, value in run["hashes"].items())
    return (
        f'<section aria-labelledby="run-{number}"><h2 id="run-{number}">{escape(_name(run["corpus"]))}</h2>'
        f"<p>{run['questions']} câu hỏi, {escape(model)}, đo ngày {escape(_day(run['made_at']))}.</p>"
        '<div class="scrolled" tabindex="0" role="region" aria-label="Kết quả đo"><table class="plain">'
        f'<thead><tr><th scope="col">Thước đo</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{_risk(run['systems'], run['risk'])}"
        f'<p class="file">Dấu vân tay của những gì được đo: {escape(hashes)}.</p>'
        f"{_wrong(number, run['wrong'])}</section>"
    )


def _measure(measure: Mapping[str, Any]) -> str:
    better = "càng thấp càng tốt" if measure["lower_is_better"] else "càng cao càng tốt"
    cells = "".join(_cell(*value) for value in measure["values"])
    return (
        f'<tr><th scope="row">{escape(measure["label"])}<span class="meaning">{escape(measure["meaning"])} ({better})'
        f"</span></th>{cells}</tr>"
    )


def _cell(mean: float, low: float, high: float) -> str:
    """The mean as a bar, with its 95% interval."""
    return (
        f'<td><b>{_percent(mean)}</b> <span class="interval">({_percent(low)} – {_percent(high)})</span>'
        f'<span class="bar" aria-hidden="true"><span style="width: {mean * 100:.1f}%"></span></span></td>'
    )


def _risk(systems: Sequence[str], risk: Mapping[str, Any]) -> str:
    """Each system's error rate at every coverage, from little to all that it answers; empty where none answers."""
    drawn = [(system, points) for system, points in zip(systems, risk["points"], strict=True) if points]
    tables = "".join(
        '<div class="scrolled" tabindex="0" role="region" aria-label="Nói chắc và sai"><table class="plain">'
        f'<thead><tr><th scope="col">{escape(system)}</th>'
        + "".join(f'<th scope="col">{_percent(coverage)}</th>' for coverage, _ in points)
        + '</tr></thead><tbody><tr><th scope="row">sai trong số đó</th>'
        + "".join(f"<td>{_percent(wrong)}</td>" for _, wrong in points)
        + "</tr></tbody></table></div>"
        for system, points in drawn
    )
    return f"<h3>{escape(risk['label'])}</h3><p>{escape(risk['meaning'])}</p>{tables}" if tables else ""


def _wrong(number: int, wrong: Iterable[Mapping[str, Any]]) -> str:
    by_kind: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for answer in wrong:
        by_kind[answer["kind"]].append(answer)
    if not by_kind:
        return "<p>Các câu chưa đúng của lần đo này chưa được công bố cùng.</p>"
    total = sum(map(len, by_kind.values()))
    kinds = "".join(
        f'<details id="run-{number}-kind-{place}"><summary>{escape(kind)} ({len(answers)})</summary>'
        f"{''.join(map(_answer, answers))}</details>"
        for place, (kind, answers) in enumerate(by_kind.items(), start=1)
    )
    return f'<div class="wrong"><h3>Mọi câu chưa đúng ({total})</h3>{kinds}</div>'


def _answer(answer: Mapping[str, Any]) -> str:
    history = "".join(f'<p class="file">Hỏi trước: {escape(turn)}</p>' for turn in answer["history"])
    evidence = "".join(
        f'<blockquote>{escape(one["quote"])}<span class="file">{escape(one["document"])}</span></blockquote>'
        for one in answer["evidence"]
    )
    shown = f"<dt>Bằng chứng trong tài liệu</dt><dd>{evidence}</dd>" if evidence else ""
    return (
        f'<article class="wrong-answer">{history}<h4>{escape(answer["question"])}</h4>'
        f'<p class="why-wrong">{escape(answer["reason"])}</p><dl><dt>Đã trả lời</dt><dd>{escape(answer["answer"])}</dd>'
        f"<dt>Đáp án</dt><dd>{escape(answer['gold'])}</dd>{shown}</dl></article>"
    )


def _name(corpus: str) -> str:
    """The benchmark names its own corpora in English."""
    return {
        "The documents of `corpus/`": "Năm văn bản của Hải Phòng đi kèm",
        "A fictitious province": "Một tỉnh hư cấu",
        "Two fictitious provinces in one corpus": "Hai tỉnh hư cấu trong một bộ tài liệu",
        "Six fictitious provinces in one corpus": "Sáu tỉnh, thành phố hư cấu trong một bộ tài liệu",
    }.get(corpus, corpus)


def _day(made_at: str) -> str:
    year, month, day = made_at[:10].split("-")
    return f"{day}/{month}/{year}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%".replace(".", ",")
