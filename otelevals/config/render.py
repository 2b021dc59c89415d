"""Writes a configuration out again, as it was resolved."""

import json
import re
from typing import Any

import yaml

from otelevals.config.nodes import Map, plain
from otelevals.config.scalars import resolve

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


# JSON may have these as they are, YAML may not
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class _Dumper(_DUMPER):  # type: ignore[misc]  # one of two classes
    """Quotes every string that our own reader would take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    style = None if isinstance(resolve(text), str) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def render(raw: Map, *, redact: bool, as_json: bool = False) -> str:
    """YAML or JSON that loads to the same configuration again, unless secrets are redacted."""
    values = _escape(plain(raw, redact=redact))
    if as_json:
        return _UNPRINTABLE.sub(_escaped, json.dumps(values, indent=2, ensure_ascii=False)) + "\n"
    text: str = yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False)
    return text


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _escape(value: Any) -> Any:
    """A `$` was a `$$` before substitution."""
    if isinstance(value, dict):
        return {key: _escape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_escape(item) for item in value]
    return value.replace("$", "$$") if isinstance(value, str) else value
