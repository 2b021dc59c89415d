"""A disk in memory that fails when told, and forgets what was not synced when the power goes."""

import errno
import random
from collections.abc import Sequence


class MemoryDisk:
    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.unsynced: dict[str, int] = {}
        """From where on a file may lose what was written since it was synced."""
        self.fails: set[str] = set()
        """Operations that raise: `write`, `sync`, `read`, `rename`, `remove`."""
        self.renamed = 0
        self._synced: dict[str, bytes] = {}

    def names(self) -> list[str]:
        return sorted(self.files)

    def size(self, name: str) -> int:
        return len(self.files[name])

    def write(self, name: str, offset: int, parts: Sequence[bytes]) -> None:
        data = b"".join(parts)
        file = self.files.setdefault(name, bytearray())
        assert offset <= len(file)
        self.unsynced[name] = min(offset, self.unsynced.get(name, offset))
        if "write" in self.fails:
            data = data[: len(data) // 2]
        file[offset : offset + len(data)] = data
        self._fail("write")

    def sync(self, name: str) -> None:
        self._fail("sync")
        if name not in self.files:
            raise FileNotFoundError(name)
        self._synced[name] = bytes(self.files[name])
        self.unsynced.pop(name, None)

    def read(self, name: str, offset: int, size: int) -> bytes:
        self._fail("read")
        return bytes(self.files[name][offset : offset + size])

    def rename(self, name: str, new: str) -> None:
        self._fail("rename")
        if name not in self.files:
            raise FileNotFoundError(name)
        self.renamed += 1
        self.files[new] = self.files.pop(name)
        self._synced[new] = self._synced.pop(name, b"")
        if name in self.unsynced:
            self.unsynced[new] = self.unsynced.pop(name)

    def remove(self, name: str) -> None:
        self._fail("remove")
        if name not in self.files:
            raise FileNotFoundError(name)
        del self.files[name]
        self.unsynced.pop(name, None)
        self._synced.pop(name, None)

    def close(self) -> None:
        pass

    def lose_power(self, chance: random.Random) -> None:
        """Keep what was synced, and of the rest any part from its beginning, perhaps with damage in it."""
        for name, start in self.unsynced.items():
            file = self.files[name]
            kept = chance.randint(start, len(file))
            file[kept:] = self._synced.get(name, b"")[kept:]
            if kept > start and chance.random() < 0.3:
                file[chance.randrange(start, kept)] ^= 0xFF
            self._synced[name] = bytes(file)
        self.unsynced.clear()
        self.fails.clear()

    def _fail(self, operation: str) -> None:
        if operation in self.fails:
            raise OSError(errno.ENOSPC, "No space left on device")
