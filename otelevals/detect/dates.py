"""Dates of birth as they are part of numbers."""

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_and_month(day: str, month: str) -> bool:
    """Whether there is such a day in a year of 366."""
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _DAYS[int(month) - 1]


def in_our_time(year: int) -> bool:
    return 1900 <= year <= 2030
