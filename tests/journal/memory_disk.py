"""A disk in memory that fails when told, and forgets what was not synced when the power goes."""

import errno
import random
from collections.abc import Sequence


class MemoryDisk:
    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.safe: dict[str, int] = {}
        self.fails: set[str] = set()
        """Operations that raise: `append`, `sync`, `truncate`, `read`, `remove`."""

    def names(self) -> list[str]:
        return sorted(self.files)

    def size(self, name: str) -> int:
        return len(self.files[name])

    def append(self, name: str, parts: Sequence[bytes]) -> None:
        data = b"".join(parts)
        file = self.files.setdefault(name, bytearray())
        if "append" in self.fails:
            file += data[: len(data) // 2]
            self._fail("append")
        file += data

    def truncate(self, name: str, size: int) -> None:
        self._fail("truncate")
        if name not in self.files:
            raise FileNotFoundError(name)
        del self.files[name][size:]
        self.safe[name] = min(self.safe.get(name, 0), size)

    def sync(self, name: str) -> None:
        self._fail("sync")
        if name not in self.files:
            raise FileNotFoundError(name)
        self.safe[name] = len(self.files[name])

    def read(self, name: str, offset: int, size: int) -> bytes:
        self._fail("read")
        return bytes(self.files[name][offset : offset + size])

    def remove(self, name: str) -> None:
        self._fail("remove")
        if name not in self.files:
            raise FileNotFoundError(name)
        del self.files[name]
        self.safe.pop(name, None)

    def close(self) -> None:
        pass

    def lose_power(self, chance: random.Random) -> None:
        """Keep what was synced, and of the rest any part from its beginning, perhaps with damage in it."""
        for name, file in list(self.files.items()):
            safe = self.safe.get(name, 0)
            kept = chance.randint(safe, len(file))
            del file[kept:]
            if kept > safe and chance.random() < 0.3:
                file[chance.randrange(safe, kept)] ^= 0xFF
            self.safe[name] = len(file)
        self.fails.clear()

    def _fail(self, operation: str) -> None:
        if operation in self.fails:
            raise OSError(errno.ENOSPC, "No space left on device")
