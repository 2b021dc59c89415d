"""What goes wrong with a store."""

from otelevals.api.errors import Retryable


class Unavailable(Retryable):
    """The store cannot be read or written now: another process has it, or its disk is full or gone."""


class CannotOpen(Exception):
    """There is no store at this place, or it is no store that this version can use."""
