"""What words that name secrets are set to: `password: ...`, `"api_key": "..."`, `Authorization: Bearer ...`."""

import re
from collections.abc import Iterator

import re2

from otelevals.detect.kind import Search
from otelevals.detect.kinds.secrets.placeholders import is_placeholder
from otelevals.detect.kinds.secrets.random import entropy
from otelevals.detect.text import Text

_PASSWORDS = "pass(?:word|wd|phrase|code|wort)|pwd|kennwort|contrase.a|mot de passe|senha|wachtwoord|has[l?]o|parola|l.senord|.ifre"
_KEYS = (
    "secret|token|api[_ -]?key|apikey|access[_ -]?key(?:[_ -]?id)?|private[_ -]?key|secret[_ -]?key|auth[_ -]?key|credentials?"
    "|signing[_ -]?key|encryption[_ -]?key|client[_ -]?secret|account[_ -]?key|webhook[_ -]?secret|session[_ -]?id|cookie"
)
_SET = r"""[\\"'\]`*]{0,3}(?: (?:is|ist|est|es|lautet|was))?[ \t]?[ \t]?(?:=>|:=|==?|:| )[ \t*]{0,3}\\?["'`]?"""
_GIVEN = r"\b(?:bearer|basic)[ :]+"
_NAMED = re2.compile(rf"(?i)(?:({_PASSWORDS})|{_KEYS}){_SET}|{_GIVEN}")
_ABROAD = ("пароль", "密码", "密碼", "パスワード", "비밀번호", "كلمة المرور", "סיסמה", "पासवर्ड", "κωδικός")
_ABROAD_SET = re.compile(f"(?:{'|'.join(_ABROAD)})[ \t]?(?:[:：=]|は|是|为|為|은|는)[ \t]?[\"'「]?")
_GATE = f"(?i)(?:{_PASSWORDS}|{_KEYS}){_SET}|{_GIVEN}|[İşğçñéł]|{'|'.join(_ABROAD)}"
_VALUE = re.compile(r"[^\s\"'`,;<>()\[\]{}\\|&]{4,512}+")
_NAME = re.compile(r"[$]?[A-Za-z_]+(?:[._/:-][A-Za-z_]+)*[.:!?]?")
_LEAST_PASSWORD, _LEAST_KEY = 5, 16
_LEAST_BITS = 3.0
_STRANGE = frozenset("!@#$%^&*+=~?")


def search(text: Text) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _NAMED.finditer(text.plain):
        if match.start() >= done:
            end = _end(text, match.end(), password=match.group(1) is not None, written=match.group())
            if end is not None:
                done = end
                yield match.end(), end
    if not text.text.isascii() and any(map(text.text.__contains__, _ABROAD)):
        for named in _ABROAD_SET.finditer(text.text):
            end = _end(text, named.end(), password=True, written=b":")
            if end is not None:
                yield named.end(), end


def _end(text: Text, start: int, *, password: bool, written: bytes) -> int | None:
    match = _VALUE.match(text.text, start)
    if match is None or text.plain[match.end() : match.end() + 1] in (b"(", b"{"):
        return None
    value = match[0].rstrip(".:*")
    if is_placeholder(value):
        return None
    quoted = written[-1:] in (b'"', b"'", b"`")
    explicit = quoted or b":" in written or b"=" in written
    good = _password(value, quoted, explicit) if password else _key(value)
    return start + len(value) if good else None


def _password(value: str, quoted: bool, explicit: bool) -> bool:
    if len(value) < _LEAST_PASSWORD or value.startswith(("/", "http")):
        return False
    if _NAME.fullmatch(value):
        return quoted and value.isalpha() and explicit
    mixed = any(map(str.isalpha, value)) and (any(map(str.isdigit, value)) or not _STRANGE.isdisjoint(value))
    return mixed or (explicit and value.isdigit())


def _key(value: str) -> bool:
    if len(value) < _LEAST_KEY or (_NAME.fullmatch(value) and not _many_cases(value)):
        return False
    return entropy(value[:200]) >= _LEAST_BITS and "://" not in value


def _many_cases(value: str) -> bool:
    changes = sum(map(bool.__ne__, map(str.isupper, value), map(str.isupper, value[1:])))
    return value.isalpha() and changes > len(value) // 4


SEARCH = Search(_GATE, search)
