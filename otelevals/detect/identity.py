"""How the numbers of a country are described."""

from collections.abc import Callable

from otelevals.detect.kind import Candidate, Number
from otelevals.detect.words import Words

_JOINED = b".-/"


def identity(
    region: str,
    check: Callable[[str], bool],
    words: str = "",
    *,
    clear: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
) -> tuple[Number, ...]:
    """Numbers of layouts that are clear by themselves, and of layouts that need one of the words near them."""
    wanted = Words(words)

    def alone(candidate: Candidate) -> bool:
        return check(candidate.compact) and not _part_of_more(candidate)

    def with_words(candidate: Candidate) -> bool:
        return check(candidate.compact) and not _part_of_more(candidate) and wanted.near(candidate)

    found = (Number(clear, alone, region), Number(named, with_words, region, named=True))
    return tuple([number for number in found if number.layouts])


def _part_of_more(candidate: Candidate) -> bool:
    """Whether digits go on before or behind it."""
    plain, start, end = candidate.text.plain, candidate.start, candidate.end
    if start > 1 and plain[start - 1] in _JOINED and plain[start - 2 : start - 1].isalnum():
        return True
    following = plain[end : end + 2]
    return len(following) == 2 and following[0] in _JOINED and following[1:].isdigit()
