"""Scores the GenAI spans of the traces that are known: when they come, when their trace is complete, when their content
comes, and again when more of their trace comes late. Time comes in as an argument."""

from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterable

from otelevals.api.gathering import Completion
from otelevals.api.span import Resource, Span
from otelevals.api.trace_key import TraceKey, metadata_of
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import LLM
from otelevals.genai.trace import Trace
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.content import Content
from otelevals.scoring.known import KnownTrace, KnownTraces, Mark
from otelevals.scoring.outcome import Decision, Outcome
from otelevals.scoring.runs import Runs, lacks_content

_LATEST = 100
"""How many earlier spans are looked at when a span is scored before its trace is complete."""
_MOST_VIEWS = 16
_MOST_AGAIN = 2000
"""GenAI spans of a trace that late spans may have scored again: each is looked at."""
_PUSHED_OUT = Completion("it was pushed out of memory")
_CUT = "earlier spans of it are forgotten"


class Evaluator:
    def __init__(
        self,
        runs: Runs,
        known: KnownTraces,
        content: Content,
        content_wait: float,
        on_unsound: Callable[[], None],
    ) -> None:
        """`on_unsound` is told of every span that cannot be read."""
        self._runs = runs
        self._known = known
        self._content = content
        self._content_wait = content_wait
        self._on_unsound = on_unsound
        self._views: OrderedDict[TraceKey, Trace] = OrderedDict()
        """Traces as they were when spans of them were scored that came one by one."""
        self.pushed_out = 0
        """Traces that were scored before they were complete, for want of room."""
        self._waiting: deque[tuple[float, TraceKey, bytes]] = deque()
        """Spans whose content is waited for, and until when."""

    def evaluate(self, trace: KnownTrace, completion: Completion | None, now: float) -> None:
        """Score the spans that came, and again those for which they change something. Without a completion nobody knows
        what else will come: what is there is all there is."""
        arrived = self._known.take_in(trace)
        fresh = [span_id for span_id in arrived if span_id in trace.marks]
        gathered = completion is not None
        if not (fresh or gathered):
            return
        partial = "" if completion is None else completion.partial or (_CUT if trace.cut else "")
        whole = gathered and not partial
        view = self._view(trace, None if gathered else _LATEST + len(arrived), whole=whole)
        if gathered and len(fresh) < len(trace.marks) <= _MOST_AGAIN:
            self._score_again(trace, view, set(arrived), partial)
        for span_id in fresh:
            self._score(trace, view, span_id, partial, now, whole=whole)
        if gathered:
            view.settle()
        else:
            self._keep(trace.key, view)

    def completed(self, key: TraceKey, completion: Completion, now: float) -> None:
        """A trace whose spans have passed is complete."""
        trace = self._known.get(key)
        if trace is not None and trace.raws:
            self.evaluate(trace, completion, now)

    def content_came(self, key: TraceKey, span_ids: Collection[bytes]) -> None:
        """Spans that wait for their content, or were scored without it, may have it now."""
        trace = self._known.get(key)
        if trace is not None:
            self._try_content(trace, span_ids, last=False)

    def due(self) -> float | None:
        dues = [due for due in (self._known.due(), self._waiting[0][0] if self._waiting else None) if due is not None]
        return min(dues) if dues else None

    def tick(self, now: float) -> None:
        ripe: dict[TraceKey, list[bytes]] = {}
        while self._waiting and self._waiting[0][0] <= now:
            _, key, span_id = self._waiting.popleft()
            ripe.setdefault(key, []).append(span_id)
        for key, span_ids in ripe.items():
            if (trace := self._known.get(key)) is not None:
                self._try_content(trace, span_ids, last=True)
        self.forget(now)

    def forget(self, now: float) -> None:
        """Let go of the traces for which there is no room; what of them is still to be scored is scored now."""
        for trace in self._known.surplus(now):
            if trace.waits:
                self.pushed_out += 1
            if trace.raws:
                self.evaluate(trace, _PUSHED_OUT, now)
            for mark in trace.marks.values():
                mark.partial = mark.partial or _PUSHED_OUT.partial
            self._try_content(trace, tuple(trace.marks), last=True)

    def drain(self) -> None:
        """Score what waits for its content. What waits for its trace was completed before, or comes again."""
        for trace in self._known.everything():
            self._try_content(trace, tuple(trace.marks), last=True)
        self._waiting.clear()

    def _view(self, trace: KnownTrace, latest: int | None = None, *, whole: bool) -> Trace:
        """The trace, or the latest of its spans."""
        spans: Iterable[Span] = trace.spans.values()
        if latest is not None and len(trace.spans) > latest:
            spans = list(spans)[-latest:]
        events, earlier = self._content.of(trace.key), self._views.pop(trace.key, None)
        return Trace(spans, events, whole=whole, candidates=trace.marks, earlier=earlier)

    def _keep(self, key: TraceKey, view: Trace) -> None:
        """Keep what was read, for the next spans of a trace that come one by one."""
        view.forget_earlier()
        self._views[key] = view
        if len(self._views) > _MOST_VIEWS:
            _, oldest = self._views.popitem(last=False)
            oldest.settle()

    def _score(self, trace: KnownTrace, view: Trace, span_id: bytes, partial: str, now: float, *, whole: bool) -> None:
        interaction = view.interaction(span_id)
        if interaction is None:
            del trace.marks[span_id]
            if not trace.spans[span_id].sound:
                self._on_unsound()
            return
        mark = trace.marks[span_id]
        mark.partial, mark.whole = partial, whole
        if self._content_may_come(trace.key, interaction, now) and lacks_content(interaction):
            mark.waits = mark.lacks_content = True
            self._waiting.append((now + self._content_wait, trace.key, span_id))
        else:
            self._runs.start(trace.key, interaction, mark)

    def _content_may_come(self, key: TraceKey, interaction: Interaction, now: float) -> bool:
        return self._content.is_sent_by(metadata_of(key), service_of(interaction.span.resource), now)

    def _score_again(self, trace: KnownTrace, view: Trace, arrived: set[bytes], partial: str) -> None:
        """Score the spans again for which what came late changes something, or which were scored as partial."""
        spans = [span for span_id, span in trace.spans.items() if span_id not in arrived]
        before = Trace(spans, self._content.of(trace.key), candidates=trace.marks.keys() - arrived)
        for span_id, mark in trace.marks.items():
            if mark.waits:
                mark.partial = partial  # it is scored with all that has come by then
            then, now = before.interaction(span_id), view.interaction(span_id)
            if span_id in arrived or mark.waits or then is None or now is None:
                continue
            standing = view.standing(now)
            changed = (before.standing(then) if mark.standing is None else mark.standing) != standing
            mark.standing = standing
            if changed or (mark.partial and not partial):
                mark.partial, mark.whole = partial, not partial
                self._revise(trace, now, mark)

    def _revise(self, trace: KnownTrace, interaction: Interaction, mark: Mark) -> None:
        mark.revision += 1
        earlier, mark.scored, mark.lost, mark.written = mark.scored | mark.lost, frozenset(), frozenset(), b""
        self._runs.start(trace.key, interaction, mark, withdrawable=earlier)

    def _try_content(self, trace: KnownTrace, span_ids: Iterable[bytes], *, last: bool) -> None:
        """Score those of the spans that lack their content with what came; `last`: those that wait, also without it."""
        marks = [(span_id, mark) for span_id in span_ids if (mark := trace.marks.get(span_id)) is not None]
        spans = [(span_id, mark) for span_id, mark in marks if (mark.waits if last else mark.lacks_content)]
        if not spans:
            return
        view = self._view(trace, whole=all(mark.whole for _, mark in spans))
        for span_id, mark in spans:
            interaction = view.interaction(span_id)
            if interaction is not None and (last or not lacks_content(interaction)):
                self._runs.start(trace.key, interaction, mark)
                if not last:
                    self._revise_around(trace, view, interaction)
        self._keep(trace.key, view)

    def _revise_around(self, trace: KnownTrace, view: Trace, interaction: Interaction) -> None:
        """Score the model calls around one again for which it stands, now that its content has come."""
        ids, passed = interaction.span.ids, set[bytes]()
        while ids.span_id not in passed and (parent := trace.spans.get(ids.parent_id)) is not None:
            passed.add(ids.span_id)
            ids = parent.ids
            mark, around = trace.marks.get(ids.span_id), view.interaction(ids.span_id)
            if mark is None or not mark.scored or around is None or around.kind not in LLM:
                continue
            if view.standing_for(around, "llm") is not None:
                self._revise(trace, around, mark)


def duplicates(scorers: Iterable[ConfiguredScorer]) -> list[Outcome]:
    """What becomes of the scorers on a further copy of a span."""
    reason = "another copy of the span came before"
    return [Outcome(scorer.name, Decision.DUPLICATE, reason) for scorer in scorers]


def service_of(resource: Resource) -> str:
    name = resource.attribute("service.name")
    return name if isinstance(name, str) else ""
