"""What scorers must see of a scenario: each exchange is one target, with the documents and the session that are its.

It is compared like the spans of a kind, and follows from the calls of a model that are expected, or were scored.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.interop.inspection import Seen
from tests.interop.judging import Judged
from tests.interop.spans import Id, Span, around

TARGET = "target"
Fields = dict[str, Any]


def expected_target(calls: Sequence[Mapping[str, Any]]) -> Fields:
    """`roots` is how many outermost spans are scored for each answer, `whole` the answers that these have, too."""
    answers = {each["output_text"].strip(): each for each in calls if each.get("output_text") is not None}
    target: Fields = {"kind": TARGET, "calls": len(calls)}
    if answers:
        target |= {"answers": sorted(answers), "roots": 1, "whole": sorted(answers)}
        target["contexts"] = {text: sorted(each.get("context", ())) for text, each in answers.items()}
    for name in ("session", "user"):
        if all(name in each for each in calls):
            target[f"{name}s"] = sorted({each[name] for each in calls})
    if all("output_tokens" in each for each in calls):
        target["tokens"] = _sum((each["input_tokens"], each["output_tokens"]) for each in calls)
        target["tokens_of_trace"] = target["tokens"]
    return target


def seen_target(judged: Sequence[Judged], spans: Mapping[Id, Span]) -> Seen:
    """The same of what was scored."""
    answers, calls, wholes = ([each for each in judged if each.scorer == name] for name in ("answer", "call", "whole"))
    contexts = {_text(each): sorted(each.seen["context"]) for each in answers}
    roots = [[whole for whole in wholes if whole.span in around(each.span, spans)] for each in answers]
    by_trace = {each.span[0]: each.seen["tokens_of_trace"] for each in calls}
    fields: Fields = {
        "kind": TARGET,
        "calls": len(calls),
        "answers": sorted(map(_text, answers)),
        "contexts": contexts,
        "roots": _common(map(len, roots)),
        "whole": sorted([_text(each) for each, found in zip(answers, roots, strict=True) if _is_told(each, found)]),
        "sessions": _known(each.seen["session"] for each in calls),
        "users": _known(each.seen["user"] for each in calls),
        "tokens": _sum(each.seen["tokens"] for each in calls),
        "tokens_of_trace": _sum(by_trace.values()),
    }
    return Seen(TARGET, fields)


def _text(answer: Judged) -> str:
    return str(answer.seen["output"]).strip()


def _is_told(answer: Judged, wholes: Iterable[Judged]) -> bool:
    return any(_text(answer) in (whole.seen["output"] or "") for whole in wholes)


def _common(counts: Iterable[int]) -> int | list[int] | None:
    """The count when all are the same."""
    found = sorted(set(counts))
    return found[0] if len(found) == 1 else found or None


def _known(names: Iterable[str | None]) -> list[str] | None:
    found = {name or "" for name in names}
    return sorted(found) if any(found) else None


def _sum(pairs: Iterable[Sequence[int | None]]) -> list[int]:
    """Input and output tokens."""
    columns = list(zip(*pairs, strict=True)) or [(), ()]
    return [sum(each or 0 for each in column) for column in columns]
