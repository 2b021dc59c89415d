"""Fences: what is judged stands between tags that it cannot contain, so that it cannot pass for anything else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from otelevals.judges.pieces import Piece

_ID_DIGITS = 16
_CONTROL_TOKENS = re.compile(
    r"<(?=[|｜]|/?s>|/?(?:start|end)_of_(?:turn|image)>|<(?:/?SYS)>>|/?think(?:ing)?>|/?tool_call>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\])",
    re.IGNORECASE,
)
"""Where tokens begin by which chat templates tell roles apart: a server may read them as such wherever they stand."""


def harmless(text: str) -> str:
    """The text without what a server could take for the end of a message: such tokens get a space after their first
    character. What cannot be sent is replaced."""
    text = _CONTROL_TOKENS.sub(lambda found: f"{found[0]} ", text)
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def fence_id(texts: Sequence[str], digits: int = _ID_DIGITS) -> str:
    """A word that none of these texts contains in any case. The same texts have the same one, so that equal questions
    are equal; whoever writes one of them cannot know it."""
    digest = sha256("\0".join([str(len(text)) for text in texts]).encode())
    for text in texts:
        digest.update(text.encode())
    folded = [text.lower() for text in texts]
    while any(digest.hexdigest()[:digits] in text for text in folded):
        digest.update(b"again")
        digits += 1  # so that it ends
    return digest.hexdigest()[:digits]


def fenced(pieces: Iterable[Piece], id_: str) -> str:
    """The pieces between their tags."""
    return "\n\n".join("\n".join(_lines(piece, id_)) for piece in pieces)


def _lines(piece: Piece, id_: str) -> Iterator[str]:
    yield f"<{piece.label} {id_}>"
    if isinstance(piece.content, str):
        yield piece.content or "[nothing]"
    elif not piece.content:
        yield "[none]"
    else:
        for inner in piece.content:
            yield from _lines(inner, id_)
    yield f"</{piece.label} {id_}>"
