"""What the alerts exporter keeps in the store, and reads of it: a store that is not available now is tried again."""

import json
from collections.abc import Iterator, Sequence

from otelevals.alerts.alert import Silence
from otelevals.alerts.delivery import Letter
from otelevals.alerts.engine import Engine
from otelevals.alerts.saved import Saved, rules_in, rules_of
from otelevals.api.component import Context
from otelevals.store.alerts import AlertStore
from otelevals.store.claim import Claim
from otelevals.store.errors import Unavailable
from otelevals.store.sqlite import path_of

_HANDED_OVER_FOR, _AT_ONCE = 3600.0, 100


class Memory:
    def __init__(self, context: Context, patience: float) -> None:
        """CannotOpen or Unavailable where there is no store to be had."""
        self._context = context
        self._name = str(context.id)
        self._store = AlertStore(path_of(context.store, context.base_dir), patience=patience)
        self._claim = Claim(self._store.path, self._name)
        self._saved = Saved()
        self._taken = 0
        """The number of the last request that was taken of those that were handed over."""
        self._silences: list[Silence] = []
        self._failed = False

    def close(self) -> None:
        self._store.close()
        self._claim.drop()

    def claim(self) -> bool:
        """Whether this is the one that remembers, now or from now on. Unavailable when that cannot be known."""
        return self._claim.take()

    def agrees(self, engine: Engine) -> bool | None:
        """Whether whoever remembers has the same rules; None when it has said nothing yet."""
        found = rules_in(self._store.load(self._name)[0])
        return None if found is None else found == rules_of(engine)

    def hand_over(self, evaluations: bytes, now: float) -> None:
        """Leave a request to whoever remembers, for an hour; Unavailable when that is not possible."""
        self._store.hand_over(self._name, evaluations, int(now * 1000), int((now - _HANDED_OVER_FOR) * 1000))

    def handed_over(self) -> Iterator[bytes]:
        """What others have left since the last time. It is gone when what was made of it is saved."""
        found = True
        while found:
            try:
                rows = self._store.handed_over(self._name, self._taken, _AT_ONCE)
            except Unavailable as error:
                self.failed(error)
                return
            for self._taken, evaluations in rows:
                yield evaluations
            found = len(rows) == _AT_ONCE

    def restore(self, engine: Engine, now: float) -> None:
        self._saved.restore(engine, *self._store.load(self._name), now)

    def waiting(self) -> list[tuple[str, Letter]]:
        """By place: what was not delivered before the last stop."""
        return [
            (each.place, Letter(each.id, each.time / 1000, each.message)) for each in self._store.waiting(self._name)
        ]

    def save(self, engine: Engine, letters: Sequence[tuple[str, bytes]], now: float) -> list[tuple[str, Letter]]:
        """Write what has changed and what is to be delivered, which is given back with its numbers."""
        parts, hours = self._saved.changed(engine)
        try:
            numbers = self._store.save(self._name, parts, hours, letters, int(now * 1000), self._taken)
        except Unavailable as error:
            self.failed(error)
            return [(place, Letter(0, now, body)) for place, body in letters]
        self._failed = False
        self._saved.written(parts, engine)
        return [(place, Letter(id_, now, body)) for id_, (place, body) in zip(numbers, letters, strict=True)]

    def delivered(self, letter: Letter) -> None:
        if letter.id:
            try:
                self._store.delivered(letter.id)
            except Unavailable as error:
                self.failed(error)

    def silences(self, now: float) -> list[Silence]:
        """The latest that could be read."""
        try:
            found = self._store.silences(int(now * 1000))
        except Unavailable as error:
            self.failed(error)
            return self._silences
        self._silences = [
            Silence(tuple(json.loads(each.matchers).items()), each.ends / 1000, each.comment) for each in found
        ]
        return self._silences

    def failed(self, error: Unavailable) -> None:
        """Say it, once until it works again."""
        if not self._failed:
            self._failed = True
            self._context.log.warning("what alerts remember cannot be kept, it is tried again", error=str(error))
