"""Each exchange must be one target, with documents and a session that are its own, and tokens that are counted once."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.interop.compare import differences, with_target
from tests.interop.inspection import Seen
from tests.interop.judging import Judged
from tests.interop.targets import seen_target

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPANS = {
    (TRACE, name): {"parentSpanId": parent} for name, parent in (("root", ""), ("door", "root"), ("tower", "root"))
}
TOKENS = {"input_tokens": 3, "output_tokens": 1}


def chat(name: str) -> dict[str, Any]:
    return {"kind": "chat", "output_text": f"A {name}.", "context": [f"The {name}."], "session": "one", **TOKENS}


def call(name: str, session: str | None = "one", tokens: Sequence[int] = (3, 1)) -> Judged:
    seen = {"session": session, "user": None, "tokens": tokens, "tokens_of_trace": [6, 2]}
    return Judged("call", (TRACE, name), seen)


def answer(name: str, *context: str) -> Judged:
    return Judged("answer", (TRACE, name), {"output": f"A {name}.", "context": context or [f"The {name}."]})


def whole(name: str = "root", output: str | None = "A door. A tower.") -> Judged:
    return Judged("whole", (TRACE, name), {"output": output})


def differing(*judged: Judged) -> set[str]:
    expected = [chat("door"), chat("tower")]
    inspected = [Seen(each["output_text"], {**each, "usage": TOKENS}) for each in expected]
    wanted, seen = with_target(expected, inspected), [*inspected, seen_target(judged, SPANS)]
    found = differences("together", "played", wanted, seen, {"chat"})
    assert {each.kind for each in found} <= {"target"}
    return {each.field for each in found}


def test_two_answers_in_one_trace_are_two_targets_inside_one_root() -> None:
    assert differing(call("door"), call("tower"), answer("door"), answer("tower"), whole()) == set()


@pytest.mark.parametrize(
    ("judged", "fields"),
    [
        ([call("root"), answer("door"), answer("tower"), whole()], {"calls", "tokens"}),
        ([answer("door"), answer("tower"), answer("tower"), whole()], {"answers", "whole"}),
        ([answer("door"), whole()], {"answers", "whole", "contexts"}),
        ([answer("door", "The tower."), answer("tower"), whole()], {"contexts"}),
        ([answer("door"), answer("tower", "The tower.", "The door."), whole()], {"contexts"}),
        ([answer("door"), answer("tower")], {"roots", "whole"}),
        ([answer("door"), answer("tower"), whole(), whole("door")], {"roots"}),
        ([answer("door"), answer("tower"), whole(output=None)], {"whole"}),
    ],
    ids=["call twice", "answer twice", "no answer", "others' documents", "more", "no root", "two roots", "no output"],
)
def test_what_is_scored_twice_or_not_or_with_the_documents_of_others_differs(
    judged: list[Judged], fields: set[str]
) -> None:
    assert differing(call("door"), call("tower"), *judged) == fields


def test_a_session_that_not_every_call_has_differs() -> None:
    answers = answer("door"), answer("tower"), whole()
    assert differing(call("door"), call("tower", session=None), *answers) == {"sessions"}
    assert differing(call("door"), call("tower", session="two"), *answers) == {"sessions"}


def test_what_is_no_answer_for_who_inspects_it_is_none_for_scorers() -> None:
    inspected = [Seen("", {"kind": "chat", "usage": TOKENS, "session": "one"})]
    (_, target) = with_target([chat("door")], inspected)
    assert target == {"kind": "target", "calls": 1, "sessions": ["one"], "tokens": [3, 1], "tokens_of_trace": [3, 1]}
    assert with_target([chat("door")], []) == [chat("door")]
