"""What places are told fits into what they take, and tells alerts apart."""

import json

from otelevals.alerts.alert import Alert, Key
from otelevals.alerts.requests import alert_said, pagerduty
from tests.alerts.samples import START


def dedup_key(value: str) -> str:
    alert = alert_said(Alert(Key("low", "", (("user", value),)), "page", START))
    key: str = json.loads(pagerduty("http://pager", "key", alert, "low").body)["dedup_key"]
    return key


def test_long_slices_have_incidents_of_their_own() -> None:
    assert dedup_key("anna") == "otelevals/low/user=anna"
    keys = {dedup_key("a" * 250 + end) for end in ("", "b", "c")}
    assert [len(key) for key in keys] == [255] * 3
