import datetime
from pathlib import Path

import pytest

from rag.datatypes import Weight
from rag.errors import InvalidInput
from rag.ingestion.source_records import load_records


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


RECORD = """
["nghi-quyet.txt"]
title = "Nghị quyết về nhiệm vụ năm 2031"
kind = "Nghị quyết"
number = "25/NQ-HĐND"
date = 2030-12-09
issuer = "Hội đồng nhân dân tỉnh Sông Lam"
territory = "tỉnh Sông Lam"
period = "2031"
published_in = "Công báo"
weight = "official"
replaces = ["Nghị quyết số 20/NQ-HĐND"]
territory_changed_on = 2030-07-01

["2031/tin.txt"]
title = "Tin"
"""


class TestLoadRecords:
    def test_reads_every_field_and_leaves_the_others_unknown(self, tmp_path: Path) -> None:
        _write(tmp_path / "sources.toml", RECORD)
        assert load_records(tmp_path) == {
            "nghi-quyet.txt": {
                "title": "Nghị quyết về nhiệm vụ năm 2031",
                "kind": "Nghị quyết",
                "number": "25/NQ-HĐND",
                "date": datetime.date(2030, 12, 9),
                "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
                "territory": "tỉnh Sông Lam",
                "period": "2031",
                "published_in": "Công báo",
                "weight": Weight.OFFICIAL,
                "replaces": ("Nghị quyết số 20/NQ-HĐND",),
                "territory_changed_on": datetime.date(2030, 7, 1),
            },
            "2031/tin.txt": {"title": "Tin"},
        }

    def test_a_folder_without_record_file_has_none(self, tmp_path: Path) -> None:
        assert load_records(tmp_path) == {}

    def test_a_date_may_be_written_as_text(self, tmp_path: Path) -> None:
        _write(tmp_path / "sources.toml", '["a.txt"]\ntitle = "A"\ndate = "2030-12-09"\n')
        assert load_records(tmp_path)["a.txt"]["date"] == datetime.date(2030, 12, 9)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("không phải toml", "sources.toml"),
            (b"\xff\xfe", "sources.toml"),
            ('["a.txt"]\ntitle = " "\n', "title"),
            ('["a.txt"]\namends = 5\n', "amends"),
            ('["a.txt"]\namends = [5]\n', "amends"),
            ('["a.txt"]\nterritory_changed_on = 2030\n', "territory_changed_on"),
            ('["a.txt"]\ntitle = 5\n', "title"),
            ('"a.txt" = "A"\n', "a.txt"),
            ('["a.txt"]\ntitle = "A"\nauthor = "B"\n', "author"),
            ('["a.txt"]\ntitle = "A"\nrecorded = true\n', "recorded"),
            ('["a.txt"]\ntitle = "A"\ndate = "09/12/2030"\n', "date"),
            ('["a.txt"]\ntitle = "A"\ndate = 2030\n', "date"),
            ('["a.txt"]\ntitle = "A"\nweight = "strong"\n', "weight"),
        ],
    )
    def test_an_unusable_record_is_refused_with_what_is_wrong(
        self, tmp_path: Path, content: str | bytes, told: str
    ) -> None:
        _write(tmp_path / "sources.toml", content)
        with pytest.raises(InvalidInput) as caught:
            load_records(tmp_path)
        assert told in caught.value.message
