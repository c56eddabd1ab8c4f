"""A title → the date of the document, where it names one day that is not another document's."""

import re

from rag.ingestion.source_reading.administrative import parse_date
from rag.ingestion.source_reading.found import Found, only_one
from rag.ingestion.source_reading.kinds import DATE, REFERENCE


def date_of_title(title: str) -> Found:
    """The one date that the title names: `Bản tin thị trường ngày 15/6/2031`; nothing where it names several.

    A title that begins with a number and a date tells the document's own: `Nghị quyết số 12/NQ-HĐND ngày 10/12/2030 …`.
    """
    opening = re.match(rf"\s*{REFERENCE}", title)
    own = opening.group() if opening and re.search(DATE, opening.group()) else re.sub(REFERENCE, " ", title)
    days = [parse_date(found.group()) for found in re.finditer(DATE, own)]
    return only_one([Found(day.isoformat(), title, 0.8) for day in days if day is not None])
