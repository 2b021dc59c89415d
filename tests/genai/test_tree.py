"""Spans are inside one another as their parents say, unless those are not here or turn in a circle."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.span import Span
from otelevals.genai.tree import Node, Tree, first_of_each, inside
from tests.genai.traces import id_of, part


def tree(*spans: Span) -> Tree:
    return Tree(first_of_each(spans), lambda span: None)


def names(nodes: Sequence[Node]) -> list[str]:
    return [node.span.message.name for node in nodes]


def test_each_comes_after_the_one_it_is_inside_in_order_of_time() -> None:
    spans = part("c", {}, "a", (3, 4)), part("a", {}), part("d", {}, "b", (2, 3)), part("b", {}, "a", (1, 3))
    found = tree(*spans)
    assert names(found.nodes) == ["a", "b", "d", "c"]
    a, b, d, c = found.nodes
    assert (a.holds(c), b.holds(d), d.holds(d), b.holds(c), c.holds(a)) == (True, True, True, False, False)
    assert (d.top, d.parent, found.orphans) == (a, b, set())


def test_a_parent_that_is_not_here_is_none() -> None:
    found = tree(part("b", {}, "missing"), part("a", {}))
    assert names(found.tops) == ["a", "b"]
    assert names(list(found.orphans)) == ["b"]


@pytest.mark.parametrize("spans", [[part("a", {}, "a")], [part("b", {}, "c"), part("c", {}, "a"), part("a", {}, "b")]])
def test_a_circle_is_opened_at_the_smallest_id(spans: list[Span]) -> None:
    found = tree(*spans)
    assert names(found.tops) == names(list(found.orphans)) == ["a"]
    assert names(found.nodes) == ["a", "c", "b"][: len(spans)]


def test_a_parent_of_zeros_is_none() -> None:
    assert tree(part("a", {}, "\0" * 8)).orphans == set()


def test_the_first_of_spans_with_one_id_counts_and_broken_ones_are_left_out() -> None:
    first = part("a", {"n": 1})
    assert first_of_each([first, part("a", {"n": 2}), Span(b"\xff", first.scope)]) == {id_of("a"): first}


def test_which_nodes_are_inside_one() -> None:
    found = tree(part("a", {}), part("b", {}, "a", (1, 2)), part("c", {}, "b", (1, 2)), part("d", {}, "a", (2, 3)))
    some = [node for node in found.nodes if node.span.message.name in "bcd"]
    start, end = inside(some, found.by_id[id_of("b")])
    assert names(some[start:end]) == ["b", "c"]
    assert inside(some, None) == (0, 3)


def test_a_chain_of_ten_thousand_spans_is_walked_without_recursion() -> None:
    found = tree(*[part(str(number), {}, str(number - 1)) for number in range(10_000)])
    assert len(found.nodes) == 10_000
    assert found.tops[0].last == 9_999


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_whatever_parents_spans_claim_each_is_there_once_and_the_order_of_arrival_says_nothing(
    parents: list[int], random: object
) -> None:
    spans = [part(f"s{number}", {}, f"s{parent}", (parent, number)) for number, parent in enumerate(parents)]
    found = tree(*spans)
    assert sorted(names(found.nodes)) == sorted(span.message.name for span in spans)
    assert [node.entry for node in found.nodes] == list(range(len(spans)))
    for node in found.nodes:
        held = [other for other in found.nodes if node.holds(other)]
        assert held == found.nodes[node.entry : node.last + 1]
        assert node.parent is None or node.parent.holds(node)
    random.shuffle(spans)  # type: ignore[attr-defined]
    assert names(tree(*spans).nodes) == names(found.nodes)
