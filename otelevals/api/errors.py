"""The two kinds of failure, what strangers meet, and what a wrong configuration raises."""


class Retryable(Exception):
    """It may work later: try the same data again, not before `after` seconds when given."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Permanent(Exception):
    """It will never work with this data: do not try again.

    `everything` says that the destination refuses whatever comes (wrong credentials, unknown path), so that looking for
    the one bad request among several is of no use.
    """

    def __init__(self, message: str, *, everything: bool = False) -> None:
        super().__init__(message)
        self.everything = everything


class Unauthenticated(Exception):
    """A request shows no credentials that are accepted.

    The message goes to the client: it holds nothing of what was shown. `challenge` is the `WWW-Authenticate` of HTTP.
    """

    def __init__(self, message: str, challenge: str) -> None:
        super().__init__(message)
        self.challenge = challenge


class ConfigError(ValueError):
    """A component cannot be built from its configuration; `path` says where inside it."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path
