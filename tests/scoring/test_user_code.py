"""Code of the user's own is loaded as it is now, and whatever it raises is said."""

import pickle
from pathlib import Path

import pytest

from otelevals.scoring.user_code import CannotLoad, load_file, load_installed


def test_a_file_is_read_anew_each_time_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    for number in (1, 2):
        file.write_text(f"amount = {number}\n")
        module = load_file(file, "code.py", "test")
        assert module.amount == number
    assert list(tmp_path.iterdir()) == [file]


def test_files_of_the_same_name_and_uses_of_the_same_file_are_kept_apart(tmp_path: Path) -> None:
    files = [tmp_path / folder / "code.py" for folder in ("one", "other")]
    for file in files:
        file.parent.mkdir()
        file.write_text("class Thing: pass\n")
    modules = [load_file(file, "code.py", use) for file in files for use in ("test", "trial")]
    for module in modules:
        assert type(pickle.loads(pickle.dumps(module.Thing()))) is module.Thing


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("def f(:", "code.py cannot be loaded: SyntaxError: invalid syntax (code.py, line 1)"),
        ("raise SystemExit(3)", "code.py cannot be loaded: SystemExit: 3"),
    ],
)
def test_what_it_raises_is_said(tmp_path: Path, code: str, sentence: str) -> None:
    (tmp_path / "code.py").write_text(code)
    with pytest.raises(CannotLoad) as caught:
        load_file(tmp_path / "code.py", "code.py", "test")
    assert str(caught.value) == sentence


def test_an_interrupt_is_none_of_its_mistakes(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        load_file(tmp_path / "code.py", "code.py", "test")


def test_a_module_that_is_not_installed() -> None:
    with pytest.raises(CannotLoad, match=r"^no\.such cannot be loaded: ModuleNotFoundError: No module named 'no'$"):
        load_installed("no.such")
