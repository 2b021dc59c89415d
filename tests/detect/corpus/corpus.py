"""The labelled corpus: texts with the places of what is to be found in them, in two halves."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from otelevals.detect.finding import Finding
from tests.detect.corpus import identities, values
from tests.detect.corpus.harmless import harmless

Half = Literal["development", "frozen"]
_HERE = Path(__file__).parent
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_SEEDS = {"development": 20240301, "frozen": 987654321}
_CASES = {"national_id": 96, "bank_account": 96, "card": 40, "iban": 40, "mac": 60}
_USUAL = 24
"""How many cases a line is for, by what is to be found in it."""
_SECRETS = ("secret", "password", "opaque", "password_url")


class Case(NamedTuple):
    text: str
    findings: list[Finding]


def corpus(half: Half) -> Iterator[Case]:
    """The same cases every time."""
    random = Random(_SEEDS[half])
    for line in (_HERE / f"{half}.txt").read_text().splitlines():
        if not line.startswith("# "):
            for _ in range(max([_CASES.get(name, _USUAL) for name in _SLOT.findall(line)], default=1)):
                yield _filled(line.replace("\\n", "\n"), random)


def _filled(line: str, random: Random) -> Case:
    text, findings, at = "", [], 0
    for slot in _SLOT.finditer(line):
        name = slot[1]
        text += line[at : slot.start()]
        at = slot.end()
        kind, before, value = _value(name, random)
        text += before
        if kind is not None:
            findings.append(Finding(kind, len(text), len(text) + len(value)))
        text += value
    return Case(text + line[at:], findings)


def _value(name: str, random: Random) -> tuple[str | None, str, str]:
    """The kind that a slot is of, if any, what stands before the value, and the value."""
    if name in ("national_id", "bank_account"):
        make = identities.national_id if name == "national_id" else identities.bank_account
        label, value = make(random)
        return name, label + random.choice((": ", " ", ": ", " is ", "=")), value
    if name in _SECRETS:
        maker = {"secret": values.secret, "opaque": values.opaque}.get(name, values.password)
        value = maker(random)
        return "secrets", "", value.replace("@", "a").replace("#", "a") if name == "password_url" else value
    if name == "dob":
        return "date_of_birth", "", values.date(random)
    if name.startswith("phone"):
        layouts = {"phone": values.ABROAD + values.AT_HOME, "phone_home": values.AT_HOME, "phone_named": values.NAMED}
        return "phone", "", values.phone(random, layouts[name])
    if name in ("email", "card", "iban", "ip", "mac"):
        return name, "", getattr(values, name)(random)
    return None, "", harmless(name, random)
