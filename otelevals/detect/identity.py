"""How numbers of persons and accounts are described."""

from collections.abc import Callable

from otelevals.detect.kind import Candidate, Number


def identity(
    region: str,
    check: Callable[[str], bool],
    words: str = "",
    *,
    clear: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
    first: str = "",
) -> tuple[Number, ...]:
    """Numbers of layouts that are clear by themselves, and of layouts that need one of the words near them.

    `first` is what they begin with, if not with any digit.
    """

    def valid(candidate: Candidate) -> bool:
        return check(candidate.compact) and not candidate.part_of_more()

    found = (Number(clear, valid, region, first=first), Number(named, valid, region, words, first))
    return tuple([number for number in found if number.layouts])
