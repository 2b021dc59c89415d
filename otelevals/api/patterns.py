"""Regular expressions in configurations: RE2's, whose time is linear in the text whatever the pattern."""

from typing import Any

import re2

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


def compile_pattern(pattern: str) -> Any:
    """The compiled expression, for text as UTF-8; ValueError when it is none."""
    try:
        return re2.compile(pattern.encode(), _OPTIONS)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise ValueError(f"not a regular expression: {reason}") from None
