"""The odds of slots as data."""

import json
from pathlib import Path

from rag.reading.odds import Calibration, Odds


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    calibration = Calibration({"status": {"agreed": Odds(0.5, {"reader": 1.25})}}, {"status": 0.55}, 0.5, 0.6, 0.9)
    path = tmp_path / "odds.json"
    path.write_text(json.dumps({"calibration": calibration.as_json()}), encoding="utf-8")
    assert Calibration.load(path) == calibration
