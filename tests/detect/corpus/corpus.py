"""The labelled corpus: texts with the places of what is to be found in them, in two halves."""

import base64
import re
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from otelevals.detect.finding import Finding
from tests.detect.corpus import values

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
        make = values.national_id if name == "national_id" else values.bank_account
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
    return None, "", _harmless(name, random)


def _harmless(name: str, random: Random) -> str:
    """What looks like something to be found."""

    def digits(count: int) -> str:
        return "".join(random.choices(string.digits, k=count))

    def hexadecimal(count: int) -> str:
        return "".join(random.choices("0123456789abcdef", k=count))

    made = {
        "order": lambda: random.choice((digits(7), digits(9), digits(10), digits(12), digits(16), f"{digits(3)}-{digits(7)}-{digits(7)}")),
        "invoice": lambda: random.choice((f"2024-{digits(5)}", f"INV-{digits(8)}", f"RE{digits(10)}", f"{digits(4)}/{digits(4)}")),
        "tracking": lambda: random.choice((f"1Z{hexadecimal(6).upper()}{digits(10)}", digits(20), f"JD{digits(18)}", f"RR{digits(9)}GB")),
        "version": lambda: ".".join([str(random.randint(0, 120)) for _ in range(random.choice((3, 4)))]),
        "sha": lambda: hexadecimal(40),
        "sha256": lambda: hexadecimal(64),
        "trace": lambda: hexadecimal(32),
        "span": lambda: hexadecimal(16),
        "uuid": lambda: str(uuid.UUID(int=random.getrandbits(128), version=4)),
        "millis": lambda: str(1_600_000_000_000 + random.randrange(10**11)),
        "seconds": lambda: str(1_600_000_000 + random.randrange(10**8)),
        "isbn": lambda: f"{digits(1)}-{digits(3)}-{digits(5)}-{digits(1)}",
        "isbn13": lambda: random.choice((f"978-{digits(1)}-{digits(2)}-{digits(6)}-{digits(1)}", f"978{digits(10)}")),
        "day": lambda: values.date(random),
        "amount": lambda: random.choice((f"{digits(2)}.{digits(2)}", f"1,{digits(3)}.{digits(2)}", f"{random.randint(1, 9)}.{digits(3)},{digits(2)}")),
        "big": lambda: random.choice((f"{random.randint(1, 99)},{digits(3)},{digits(3)}", f"{random.randint(1, 9)} {digits(3)} {digits(3)}", digits(9))),
        "int": lambda: str(random.randrange(10_000)),
        "sku": lambda: f"{random.choice('ABC')}{digits(3)}-{digits(4)}",
        "ean": lambda: digits(13),
        "imei": lambda: f"35{digits(13)}",
        "base64": lambda: base64.b64encode(random.randbytes(60)).decode(),
    }  # fmt: skip
    return made[name]()
