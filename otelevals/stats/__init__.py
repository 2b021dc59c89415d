"""Estimates, intervals, sampling, sequential tests and agreement: pure functions that know nothing of telemetry.

`docs/statistics.md` says what is estimated, how, and what each interval assumes.
"""
