"""Apprise is told with an error that names no key, and an address that it does not know is refused."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.alerts.apprise import _keys, teller
from otelevals.alerts.notify_config import AppriseConfig, NotifyConfig
from otelevals.alerts.places import places_of
from otelevals.api.errors import Retryable
from tests.alerts.receiver import receiving

TEAMS = (
    "https://prod-161.westeurope.logic.azure.com:443/workflows/643e69f83c8944438d68119179a10a64/triggers/manual/paths/"
    "invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu-6Rj8aUKz7108W3wrNJZxFE5A"
)
ACCEPTED = (
    TEAMS,
    "workflows://prod-161.westeurope.logic.azure.com:443/643e69f83c8944438d68119179a10a64/KODuebWbDGYFr0z0eu/",
    "mailtos://user:password@mail.example.com?from=otelevals@example.com&to=oncall@example.com",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
)
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # imported by a plug-in


class Lines(logging.Handler):
    """What reaches the log of a service: lines of all libraries."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest.fixture
def lines() -> Iterator[list[str]]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler.said
    logging.getLogger().removeHandler(handler)


def place_names(url: str) -> list[str]:
    config = NotifyConfig(apprise={"other": AppriseConfig.model_validate({"url": url})})
    return [place.name for place in places_of(config, 10.0)]


@pytest.mark.parametrize("url", ACCEPTED, ids=["teams", "workflows", "mail", "slack", "discord"])
def test_addresses_of_common_places_are_taken(url: str) -> None:
    assert place_names(url) == ["apprise/other"]


@pytest.mark.parametrize("url", ["nonsense", "foo://secret-token/abc", "workflows://host/A B!/secret-token", "http://"])
def test_what_apprise_does_not_know_is_refused_without_a_word_of_it(
    url: str, lines: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=r"^apprise::other: this is no URL that Apprise understands$"):
        place_names(url)
    assert (lines, *capfd.readouterr()) == ([], "", "")


def why(url: str) -> str:
    with pytest.raises(Retryable) as found:
        teller(url)("a title", "a text", "failure")
    return str(found.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "json://user:hunter22@127.0.0.1:1/secret-path",
            "A Connection error occurred sending JSON notification to 127.0.0.1.",
        ),
        (
            "mailto://user:hunter22@127.0.0.1:1?from=otelevals@example.com&to=oncall@example.com",
            'Connection error while submitting email to "127.0.0.1"',
        ),
        ("workflows://127.0.0.1:1/secret-path/hunter22", "A Connection error occurred sending Workflows notification."),
    ],
)
def test_a_connection_that_is_refused_is_tried_again_and_says_why(
    url: str, said: str, lines: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert why(url) == f"Apprise could not send it: {said}"
    assert (lines, *capfd.readouterr()) == ([], "", "")


def test_an_answer_that_is_an_error_is_tried_again_and_says_which() -> None:
    with receiving() as receiver:
        receiver.answers = [503]
        assert "error=503" in why(f"json://{receiver.address}/secret-path")


def test_a_key_that_apprise_quotes_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def quotes(self: Any, **_: Any) -> bool:
        logging.getLogger("apprise").warning("%s to %s with hunter22 failed", self.fullpath, self.host)
        return False

    monkeypatch.setattr("apprise.plugins.custom_json.NotifyJSON.send", quotes)
    said = why("json://user:hunter22@localhost/secret%20path?-x=hidden")
    assert said == "Apprise could not send it: /*** to localhost with *** failed"


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_address_is_too_odd_to_hide_its_keys(rest: str) -> None:
    """A host may be a key, too, unless it has a dot."""
    keys = _keys(f"json://token-abc/{rest}/hunter22?a=secret-x")
    assert keys.sub("***", "to token-abc with hunter22 and secret-x") == "to *** with *** and ***"
