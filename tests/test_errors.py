import pytest

from rag import errors
from rag.errors import (
    EXIT_BUSY,
    EXIT_FAILURE,
    EXIT_USAGE,
    IndexBusy,
    InvalidInput,
    InvalidSettings,
    LanguageModelMissing,
    LanguageModelUnavailable,
    RagError,
)

CLASSES = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, RagError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_speaks_vietnamese_to_users_and_english_in_the_log(kind: type[RagError]) -> None:
    error = kind("Chưa có chỉ mục.", "no index")
    assert error.message == "Chưa có chỉ mục."
    assert str(error) == "no index"


@pytest.mark.parametrize("kind", CLASSES)
def test_exit_codes_tell_wrong_usage_and_a_busy_index_from_other_failures(kind: type[RagError]) -> None:
    special = {InvalidInput: EXIT_USAGE, InvalidSettings: EXIT_USAGE, IndexBusy: EXIT_BUSY}
    assert kind.exit_code == special.get(kind, EXIT_FAILURE)
    assert len({0, EXIT_FAILURE, EXIT_USAGE, EXIT_BUSY}) == 4


def test_who_handles_an_unavailable_model_handles_a_missing_one_too() -> None:
    assert issubclass(LanguageModelMissing, LanguageModelUnavailable)
