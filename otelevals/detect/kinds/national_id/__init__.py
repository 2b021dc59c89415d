"""Numbers that a state gives its people, with the checks that each has.

Where a number has a layout or a check that hardly anything else has, it is found wherever it stands; where it is digits
with one check digit, as one in ten numbers has, words near it have to say what it is.
"""

from otelevals.detect.kind import Kind
from otelevals.detect.kinds.national_id import (
    americas,
    asia,
    east_europe,
    middle_europe,
    north_europe,
    south_europe,
    south_of_the_equator,
    west_europe,
)

KIND = Kind(
    "national_id",
    "numbers of persons, of taxes and of social insurance, with their checks",
    ("national id", "national ids"),
    americas.NUMBERS
    + west_europe.NUMBERS
    + middle_europe.NUMBERS
    + south_europe.NUMBERS
    + north_europe.NUMBERS
    + east_europe.NUMBERS
    + asia.NUMBERS
    + south_of_the_equator.NUMBERS,
)
