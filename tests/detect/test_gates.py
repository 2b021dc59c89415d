"""Gates keep no search from what it would find."""

import pytest

from otelevals.detect.engine import Detector
from otelevals.detect.finding import Finding
from otelevals.detect.gates import Gates
from otelevals.detect.text import Text
from tests.detect.corpus.corpus import Half, corpus


def test_only_what_a_text_opens_is_given_in_the_order_of_the_gates() -> None:
    gates = Gates([("b", "second"), ("[0-9]", "digits"), ("a|é", "first")])
    assert gates.open_for(Text("xyz")) == []
    assert gates.open_for(Text("a1")) == ["digits", "first"]
    assert gates.open_for(Text("éb")) == ["second", "first"]


@pytest.mark.parametrize("half", ["development", "frozen"])
def test_what_stands_behind_closed_gates_finds_nothing(half: Half) -> None:
    gates = Detector()._gates
    for case in corpus(half):
        text = Text(case.text)
        opened = gates.open_for(text)
        closed: list[Finding] = [each for step in gates._gated if step not in opened for each in step(text)]
        assert closed == [], case.text
