"""The files of a journal: what it asks of a disk, so that a test can have one that fails and forgets."""

import errno
import fcntl
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Disk(Protocol):
    """A folder of files. Everything may raise OSError; what was not synced may be lost."""

    def names(self) -> list[str]:
        """All files, in order of their names."""

    def size(self, name: str) -> int: ...

    def write(self, name: str, offset: int, parts: Sequence[bytes]) -> None:
        """Write all of it, one part after another, into a file that is made if it is not there. After an error a part
        of it may be there."""

    def sync(self, name: str) -> None:
        """Return when all that was written survives a loss of power, and so does the name."""

    def read(self, name: str, offset: int, size: int) -> bytes: ...

    def rename(self, name: str, new: str) -> None: ...

    def remove(self, name: str) -> None: ...

    def close(self) -> None: ...


_AT_ONCE = min(1024, os.sysconf("SC_IOV_MAX"))


class InUse(Exception):
    """Another process has the folder."""


class Folder:
    """A folder on a real disk, for one process at a time and for any that only read. Only its owner may read it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        if not read_only:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._read_only = read_only
        self._folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._files: dict[str, int] = {}
        self._opening = threading.Lock()
        self._renamed = False  # or made a file: the folder is to be synced too
        if read_only:
            return
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._folder)
            raise InUse(f"{path} is in use by another process") from None

    def names(self) -> list[str]:
        return sorted(entry.name for entry in os.scandir(self._path) if entry.is_file(follow_symlinks=False))

    def size(self, name: str) -> int:
        return (self._path / name).stat().st_size

    def write(self, name: str, offset: int, parts: Sequence[bytes]) -> None:
        file = self._open(name, create=True)
        for start in range(0, len(parts), _AT_ONCE):
            rest: list[bytes | memoryview] = list(parts[start : start + _AT_ONCE])
            while rest:
                written = os.pwritev(file, rest, offset)
                offset += written
                while rest and written >= len(rest[0]):
                    written -= len(rest.pop(0))
                if written:
                    rest[0] = memoryview(rest[0])[written:]

    def sync(self, name: str) -> None:
        os.fdatasync(self._open(name))
        if self._renamed:
            self._renamed = False  # before the sync: a name that comes meanwhile needs another one
            try:
                os.fsync(self._folder)
            except OSError:
                self._renamed = True
                raise

    def read(self, name: str, offset: int, size: int) -> bytes:
        data = os.pread(self._open(name), size, offset)
        if len(data) != size:
            raise OSError(errno.EIO, f"{name} is shorter than it was")
        return data

    def rename(self, name: str, new: str) -> None:
        os.rename(name, new, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._renamed = True
        with self._opening:
            replaced = self._files.pop(new, None)
            if name in self._files:
                self._files[new] = self._files.pop(name)
        if replaced is not None:
            os.close(replaced)

    def remove(self, name: str) -> None:
        os.unlink(name, dir_fd=self._folder)
        with self._opening:
            file = self._files.pop(name, None)
        if file is not None:
            os.close(file)

    def close(self) -> None:
        for file in (*self._files.values(), self._folder):
            os.close(file)
        self._files.clear()

    def _open(self, name: str, *, create: bool = False) -> int:
        with self._opening:
            file = self._files.get(name)
            if file is None:
                access = os.O_RDONLY if self._read_only else os.O_RDWR
                flags = access | os.O_CLOEXEC | os.O_NOFOLLOW | (os.O_CREAT if create else 0)
                file = self._files[name] = os.open(name, flags, 0o600, dir_fd=self._folder)
                if create:
                    self._renamed = True
            return file
