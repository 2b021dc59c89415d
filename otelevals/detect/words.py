"""Words near a number that say what it is."""

import re

from otelevals.detect.kind import Candidate


class Words:
    """Alternatives separated by `|`, in lower case; a space stands for any of space, `_`, `-` or nothing."""

    def __init__(self, words: str) -> None:
        pattern = "|".join([re.escape(word).replace(r"\ ", "[ _-]?") for word in words.split("|")])
        self._before = re.compile(f"(?<![^\\W_])(?:{pattern})(?![^\\W\\d_])" if words.isascii() else f"(?:{pattern})")

    def before(self, candidate: Candidate) -> bool:
        return self._before.search(candidate.text.before(candidate.start)) is not None

    def near(self, candidate: Candidate) -> bool:
        """Also right behind it, where it says `(SSN)`."""
        return self.before(candidate) or self._before.search(candidate.text.after(candidate.end)) is not None
