"""Sources are files, variables and texts; later ones are merged over earlier ones, and --set over all of them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.config import InvalidConfiguration, Problem
from otelevals.config.merge import merge
from otelevals.config.nodes import Map, plain
from otelevals.config.reader import Budget
from otelevals.config.sources import Sources


def read(*sources: str, sets: tuple[str, ...] = (), environ: dict[str, str] | None = None) -> Map:
    return Sources(environ or {}, Budget(), []).read(sources, sets)


def values(*sources: str, sets: tuple[str, ...] = ()) -> Any:
    return plain(read(*[f"yaml:{source}" for source in sources], sets=sets))


def refusal(*sources: str, sets: tuple[str, ...] = ()) -> str:
    with pytest.raises(InvalidConfiguration) as caught:
        read(*sources, sets=sets)
    return str(caught.value)


def test_maps_are_merged_deeply_and_lists_replaced() -> None:
    assert values("{a: {b: 1, c: [1, 2]}, d: 1}", "{a: {c: [3], e: {}}}") == {"a": {"b": 1, "c": [3], "e": {}}, "d": 1}


def test_null_erases_what_was_there() -> None:
    assert values("{a: {b: {c: 1}}}", "{a: {b: null}}") == {"a": {"b": None}}
    assert values("{a: {b: {c: 1}}}", "{a: {b: null}}", "{a: {b: {d: 2}}}") == {"a": {"b": {"d": 2}}}


def test_places_follow_what_counts() -> None:
    tree = read("env:A", "env:B", environ={"A": "a: {b: 1,\n c: 2}", "B": "\n\na: {c: 3}"})
    inner = tree.entries["a"]
    assert isinstance(inner, Map)
    assert [str(inner.keys[key]) for key in "bc"] == ["env:A:1", "env:B:3"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("a.b=1", {"a": {"b": 1, "x": 0}}),
        ("a.b='1'", {"a": {"b": "1", "x": 0}}),
        ("a.b=", {"a": {"b": None, "x": 0}}),
        ("a.b=[c, {d: e=f}]", {"a": {"b": ["c", {"d": "e=f"}], "x": 0}}),
        ("a=5", {"a": 5}),
        ("c::otlp/v1.2::d=x", {"a": {"x": 0}, "c": {"otlp/v1.2": {"d": "x"}}}),
    ],
)
def test_a_setting_wins_over_every_source(setting: str, value: Any) -> None:
    assert values("a: {x: 0}", sets=(setting,)) == value


def test_later_settings_win() -> None:
    assert values("a: 0", sets=("a.b=1", "a.c=2", "a.b=3")) == {"a": {"b": 3, "c": 2}}


def test_a_text_may_have_paths_as_keys() -> None:
    assert values("a::b::c: 1", "a::b::d: 2") == {"a": {"b": {"c": 1, "d": 2}}}


def test_files_are_read_with_and_without_their_scheme(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    (tmp_path / "d.yaml").write_text("b: 2")
    sources = Sources({}, Budget(), [])
    tree = sources.read([str(tmp_path / "c.yaml"), f"file:{tmp_path}/d.yaml"], [])
    assert plain(tree) == {"a": 1, "b": 2}
    assert sources.files == [tmp_path / "c.yaml", tmp_path / "d.yaml"]
    assert str(tree.keys["a"]) == f"{tmp_path}/c.yaml:1"


def test_everything_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b" " * (4 * 1024 * 1024 + 1))
    (tmp_path / "latin").write_bytes(b"a: 1\nb: \xe9")
    (tmp_path / "dup").write_text("a: 1\na: 2")
    names = [str(tmp_path / name) for name in ("dup", "large", "latin", "none")]
    assert refusal(*names, "env:NOPE", "https://x/y", "yaml:[1]", sets=("a.b", "a..b=1")) == "\n".join(
        [
            "--set a..b :: a part of the name is empty",
            "--set a.b :: missing equal sign",
            f"{tmp_path}/dup:2 :: a :: the key is used twice in one map (first on line 1)",
            f"{tmp_path}/large :: the file is larger than 4 MiB",
            f"{tmp_path}/latin :: line 2 of {tmp_path}/latin is not valid UTF-8",
            f"{tmp_path}/none :: cannot read {tmp_path}/none: No such file or directory",
            "<yaml>:1 :: expected sections such as receivers, exporters and service",
            "env:NOPE :: the environment variable NOPE is not set",
            "https://x/y :: there is no source https (valid: file, env, yaml)",
        ]
    )


def test_something_must_be_configured() -> None:
    assert refusal() == "--config :: at least one source is needed"
    assert refusal("yaml:") == "<yaml> :: empty configuration"
    assert values("", "a: 1") == {"a": 1}


def test_a_long_setting_is_refused() -> None:
    assert refusal(sets=(".".join("a" * 65) + "=1",)).endswith(" :: nested more than 64 levels deep")


TREES = st.recursive(
    st.none() | st.integers() | st.lists(st.integers()),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)
MAPS = st.dictionaries(st.sampled_from("abc"), TREES, min_size=1)


def tree_of(value: Any) -> Map:
    return read(f"yaml:{value}".replace("None", "null"))


@given(MAPS, MAPS)
def test_merging_twice_changes_nothing_more(earlier: Any, later: Any) -> None:
    once = merge(tree_of(earlier), tree_of(later))
    assert plain(merge(once, tree_of(later))) == plain(once)


@given(st.text(), st.text(alphabet="a.b:=[{- "))
def test_any_text_is_read_or_refused(text: str, setting: str) -> None:
    problems: list[Problem] = []
    try:
        Sources({}, Budget(), problems).read([f"yaml:{text}"], [setting])
    except InvalidConfiguration as error:
        problems = error.problems
    assert all(str(problem) for problem in problems)
