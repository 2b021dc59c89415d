"""Stores that parts of a process share: whoever opens one that is open gets the same."""

import threading
from pathlib import Path

from otelevals.store.sqlite import path_of
from otelevals.store.store import DEFAULT_PATIENCE, Store


class Shared:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stores: dict[Path, tuple[Store, int]] = {}
        """With how many use it."""

    def open(self, url: str, base_dir: Path, patience: float = DEFAULT_PATIENCE) -> Store:
        """The store at a URL, made when it is missing; each needs a `close`. CannotOpen, or Unavailable."""
        path = path_of(url, base_dir).resolve()
        with self._lock:
            store, users = self._stores.get(path) or (Store(path, patience=patience), 0)
            self._stores[path] = store, users + 1
            return store

    def close(self, store: Store) -> None:
        with self._lock:
            _, users = self._stores.pop(store.path)
            if users > 1:
                self._stores[store.path] = store, users - 1
            else:
                store.close()


STORES = Shared()
"""Those of this process."""
