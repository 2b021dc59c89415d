"""Reads configuration files, as far as their size and encoding allow."""

from pathlib import Path

from otelevals.config.reader import MAX_BYTES


class NotRead(Exception):
    """The file cannot be used; the text is for the user."""


def read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotRead(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        raise NotRead("cannot read the file: its name has a character that names cannot have") from None
    if len(data) > MAX_BYTES:
        raise NotRead(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotRead(f"line {line} of {path} is not valid UTF-8") from None
