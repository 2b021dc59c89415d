"""A trace: its GenAI spans completed with what its other spans know, and which of them tell of one exchange."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any

from otelevals.api.span import Span
from otelevals.genai.evidence import Event
from otelevals.genai.exchange import ROLES, Exchanges, Role
from otelevals.genai.fields import Field, Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import NEVER_SCORED
from otelevals.genai.lending import LENDING
from otelevals.genai.lent import Lent
from otelevals.genai.recognise import is_genai, is_genai_after_all, prefilter
from otelevals.genai.tree import Node, Tree, first_of_each
from otelevals.genai.usage import Usage
from otelevals.otlp.shadow import MalformedRequest

_TWICE = 8  # events of one moment that are compared


class Trace:
    """Spans of one trace, in any order; the first of those with one id counts, and one that is broken is left out.

    Nothing is read before somebody asks: what spans are to one another is only found out for what they lend.
    """

    def __init__(
        self,
        spans: Iterable[Span],
        events: Mapping[bytes, Sequence[Event]] | None = None,
        *,
        whole: bool = True,
        candidates: Collection[bytes] | None = None,
        earlier: "Trace | None" = None,
    ) -> None:
        """`events`: what came as log records, by the id of the span that it belongs to. `whole`: whether all spans are
        thought to be here; else a parent that is not here may still come. `candidates`: the ids of those that the
        prefilter let through, where that is known. `earlier`: the trace as it was when it had fewer of the same spans,
        so that what was read of them is not read again."""
        self._given = tuple(spans)
        self._events = events or {}
        self._whole = whole
        self._candidates = candidates
        self._earlier = {} if earlier is None else earlier._views
        self._views: dict[bytes, Interaction | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """What was found out is found out again where it goes."""
        candidates = None if self._candidates is None else frozenset(self._candidates)
        return _again, (self._given, dict(self._events), self._whole, candidates)

    @cached_property
    def interactions(self) -> Sequence[Interaction]:
        """Of the GenAI spans, in order of their start; one is before those inside it that began with it."""
        return [node.interaction for node in sorted(self._tree.nodes, key=_start) if node.interaction is not None]

    def interaction(self, span_id: bytes) -> Interaction | None:
        if span_id not in self._views:
            span = self._spans.get(span_id)
            if span is None:
                return None
            self._views[span_id] = self._view(span)
        return self._views[span_id]

    def standing_for(self, interaction: Interaction, role: Role) -> Interaction | None:
        """Another span of the same exchange that stands for this one in that role; None when this one is the target."""
        if self._alone:
            return None
        node = self._exchanges.standing_for(self._node(interaction), role)
        return None if node is None else node.interaction

    def reason(self, interaction: Interaction, role: Role) -> str | None:
        """Why this one is not the target in that role, as a sentence; None when it is."""
        if self._alone:
            return None
        return self._exchanges.reason(self._node(interaction), role)

    def is_root(self, interaction: Interaction) -> bool:
        """Whether no GenAI span is around it, nor can be when the rest of the trace comes."""
        node = self._node(interaction)
        return node.genai_around is None and (self._whole or node.top not in self._tree.orphans)

    @property
    def usage(self) -> Usage:
        """Of the whole trace, each exchange counted once."""
        return self._lent.counted.usage

    def standing(self, interaction: Interaction) -> Hashable:
        """Equal in two traces when nothing has changed of what others lend to the span or say of its roles."""
        fields = [(name, interaction.get(name)) for name in LENDING]
        lent = [(name, *_who(field)) for name, field in fields if isinstance(field, Found) and field.lender is not None]
        roles = [(role, _id(self.standing_for(interaction, role))) for role in ROLES]
        said = repr((lent, roles, interaction.root, interaction.joined))
        return blake2b(said.encode(errors="replace"), digest_size=16).digest()

    def complete(self, interaction: Interaction, name: str) -> Field:
        """A field of one of its interactions: its own, else what another span lends it."""
        own = interaction.own(name)
        if (
            name not in LENDING
            or (isinstance(own, Found) and own.value != () and name != "evaluations")
            or interaction.kind in NEVER_SCORED
        ):
            return own
        return self._lent.complete(self._node(interaction), name, own)

    def forget_earlier(self) -> None:
        """Let go of the trace as it was before, which knows the one before it in turn."""
        self._earlier = {}

    def settle(self) -> None:
        """Let go of what was decoded of the spans: it takes many times their size."""
        for span in self._given:
            span.settle()

    @cached_property
    def _alone(self) -> bool:
        """Whether there is no other GenAI span, which is seen without reading any."""
        if self._candidates is not None:
            return len(self._candidates) < 2
        return sum(prefilter(span.raw) for span in self._spans.values()) < 2

    @cached_property
    def _spans(self) -> dict[bytes, Span]:
        return first_of_each(self._given)

    @cached_property
    def _tree(self) -> Tree:
        return Tree(self._spans, lambda span: self.interaction(span.ids.span_id))

    @cached_property
    def _exchanges(self) -> Exchanges:
        return Exchanges(self._tree)

    @cached_property
    def _lent(self) -> Lent:
        return Lent(self._tree, self._exchanges)

    def _is_genai(self, span: Span) -> bool:
        if self._candidates is None:
            return is_genai(span)
        return span.ids.span_id in self._candidates and is_genai_after_all(span)

    def _node(self, interaction: Interaction) -> Node:
        return self._tree.by_id[interaction.span.ids.span_id]

    def _view(self, span: Span) -> Interaction | None:
        events = self._events.get(span.ids.span_id, ())
        earlier = self._earlier.get(span.ids.span_id)
        if earlier is not None and earlier.span is span and len(earlier.joined) == len(events):
            return earlier.within(self)
        try:
            if not self._is_genai(span) or not span.sound:
                return None
        except MalformedRequest:
            return None
        return Interaction(span, self, in_order(events))


def _again(
    spans: Sequence[Span], events: Mapping[bytes, Sequence[Event]], whole: bool, candidates: Collection[bytes] | None
) -> Trace:
    return Trace(spans, events, whole=whole, candidates=candidates)


def in_order(events: Iterable[Event]) -> Sequence[Event]:
    """As they were written, however they arrived; one that arrived twice is there once."""
    found: list[Event] = []
    for event in sorted(events, key=lambda each: each.time):
        if not event.time or event not in found[-_TWICE:]:
            found.append(event)
    return found


def _start(node: Node) -> int:
    return node.start


def _who(field: Found) -> tuple[str, bytes, str]:
    return field.source, b"" if field.lender is None else field.lender.ids.span_id, repr(field.value)


def _id(interaction: Interaction | None) -> bytes:
    return b"" if interaction is None else interaction.span.ids.span_id
