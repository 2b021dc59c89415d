"""SQL by name: each statement of a .sql file comes after a line `-- name: ...`."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)$", re.M)


@cache
def statements(file: str) -> Mapping[str, str]:
    """The statements of `sql/FILE.sql`. Parameters are question marks."""
    text = files("otelevals.store").joinpath("sql", f"{file}.sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return {name: body.strip().removesuffix(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}


def split(script: str) -> list[str]:
    """The statements of a script, each of which ends with a semicolon at the end of a line."""
    return [part.strip() for part in re.split(r";\s*$", script, flags=re.M) if part.strip()]
