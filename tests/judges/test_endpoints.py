"""An endpoint is opened by its settings, which show no secret and load nothing heavy to be checked."""

import subprocess
import sys

import pytest

from otelevals.api.config import Secret
from otelevals.judges.asked import Endpoint
from otelevals.judges.endpoints import EndpointSettings, check_settings
from otelevals.testing import FakeJudge
from tests.judges.asking import KEY, ask, using


def test_a_key_of_the_configuration_is_sent(judge: FakeJudge) -> None:
    """Not the mark that is shown in its place."""
    ask(EndpointSettings("m", judge.url, Secret(KEY), {"x-team": Secret("red")}))
    assert judge.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert judge.requests[0].headers["x-team"] == "red"


def test_settings_show_no_secret() -> None:
    shown = repr(EndpointSettings("m", "https://gw/v1?key=secret", KEY, {"x-key": "secret"}))
    assert shown == "EndpointSettings(model='m')"


def test_settings_are_checked_without_a_client() -> None:
    program = (
        "import sys; from otelevals.judges.endpoints import EndpointSettings, check_settings;"
        " check_settings(EndpointSettings('m', 'http://gpu/v1'));"
        " print([name for name in ('httpx2', 'httpx', 'pydantic_ai', 'ssl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_settings_that_lead_nowhere() -> None:
    with pytest.raises(ValueError, match=r"^'mine' names no provider"):
        check_settings(EndpointSettings("mine"))


async def nothing(endpoint: Endpoint) -> None:
    pass


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (EndpointSettings("m", "http://gpu/v1", "ä"), "api_key: has characters that a header cannot carry"),
        (
            EndpointSettings("m", "http://gpu/v1", headers={"X-Team": "r\r\ned"}),
            "header 'X-Team': has characters that a header cannot carry",
        ),
        (EndpointSettings("m", "http://gpu/v1", "a\nb"), "api_key: has characters that a header cannot carry"),
        (
            EndpointSettings("m", "http://gpu/v1", headers={"X Team": "red"}),
            "header 'X Team': is no name of a header",
        ),
        (EndpointSettings("m", "http://gpu/v1", headers={"": "red"}), "header '': is no name of a header"),
    ],
)
def test_what_no_header_can_carry_is_refused(settings: EndpointSettings, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is what is tested
        using(settings, nothing)
    assert str(caught.value) == message


def test_a_certificate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^ca_file: "):
        using(EndpointSettings("m", "https://gpu/v1", ca_file="/nowhere/ca.pem"), nothing)
