"""Watches rules over all that is evaluated. It has no clock and no thread: whoever uses it says what time it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from otelevals.alerts.alert import Facts, Key, Message, Silence
from otelevals.alerts.book import Book, Pace
from otelevals.alerts.changes import Changes
from otelevals.alerts.describe import describe
from otelevals.alerts.feed import Feed, Session, Slice, Source
from otelevals.alerts.hours import DAY
from otelevals.alerts.objectives import over_budget
from otelevals.alerts.rules import STOPPED, Looked, Rule
from otelevals.alerts.turns import Seen
from otelevals.alerts.watches import Ended, Watch, limit
from otelevals.api.evaluation import EvaluationRecord
from otelevals.stats.bands import Band, bands

STALE = DAY
"""A slice of which nothing came for so long has not recovered, but there is nothing to be said of it."""

_MOST_NAMES = 100
_FAR = 10.0
"""How many times what a page takes evidence may be."""


class Settings(NamedTuple):
    false_page_every: float = 30 * DAY
    """Seconds in which one page may be false, over all rules and slices."""
    false_review_every: float = 7 * DAY
    max_slices: int = 100
    """Of each rule."""
    pace: Pace = Pace()


Place = tuple[str, str, Slice]
"""The rule, the kind of evidence, the slice."""


class Engine:
    """For one thread."""

    def __init__(self, rules: Iterable[Rule], settings: Settings) -> None:
        self.rules = {rule.name: rule for rule in rules}
        self.settings = settings
        self.feeds: dict[Source, Feed] = {}
        for rule in self.rules.values():
            for source in (rule.source, *[looked.source for looked in rule.looked if looked.source]):
                if source not in self.feeds:
                    self.feeds[source] = Feed(source, settings.max_slices)
        self.watches: dict[Place, Watch] = {}
        self.seen, self.changes, self.book = Seen(), Changes(), Book(settings.pace)
        self.came: set[str] = set()
        """The names of evaluations that came, some of them where there are many."""
        self._by_name: dict[str, list[Feed]] = {}
        self._by_part: dict[str, list[Feed]] = {}
        """By scorers that give several verdicts: an error of theirs stands for all of these."""
        for feed in self.feeds.values():
            name, _, part = feed.source.scorer.partition(".")
            self._by_name.setdefault(feed.source.scorer, []).append(feed)
            if part:
                self._by_part.setdefault(name, []).append(feed)
        self._tidied = 0.0

    def take(self, records: Iterable[EvaluationRecord], now: float) -> int:
        """Evaluations of live traffic; how many came again, or were nothing new. `now` in seconds of Unix time."""
        repeated = 0
        for record in records:
            if len(self.came) < _MOST_NAMES:
                self.came.add(record.name)
            feeds = self._by_name.get(record.name, [])
            if record.error:
                feeds = [*feeds, *self._by_part.get(record.name, ())]
            if not feeds or record.run:
                continue
            change = self.seen.take(record, now)
            if change is None:
                repeated += 1
                continue
            self.changes.note(record, now)
            for feed in feeds:
                feed.take(change, now)
        return repeated

    def look(self, now: float, silences: Sequence[Silence] = ()) -> list[Message]:
        """What people are to be told. Call it every minute, also when nothing came."""
        for feed in self.feeds.values():
            self._watch_all(feed, feed.ended(now), now)
        self._tidy(now)
        messages = self.book.update(self._found(now), silences, lambda key: self._describe(key, now), now)
        for key in self.book.ended:
            for place in self._places_of(key):
                self.watches[place].restart(())  # so that what is near the bound does not alarm again and again
        return messages

    def _watch_all(self, feed: Feed, sessions: Iterable[Session], now: float) -> None:
        ended: dict[Slice, list[Ended]] = {}
        for session in sessions:
            ended.setdefault(session.slice, []).append(Ended(session.mean, session.weight))
        for rule in self.rules.values():
            for looked in rule.looked:
                if (looked.source or rule.source) == feed.source:
                    self._watch(rule, looked, feed, ended, now)

    def _watch(
        self, rule: Rule, looked: Looked, feed: Feed, ended: Mapping[Slice, Sequence[Ended]], now: float
    ) -> None:
        for name, part in feed.parts.items():
            watch = self._watch_of(rule, looked, name, now)
            watch.look(now, part.hours, ended.get(name, ()))
            if looked.what != STOPPED and now - part.last > STALE:
                watch.restart(())

    def _watch_of(self, rule: Rule, looked: Looked, name: Slice, now: float) -> Watch:
        place = rule.name, looked.what, name
        found = self.watches.get(place)
        if found is None:
            found = self.watches[place] = looked.begin(now, ())
        return found

    def _found(self, now: float) -> dict[Key, str]:
        """What is to be alarmed for, over all rules and slices together."""
        places = {"\0".join((rule, what, *slice_)): (rule, what, slice_) for rule, what, slice_ in self.watches}
        evidence = {text: self.watches[place].evidence for text, place in places.items()}
        most = _FAR * self.settings.false_page_every * len(evidence)
        for text, place in places.items():
            if evidence[text] > most:
                limit(self.watches[place], most)
        every = self.settings.false_page_every, self.settings.false_review_every
        found: dict[Key, str] = {}
        for text, band in bands(evidence, *every).items():
            if band is Band.FINE:
                continue
            rule_name, what, slice_ = places[text]
            rule = self.rules[rule_name]
            looked = self._looked(rule_name, what)
            if looked.burn is not None:
                part = self.feeds[rule.source].parts.get(slice_)
                if part is None or not over_budget(rule, looked.burn, part, now):
                    continue
                what = ""
            key = key_of(rule, what, slice_)
            paged = band is Band.PAGE and looked.page
            if paged or key not in found:
                found[key] = "page" if paged else "review"
        return found

    def _describe(self, key: Key, now: float) -> Facts:
        rule = self.rules[key.rule]
        evidence = [self.watches[place].evidence for place in self._places_of(key)]
        once_in = max(evidence, default=0.0) / max(len(self.watches), 1)
        part = self.feeds[rule.source].parts.get(slice_of(key))
        return describe(rule, key, part, self.changes.lately(rule.source.scorer, now), once_in, now)

    def _places_of(self, key: Key) -> list[Place]:
        """Where the evidence for an alert is; those of an error budget are for all its speeds together."""
        budget = self.rules[key.rule].objective is not None
        here = key.rule, slice_of(key)
        return [each for each in self.watches if (each[0], each[2]) == here and (budget or each[1] == key.what)]

    def _tidy(self, now: float) -> None:
        if now - self._tidied < 3600:
            return
        self._tidied = now
        for feed in self.feeds.values():
            gone = set(feed.keep_small(now))
            for name, what, slice_ in tuple(self.watches):
                if slice_ in gone and (self._looked(name, what).source or self.rules[name].source) == feed.source:
                    del self.watches[name, what, slice_]

    def _looked(self, rule: str, what: str) -> Looked:
        return next(each for each in self.rules[rule].looked if each.what == what)


def key_of(rule: Rule, what: str, name: Slice) -> Key:
    return Key(rule.name, what, tuple(zip(rule.source.by, name, strict=False)))


def slice_of(key: Key) -> Slice:
    return tuple(value for _, value in key.slice)
