"""A time in which data is refused: the log hears once when it begins and once when it is over."""

import structlog

log = structlog.get_logger()


class Spell:
    """Not locked: its owner is."""

    def __init__(self, began: str, over: str, **fields: str) -> None:
        """What to say, with these fields."""
        self._began = began
        self._over = over
        self._fields = fields
        self._refused = 0

    def refuse(self) -> None:
        """A request is refused; the first one is when it begins."""
        if not self._refused:
            log.warning(self._began, **self._fields)
        self._refused += 1

    def end(self) -> None:
        """It is over, if it had begun."""
        if self._refused:
            log.info(self._over, refused_requests=self._refused, **self._fields)
        self._refused = 0
