"""Check digits: the last digits of a number that follow from those before."""

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_LETTERS = {ord("A") + at: str(10 + at) for at in range(26)}


def luhn(digits: str) -> bool:
    values = list(map(int, digits))
    return (sum(values[-1::-2]) + sum([_DOUBLED[value] for value in values[-2::-2]])) % 10 == 0


def mod97(text: str) -> bool:
    """ISO 7064, as in an IBAN whose first four characters have been put last; letters are capital."""
    return int(text.translate(_LETTERS)) % 97 == 1


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the first digits, each times its weight."""
    return sum([int(digit) * weight for digit, weight in zip(digits, weights, strict=False)])
