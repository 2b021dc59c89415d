"""A rubric is found by its name, in a file, or in the configuration itself; what is wrong with it is said."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.rubric import BadRubric, Rubric, built_in, find_rubric
from otelevals.judges.scale import BOOLEAN, parse_scale

NAMES = ", ".join(built_in())
FRONT = """\
---
name: tone
version: 3
description: Is the tone right?
needs: [output]
optional: [input]
on: root
scale: {labels: {yes: 1, no: 0}}
threshold: 1
examples:
  - {output: Go away., explanation: It is rude., verdict: no}
changes:
  3: Clearer.
  2: Labels.
---
Judge {{output}}.

## Scale

- yes: polite, as {{input}} calls for it
- no: rude
"""


def test_a_word_is_a_rubric_that_comes_with_it() -> None:
    rubric = find_rubric("faithfulness", Path())
    assert (rubric.name, rubric.version, rubric.needs, rubric.on) == ("faithfulness", "1", ("context", "output"), "llm")


def test_a_file_is_found_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "my rubrics").mkdir()
    (tmp_path / "my rubrics/tone.md").write_text(FRONT)
    rubric = find_rubric("my rubrics/tone.md", tmp_path)
    assert (rubric.name, rubric.version, rubric.description) == ("tone", "3", "Is the tone right?")
    assert (rubric.needs, rubric.optional, rubric.inputs) == (("output",), ("input",), ("input", "output"))
    assert (rubric.on, rubric.threshold, rubric.scale) == ("root", 1.0, parse_scale({"labels": {"yes": 1, "no": 0}}))
    assert rubric.instructions == "Judge <output>."
    assert rubric.scale_text == "- yes: polite, as <input> calls for it\n- no: rude"
    assert [(example.material, example.answer) for example in rubric.examples] == [
        ({"output": "Go away."}, {"explanation": "It is rude.", "verdict": "no"})
    ]
    assert rubric.changes == (("3", "Clearer."), ("2", "Labels."))


def test_a_file_needs_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "tone").write_text("Is it polite?\n")
    rubric = find_rubric("./tone", tmp_path)
    assert (rubric.name, rubric.needs, rubric.scale) == ("tone", ("input", "output"), BOOLEAN)
    assert rubric.version == rubric.content_hash


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Is the answer polite?", ("input", "output")),
        ("Is {{output}} polite?", ("output",)),
        ("Does {{ output }} use\nwhat is in {{context}}?", ("context", "output")),
        ('Is it {"json": {}}, as a file such as a.md is not?', ("input", "output")),
    ],
)
def test_text_names_what_it_needs(text: str, needs: tuple[str, ...]) -> None:
    rubric = find_rubric(text, Path())
    assert (rubric.name, rubric.needs, rubric.optional) == ("inline", needs, ())
    assert "{{" not in rubric.instructions


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (" ", "the rubric is empty"),
        ("tone", f"unknown rubric 'tone' (valid: {NAMES})"),
        ("faithfullness", f"unknown rubric 'faithfullness' (valid: {NAMES}; did you mean faithfulness?)"),
        ("Is {{answer}} polite?", None),
        ("## Scale\n- pass: yes", "the rubric has no instructions"),
        ("---\nneeds: [output]\nIs it?", "front matter: it has no end: a line of ---"),
        ("---\nneeds: [\n---\nIs it?", None),
        ("---\nneeds: [reply]\n---\nIs it?", None),
        ("---\nneed: [output]\n---\nIs it?", None),
        ("---\n- needs\n---\nIs it?", None),
        ("---\nneeds: [output]\noptional: [output]\n---\nIs it?", "front matter: 'output' is in needs and in optional"),
        (
            "---\nneeds: [output]\n---\nIs {{input}}?",
            "{{input}} is in the text, but neither in needs nor in optional",
        ),
        (
            "---\nscale: 1..5\nthreshold: 7\n---\nIs it?",
            "front matter: expected a threshold between 1 and 5, as the scale has them",
        ),
        ("---\nscale: 1-5\n---\nIs it?", None),
        (
            "---\nexamples: [{output: x, explanation: y, verdict: yes}]\n---\nIs it?",
            "front matter: example 1: verdict: expected one of pass, fail, cannot_judge",
        ),
        ("x " * 60_000, "the rubric is longer than 100000 characters"),
    ],
)
def test_what_is_wrong_is_said(written: str, sentence: str | None) -> None:
    with pytest.raises(BadRubric) as raised:
        find_rubric(written, Path())
    if sentence is not None:
        assert str(raised.value) == sentence


def test_what_would_be_right_is_said() -> None:
    inputs = (
        "context, documents, expected, input, messages, output, query, system, tool_arguments, tool_calls, tool_name, "
        "tool_result, tools"
    )
    keys = "changes, description, examples, name, needs, on, optional, scale, threshold, version"
    scale = "expected boolean, numbers such as 1..5, labels such as {labels: {good: 1, ok: 0.5, bad: 0}}"
    sentences = {
        "Is {{answer}} polite?": f"{{{{answer}}}} is nothing that a judge is shown (valid: {inputs})",
        "---\nneeds: [ouput]\n---\nIs it?": f"front matter: needs: 'ouput' is nothing that a judge is shown (valid: "
        f"{inputs}; did you mean output?)",
        "---\nneed: [output]\n---\nIs it?": f"front matter: unknown key 'need' (valid: {keys}; did you mean needs?)",
        "---\n- needs\n---\nIs it?": f"front matter: expected keys and values (valid: {keys})",
        "---\nscale: 1-5\n---\nIs it?": f"front matter: scale: {scale}",
        "---\nneeds: [\n---\nIs it?": "front matter: invalid YAML: expected the node content, but found '<stream end>' "
        "(line 3)",
    }
    for written, sentence in sentences.items():
        with pytest.raises(BadRubric) as raised:
            find_rubric(written, Path())
        assert str(raised.value) == sentence


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes("Wörter".encode("latin-1"))
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "wrong.md").write_text("---\nscale: 5..1\n---\nIs it?")
    for written, sentence in (
        ("tone.md", f"tone.md is not a file in {tmp_path}"),
        ("latin.md", "latin.md: it is not text in UTF-8"),
        ("folder.md", "folder.md: is a directory"),
        (
            "wrong.md",
            "wrong.md: front matter: scale: 5..1 has no numbers to choose from: write the least one first",
        ),
    ):
        with pytest.raises(BadRubric) as raised:
            find_rubric(written, tmp_path)
        assert str(raised.value) == sentence


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(lambda text: f"---\n{text}\n---\nIs it?"))
def test_any_front_matter_is_read_or_refused(written: str) -> None:
    with contextlib.suppress(BadRubric):
        assert find_rubric(written, Path()).instructions


@pytest.fixture
def tone() -> Rubric:
    return find_rubric(FRONT, Path())


def test_another_scale_leaves_out_what_was_said_of_the_own_one(tone: Rubric) -> None:
    other = tone.adapted(parse_scale("1..5"), 4)
    assert (other.scale_text, other.examples, other.threshold) == ("", (), 4.0)
    assert tone.adapted(parse_scale("1..5")).threshold is None
    same = tone.adapted(parse_scale({"labels": {"yes": 1, "no": 0}}))
    assert same == tone


def test_examples_of_a_scorer_replace_those_of_the_rubric(tone: Rubric) -> None:
    example = {"output": "Thanks!", "explanation": "It is kind.", "verdict": "yes"}
    assert [each.material for each in tone.adapted(examples=[example]).examples] == [{"output": "Thanks!"}]
    with pytest.raises(ValueError, match=r"^example 1: verdict: expected one of 1, 2, 3, cannot_judge$"):
        tone.adapted(parse_scale("1..3"), examples=[example])


def test_the_hash_is_of_what_decides(tone: Rubric) -> None:
    hashes = {
        tone.content_hash,
        tone.adapted(threshold=0.5).content_hash,
        tone.adapted(parse_scale("1..5")).content_hash,
        find_rubric(FRONT.replace("rude\n", "unfriendly\n"), Path()).content_hash,
        find_rubric(FRONT.replace("Judge", "Look at"), Path()).content_hash,
        find_rubric(FRONT.replace("It is rude.", "Rude."), Path()).content_hash,
    }
    assert len(hashes) == 6
    assert find_rubric(FRONT.replace("Clearer.", "As clear."), Path()).content_hash == tone.content_hash
