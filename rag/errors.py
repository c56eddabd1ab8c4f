"""What can go wrong, in few classes. `message` is Vietnamese, for the user; `str(error)` is English, for the log.

"Not in the documents" is no error: see `rag.datatypes.NotInDocuments`.
"""

EXIT_FAILURE = 1
EXIT_USAGE = 2
EXIT_BUSY = 3


class RagError(Exception):
    """Base of all errors that a user can do something about.

    Args:
        message: Vietnamese: what happened and what to do.
        detail: English: the same for programmers, with the values that were met.
    """

    exit_code = EXIT_FAILURE

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(detail)
        self.message = message


class InvalidInput(RagError):
    """A question, file name or option that cannot be used as it is."""

    exit_code = EXIT_USAGE


class InvalidSettings(RagError):
    """A setting with an unknown name or a value outside its range."""

    exit_code = EXIT_USAGE


class UnreadableDocument(RagError):
    """One file that cannot be read; the others go on."""


class NothingToIndex(RagError):
    """The corpus folder is missing or holds no readable document."""


class DocumentSourceFailed(RagError):
    """The source that brings documents into the corpus folder could not; what is there stays."""


class IndexUnusable(RagError):
    """There is no index, it is damaged, or another embedding model or version made it."""


class IndexBusy(RagError):
    """Another ingest is writing the index."""

    exit_code = EXIT_BUSY


class ModelFilesUnusable(RagError):
    """The embedding model cannot be loaded."""


class PortInUse(RagError):
    """The page's port is taken."""


class LanguageModelUnavailable(RagError):
    """The language model's server is down, slow, overloaded or refuses; the answer without a model stands."""


class LanguageModelMissing(LanguageModelUnavailable):
    """The server runs but does not have the model; it can be pulled."""


class LanguageModelBroke(LanguageModelUnavailable):
    """The model's server broke off amid a reply; asked again, it may well write."""


class LanguageModelBusy(LanguageModelUnavailable):
    """Too many wait for the model, or for too long."""


class LanguageModelDown(LanguageModelUnavailable):
    """The server cannot be reached, is silent, or comes to no end; the next question would wait for it as long."""
