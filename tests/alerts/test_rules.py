"""Rules take what they watch from one source, and objectives are measured also where no rule watches them."""

import pytest

from tests.alerts.samples import DAY, HOUR, START, Days, engine, restarted, rules

SLI = {"scorer": "tone", "target": 0.95, "window": "28d"}


@pytest.mark.parametrize(
    ("target", "speeds"),
    [(0.95, ["14.4x", "6x", "1x"]), (0.9, ["7.75x", "5.5x", "1x"]), (0.5, ["1.75x", "1.5x", "1x"])],
)
def test_objectives_with_low_targets_page_as_well(target: float, speeds: list[str]) -> None:
    (rule,) = rules({"fine": {**SLI, "target": target}}, burn={"kind": "slo_burn", "sli": "fine"})
    assert [looked.what for looked in rule.looked] == speeds
    assert [looked.page for looked in rule.looked] == [True, True, False]


@pytest.mark.parametrize("target", [0.8, 0.5])
def test_a_low_target_of_which_all_fails_pages(target: float) -> None:
    sli = {**SLI, "target": target}
    days = Days(engine(rules({"fine": sli}, burn={"kind": "slo_burn", "sli": "fine"})), every=20)
    days.go(DAY, (1 + target) / 2)
    assert "page" in [message.band for _, message in days.go(6 * HOUR, 0.0)]


def test_an_objective_that_no_rule_names_is_measured() -> None:
    watched = rules({"fine": SLI, "other": SLI}, burn={"kind": "slo_burn", "sli": "other"})
    assert [(rule.name, len(rule.looked)) for rule in watched] == [("burn", 3), ("slis::fine", 0)]
    days = Days(engine(watched[1:]))
    assert days.go(2 * HOUR, 0.0) == []
    (feed,) = days.engine.feeds.values()
    assert feed.parts[()].hours.mean(START, days.now + HOUR) == 0


def test_a_rule_and_an_objective_of_the_same_evaluations_have_the_same_sums_also_after_a_restart() -> None:
    both = rules({"fine": SLI}, low={"kind": "threshold", "below": 0.9}, burn={"kind": "slo_burn", "sli": "fine"})
    assert {rule.source.days for rule in both} == {29}
    days = Days(engine(both))
    days.go(HOUR, 0.5)
    again = restarted(days.engine, engine(both), days.now)
    for rule in both:
        level = again.feeds[rule.source].parts[()].hours.level(START, days.now + HOUR)
        assert level is not None
        assert level.n == 60
