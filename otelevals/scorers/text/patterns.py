"""Regular expressions in RE2's syntax: matching takes time linear in the text."""

from typing import Any

import re2


def compile_pattern(pattern: str, case_sensitive: bool = True) -> Any:
    """A regular expression for the question whether it matches; ValueError when RE2 does not take it."""
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.never_capture = True
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(f"RE2 does not take this regular expression: {_message(error)}") from error


def _message(error: BaseException) -> str:
    message = error.args[0] if error.args else ""
    return message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
