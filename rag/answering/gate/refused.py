"""Why a draft does not pass."""


class Refused(Exception):
    """A signal inside the gate, never an error that leaves it."""
