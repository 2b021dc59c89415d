"""Decides by the key of an attribute what becomes of it."""

from enum import Enum, auto
from functools import lru_cache

from otelevals.api.patterns import compile_pattern
from otelevals.redact.options import RedactionOptions
from otelevals.redact.summary import SUMMARY_KEYS
from otelevals.redact.texts import Redacted, Texts

_MANY = 8192


class Fate(Enum):
    IGNORED = auto()
    """It passes as it is."""
    REMOVED = auto()
    """It is not among those that are allowed."""
    HASHED = auto()
    """The hash of its whole value goes on."""
    BLOCKED = auto()
    """Its whole value is masked, unless that is an allowed one."""
    CHECKED = auto()
    """What is private in its value is taken out."""


class Keys:
    def __init__(self, options: RedactionOptions, texts: Texts) -> None:
        self._texts = texts
        self._allowed = None if options.allow_all_keys else {*options.allowed_keys, *SUMMARY_KEYS}
        self._ignored = frozenset(options.ignored_keys)
        self._hashed = frozenset(options.hash_keys)
        self._ignored_patterns = [compile_pattern(pattern) for pattern in options.ignored_key_patterns]
        self._blocked_patterns = [compile_pattern(pattern) for pattern in options.blocked_key_patterns]
        self.fate = lru_cache(_MANY)(self._fate)
        self.blocks = lru_cache(_MANY)(self._blocks)
        self.redacted = lru_cache(_MANY)(self._redacted)

    def _fate(self, key: str) -> Fate:
        if key in self._ignored or any(pattern.search(key.encode()) for pattern in self._ignored_patterns):
            return Fate.IGNORED
        if self._allowed is not None and key not in self._allowed:
            return Fate.REMOVED
        if key in self._hashed:
            return Fate.HASHED
        return Fate.BLOCKED if self.blocks(key) else Fate.CHECKED

    def _blocks(self, key: str) -> bool:
        """Whether a value under this key is to be masked whole."""
        return any(pattern.search(key.encode()) for pattern in self._blocked_patterns)

    def _redacted(self, key: str) -> Redacted:
        """The key itself, which may be private: `login of jane@example.org`."""
        return self._texts.redact_key(key)
