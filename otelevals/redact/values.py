"""Redacts attribute values, whatever they are: the texts in lists and maps, and bytes that are text, too."""

from base64 import b64encode
from typing import Any

from otelevals.conditions.values import to_json
from otelevals.otlp.anyvalue import to_python
from otelevals.redact.keys import Keys
from otelevals.redact.strings import BLOCKED_KEY, Strings
from otelevals.redact.substitutes import Substitutes
from otelevals.redact.texts import Texts

Kinds = list[str]


class Values:
    """Changes values in place; `kinds` gets the kind of each thing that was taken out."""

    def __init__(self, texts: Texts, keys: Keys, substitutes: Substitutes, *, all_types: bool) -> None:
        self._texts = texts
        self._keys = keys
        self._substitutes = substitutes
        self._all_types = all_types
        self.strings = Strings(texts, substitutes, keys.blocks)

    def redact(self, value: Any, key: str, kinds: Kinds, *, all_types: bool = False) -> None:
        match value.WhichOneof("value"):
            case "string_value":
                result = self.strings.redact(value.string_value, key)
                if result.kinds:
                    value.string_value = result.text
                    kinds += result.kinds
            case "array_value":
                for item in value.array_value.values:
                    self.redact(item, key, kinds, all_types=all_types)
            case "kvlist_value":
                for item in value.kvlist_value.values:
                    self._redact_entry(item, kinds, all_types=all_types)
            case "bytes_value":
                self._redact_bytes(value, key, kinds)
            case "int_value" | "double_value" | "bool_value" if all_types or self._all_types:
                result = self._texts.redact(as_text(value), key)
                if result.kinds:
                    value.string_value = result.text
                    kinds += result.kinds

    def mask(self, value: Any) -> None:
        """Take out all of a value."""
        value.string_value = self._substitutes.blocked(as_text(value))

    def allows(self, value: Any) -> bool:
        """Whether it is one of the values that the configuration allows."""
        if not self._texts.allows_any:
            return False
        is_text = self._all_types or value.WhichOneof("value") == "string_value"
        return is_text and self._texts.allows(as_text(value))

    def _redact_entry(self, item: Any, kinds: Kinds, *, all_types: bool) -> None:
        if self._keys.blocks(item.key) and not self.allows(item.value):
            self.mask(item.value)
            kinds.append(BLOCKED_KEY)
        else:
            self.redact(item.value, item.key, kinds, all_types=all_types)
        renamed = self._keys.redacted(item.key)
        if renamed.kinds:
            item.key = renamed.text
            kinds += renamed.kinds

    def _redact_bytes(self, value: Any, key: str, kinds: Kinds) -> None:
        try:
            text = value.bytes_value.decode()
        except UnicodeDecodeError:
            return
        result = self.strings.redact(text, key)
        if result.kinds:
            value.bytes_value = result.text.encode()
            kinds += result.kinds


def as_text(value: Any) -> str:
    """A value as the Collector writes it as text."""
    match to_python(value):
        case None:
            return ""
        case str() as text:
            return text
        case bytes() as data:
            return b64encode(data).decode()
        case other:
            return to_json(other)
