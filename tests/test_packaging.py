"""The wheel and the sdist hold the whole engine once, and an installed otelevals runs from anywhere."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT))
    return out


def run(*command: str, cwd: Path | None = None) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


@pytest.mark.xdist_group("packaging")
def test_the_wheel_holds_every_module_once(built: Path) -> None:
    names = zipfile.ZipFile(only(built, "*.whl")).namelist()
    expected = {
        f"otelevals/{path.relative_to(ROOT / 'otelevals')}"
        for path in (ROOT / "otelevals").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    expected |= {
        f"otelevals/{kind}/{path.name}" for kind in ("processors", "exporters") for path in (ROOT / kind).glob("*.py")
    }
    assert {name for name in names if name.endswith(".py")} == expected
    assert len(names) == len(set(names))
    assert "otelevals/conditions/grammar.lark" in names
    rubrics = [path for path in (ROOT / "otelevals/judges/rubrics").rglob("*") if path.is_file()]
    assert {str(path.relative_to(ROOT)) for path in rubrics} <= set(names)
    assert "otelevals/py.typed" in names


@pytest.mark.xdist_group("packaging")
def test_a_wheel_built_from_the_sdist_is_the_same(built: Path, tmp_path: Path) -> None:
    with tarfile.open(only(built, "*.tar.gz")) as sdist:
        sdist.extractall(tmp_path, filter="data")
    run(
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        str(tmp_path / "out"),
        str(only(tmp_path, "otelevals-*")),
    )
    again = zipfile.ZipFile(only(tmp_path / "out", "*.whl")).namelist()
    assert sorted(again) == sorted(zipfile.ZipFile(only(built, "*.whl")).namelist())


@pytest.mark.xdist_group("packaging")
def test_an_installed_wheel_runs_from_another_directory(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = str(tmp_path / "venv/bin/python")
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, str(only(built, "*.whl")))
    here = subprocess.run(
        [sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(here + "\n")
    out = run(python, "-I", "-m", "otelevals", "version", cwd=tmp_path)
    assert out.startswith("otelevals 0.")
    where = run(python, "-c", "import otelevals.processors as p; print(p.__file__)", cwd=tmp_path)
    assert where.startswith(site)


def test_a_top_level_folder_cannot_be_imported_under_its_own_name() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import processors"
    result = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, check=False)
    assert "ImportError: import otelevals.processors" in result.stderr
