"""What converters do to strings."""

import re
from collections.abc import Callable
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

import re2

from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import to_text, utf8

_SPECIAL = r".+*?()|\[\]{}^$\\"
_PLAIN = re.compile(rf"(\^?)((?:[^{_SPECIAL}]|\\[-/{_SPECIAL}])*)(\$?)")
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.never_capture = True


def is_match(target: object, pattern: str) -> bool:
    """Whether the pattern is found in the text of the value."""
    return matcher(pattern)(target)


@lru_cache(maxsize=128)
def matcher(pattern: str) -> Callable[[object], bool]:
    """A search for one pattern; patterns without operators become string searches."""
    plain = _PLAIN.fullmatch(pattern)
    search = _regex(pattern) if plain is None else _literal(bool(plain[1]), _unescape(plain[2]), bool(plain[3]))

    def match(target: object) -> bool:
        return target is not None and search(target if type(target) is str else to_text(target))

    return match


def _regex(pattern: str) -> Callable[[str], bool]:
    try:
        search = re2.compile(utf8(pattern), _OPTIONS).search
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if error.args else "unknown"
        raise EvaluationError(f"IsMatch: invalid pattern: {reason}") from None
    return lambda text: search(utf8(text)) is not None


def _literal(start: bool, text: str, end: bool) -> Callable[[str], bool]:
    if start and end:
        return lambda target: target == text
    if start:
        return lambda target: target.startswith(text)
    if end:
        return lambda target: target.endswith(text)
    return lambda target: text in target


def _unescape(body: str) -> str:
    return re.sub(r"\\(.)", r"\1", body)


def index(target: str, value: str) -> int:
    """Where the bytes of value start in target, or -1."""
    return utf8(target).find(utf8(value))


def split(target: str, delimiter: str) -> list[str]:
    """The parts between delimiters; an empty delimiter splits into characters."""
    return target.split(delimiter) if delimiter else list(target)


def substring(target: str, start: int, length: int, utf8_safe: bool) -> str:
    """Bytes of the target; `utf8_safe` moves both ends inwards to whole characters."""
    if start < 0:
        raise EvaluationError("Substring: start must not be negative")
    if length <= 0:
        raise EvaluationError("Substring: length must be positive")
    data = utf8(target)
    if start + length > len(data):
        raise EvaluationError(
            f"Substring: start {start} and length {length} exceed the {len(data)} bytes of the target"
        )
    errors = "ignore" if utf8_safe else "replace"
    return data[start : start + length].decode("utf-8", errors)


def case_converter(to_case: str) -> Callable[[str], str]:
    """The function behind ConvertCase for one case."""
    try:
        return _CASES[to_case]
    except KeyError:
        raise EvaluationError(f"ConvertCase: to_case must be one of {', '.join(sorted(_CASES))}") from None


def convert_case(target: str, to_case: str) -> str:
    """The target in another case."""
    return case_converter(to_case)(target)


def trim(target: str, replacement: str) -> str:
    """The target without these characters at both ends."""
    return target.strip(replacement)


def _snake(text: str) -> str:
    spaced = _WORD_END.sub("_", text.strip())
    return re.sub(r"[ .-]", "_", spaced).translate(_ASCII_LOWER)


def _camel(text: str) -> str:
    out: list[str] = []
    capital, after_capital = True, False
    for char in text.strip():
        upper = char in ascii_uppercase
        if upper or char in ascii_lowercase:
            out.append(char.upper() if capital else char.lower() if after_capital else char)
            capital = False
        elif char in digits:
            out.append(char)
            capital = True
        else:
            capital = char in "_ -."
        after_capital = upper
    return "".join(out)


_WORD_END = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[0-9]|[A-Z][a-z])")
_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_CASES: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper, "snake": _snake, "camel": _camel}
