"""Tells an Alertmanager what is on and what ended lately: all of it every time, as it forgets what is not repeated."""

from collections.abc import Sequence
from dataclasses import replace

from otelevals.alerts.alert import RANKS, Alert, Key
from otelevals.alerts.notify_config import AlertmanagerConfig
from otelevals.alerts.post import post
from otelevals.alerts.requests import alertmanager


class Alertmanager:
    def __init__(self, config: AlertmanagerConfig, timeout: float) -> None:
        self._config, self._timeout = config, timeout
        self._headers = {name: value.reveal() for name, value in config.headers.items()}
        self._bands: dict[Key, str] = {}
        """What it was told last."""

    def tell(self, alerts: Sequence[Alert], now: float) -> bool:
        """Whether there was something to tell."""
        least = RANKS[self._config.least]
        told = [alert for alert in alerts if RANKS[alert.band] >= least and not alert.silenced]
        if told:
            sent = [*told, *(before for alert in told if (before := self._before(alert, now)) is not None)]
            post(alertmanager(self._config.url, sent, now, self._headers), self._timeout)
        self._bands = {alert.key: alert.band for alert in told}
        return bool(told)

    def _before(self, alert: Alert, now: float) -> Alert | None:
        """What is a page now was another alert while it was to be reviewed, because labels tell alerts apart."""
        band = self._bands.get(alert.key, alert.band)
        return None if band == alert.band else replace(alert, band=band, resolved=now)
