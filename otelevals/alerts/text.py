"""What an alert says, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from otelevals.alerts.alert import Alert, Message
from otelevals.alerts.hours import DAY, HOUR, Level

_MOST = 10
"""Slices that a message says all of."""


def title(message: Message) -> str:
    alert = message.alerts[0]
    state = "resolved" if message.resolved else message.band
    where = f" ({_where(alert)})" if len(message.alerts) == 1 and alert.key.slice else ""
    more = f" in {len(message.alerts)} slices" if len(message.alerts) > 1 else ""
    return f"[{state}] {message.rule}: {alert.facts.title}{where}{more}"


def body(message: Message) -> str:
    """One paragraph for each slice."""
    shown = ["\n".join(_lines(alert)) for alert in message.alerts[:_MOST]]
    left = len(message.alerts) - _MOST
    if left > 0:
        shown.append(f"and {left} more slices")
    return "\n\n".join([*dict.fromkeys(a.facts.summary for a in message.alerts if a.facts.summary), *shown])


def _lines(alert: Alert) -> Iterator[str]:
    facts = alert.facts
    what = "answered " if facts.measure == "answered" else ""
    yield f"{_where(alert)}: {alert.band} since {at(alert.since)}" + (
        "" if alert.resolved is None else f", over since {at(alert.resolved)}"
    )
    if facts.day is not None:
        yield f"last 24 hours: {what}{level(facts.day, facts.measure)}"
    if facts.week is not None:
        yield f"7 days before: {what}{level(facts.week, facts.measure)}"
    if facts.burn_rates:
        yield "error budget burns, by window: " + ", ".join(
            f"{rate:.1f}x in {window}" for window, rate in facts.burn_rates.items()
        )
    if facts.budget_left is not None:
        yield f"error budget left: {facts.budget_left:.0%}"
    if alert.resolved is None and facts.once_in >= HOUR:
        yield f"by chance so much is seen once in {_long(facts.once_in)} at most"
    if facts.examples:
        yield "traces, worst first: " + ", ".join(each.trace_id for each in facts.examples)
    for change in facts.changes[:5]:
        yield f"new: {change.attribute} {change.value}, first seen {at(change.time)}"
    if facts.runbook:
        yield f"runbook: {facts.runbook}"


def level(found: Level, measure: str) -> str:
    if measure == "score":
        mean, ends = f"{found.mean:.3g}", f"{found.low:.3g} to {found.high:.3g}"
    else:
        mean, ends = f"{found.mean:.1%}", f"{found.low:.1%} to {found.high:.1%}"
    return f"{mean} ({ends}, n {found.n:,}, effective {found.n_effective:,.0f})"


def at(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _where(alert: Alert) -> str:
    return ", ".join(f"{name}={value or '(none)'}" for name, value in alert.key.slice) or "all"


def _long(seconds: float) -> str:
    if seconds < 2 * DAY:
        return f"{seconds / HOUR:.0f} hours"
    return f"{seconds / DAY:,.0f} days" if seconds < 3650 * DAY else "ten years"
