"""How much memory the process has and may have, and giving back what it no longer needs."""

import ctypes
import gc
import os
from pathlib import Path

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8  # of mallopt
_ARENAS = 4  # each keeps some MiB; with one for each of many threads that adds up over the first hour
_UNLIMITED = 1 << 60  # cgroup v1 says "no limit" as a number near 2**63


def resident_bytes(statm: Path = Path("/proc/self/statm")) -> int:
    """The resident memory of this process; OSError where the system does not tell."""
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def total_bytes(proc: Path = Path("/proc/self/cgroup"), mount: Path = Path("/sys/fs/cgroup")) -> int:
    """The memory this process may use: the least of its cgroup limits and the physical memory."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([physical, *_cgroup_limits(proc, mount)])


def release_memory() -> None:
    """Collect garbage, and let the allocator return free pages to the system where it can (glibc)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def keep_freed_memory() -> None:
    """Let the allocator (glibc) keep freed pages for the next batch.

    At its defaults it returns and faults in the same pages for every batch, which cost a third of the CPU of a pipeline
    with processors. `release_memory` still gives everything back.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    if option is not None:
        option(_TRIM_THRESHOLD, 64 << 20)
        option(_TOP_PAD, 4 << 20)
        option(_MMAP_THRESHOLD, 32 << 20)
        option(_ARENA_MAX, _ARENAS)


def _cgroup_limits(proc: Path, mount: Path) -> list[int]:
    """The limits of the process's cgroup and those above it. In a container its path may name a folder of the host,
    which is not there: then only the root counts, which is the container's own."""
    limits = []
    for line in _text(proc).splitlines():
        number, controllers, path = line.split(":", 2)
        if number == "0":
            root, name = mount, "memory.max"
        elif "memory" in controllers.split(","):
            root, name = mount / "memory", "memory.limit_in_bytes"
        else:
            continue
        folder = root / path.lstrip("/")
        places = [place for place in (folder, *folder.parents) if place.is_relative_to(root)]
        limits += [int(text) for place in places if (text := _text(place / name).strip()).isdigit()]
    return [limit for limit in limits if limit < _UNLIMITED]


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
