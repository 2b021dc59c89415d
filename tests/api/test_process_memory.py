"""What the process may use is the least of its cgroup limits and the machine's memory."""

import os
from pathlib import Path

import pytest

from otelevals.api.process_memory import release_memory, resident_bytes, total_bytes

PHYSICAL = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_resident_memory_is_read_in_pages(tmp_path: Path) -> None:
    assert resident_bytes(write(tmp_path / "statm", "900 25 3 4 0 6 0\n")) == 25 * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc here")
def test_this_process_has_resident_memory_after_releasing_what_it_can() -> None:
    release_memory()
    assert 1_000_000 < resident_bytes() < PHYSICAL


@pytest.mark.parametrize(
    ("cgroup", "files", "expected"),
    [
        pytest.param("0::/\n", {"memory.max": "64000000\n"}, 64_000_000, id="v2 in a container"),
        pytest.param(
            "0::/a/b\n",
            {"a/memory.max": "50000000", "a/b/memory.max": "max"},
            50_000_000,
            id="v2 with the limit above",
        ),
        pytest.param("0::/a\n", {"a/memory.max": "max"}, PHYSICAL, id="v2 without limit"),
        pytest.param(
            "5:cpu:/x\n4:memory:/docker/f00\n",
            {"memory/memory.limit_in_bytes": "32000000"},
            32_000_000,
            id="v1 whose path is the host's",
        ),
        pytest.param("4:memory:/\n", {"memory/memory.limit_in_bytes": "9223372036854771712"}, PHYSICAL, id="v1 none"),
        pytest.param("", {}, PHYSICAL, id="no cgroups"),
    ],
)
def test_the_limit_of_the_container_counts(tmp_path: Path, cgroup: str, files: dict[str, str], expected: int) -> None:
    for name, text in files.items():
        write(tmp_path / "mount" / name, text)
    assert total_bytes(write(tmp_path / "cgroup", cgroup), tmp_path / "mount") == expected


def test_a_system_without_cgroups_has_its_physical_memory(tmp_path: Path) -> None:
    assert total_bytes(tmp_path / "absent", tmp_path) == PHYSICAL
