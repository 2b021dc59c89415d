"""Makes dead letters of requests that an exporter will never take."""

from collections.abc import Callable
from dataclasses import replace

import structlog

from otelevals.api.batch import Payload
from otelevals.journal.entry import Entry, Header, Target
from otelevals.pipeline.books import Books

log = structlog.get_logger()


class Burial:
    """False from its methods: the disk does not let us now, and the request stays in the journal."""

    def __init__(self, books: Books, buried: Callable[[int], None]) -> None:
        """`buried` hears how many items became dead letters."""
        self._journal, self._dead_letters = books
        self._buried = buried

    def refused(self, entry: Entry, target: Target, payload: Payload, reason: str) -> bool:
        """An exporter refused a part of a request for good."""
        header = replace(entry.header, targets=frozenset([target]), items=payload.items, reason=reason)
        return self._keep(header, payload.raw)

    def abandoned(self, entry: Entry, targets: frozenset[Target]) -> bool:
        """These targets are not configured any more."""
        try:
            raw = self._journal.read(entry)
        except OSError as error:
            log.error("the journal cannot be read", error=str(error))
            return False
        return raw is None or self._keep(replace(entry.header, targets=targets, reason="not configured any more"), raw)

    def _keep(self, header: Header, raw: bytes) -> bool:
        try:
            self._dead_letters.add(header, raw)
        except OSError as error:
            log.error("a dead letter cannot be written: it is tried again later", error=str(error))
            return False
        self._buried(header.items)
        return True
