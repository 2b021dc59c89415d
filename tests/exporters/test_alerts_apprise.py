"""Teams, a mail server and other places that Apprise knows are told in their formats."""

import email.message
import email.policy
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from otelevals.alerts import delivery
from otelevals.api.clock import ManualClock
from otelevals.api.component import Context
from tests.alerts.receiver import receiving
from tests.exporters.samples import context
from tests.exporters.test_alerts import drop, running, told
from tests.waiting import eventually

TITLE = "[page] low: the pass rate of tone is below 0.9 (model=gpt-5)"
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # imported by a plug-in


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_790_000_000.0)


@pytest.fixture
def lent(tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setattr(delivery, "FIRST_WAIT", 0.01)
    return context(tmp_path, clock)


class Mailbox:
    """Takes mail, once it has refused so many."""

    def __init__(self) -> None:
        self.came: list[tuple[str | None, list[str], email.message.EmailMessage]] = []
        self.refusals = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 4.3.0 not now"
        assert isinstance(envelope.original_content, bytes)
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.came.append((envelope.mail_from, list(envelope.rcpt_tos), message))
        return "250 2.0.0 taken"


class Server(NamedTuple):
    mailbox: Mailbox
    address: str


@contextmanager
def mail_server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Server(mailbox, f"127.0.0.1:{port}")
    finally:
        controller.stop()


def by_mail(server: Server) -> dict[str, Any]:
    url = f"mailto://{server.address}?from=otelevals@example.com&to=oncall@example.com"
    return {"apprise": {"mail": {"url": url, "least": "page"}}}


def test_a_page_is_a_mail(lent: Context, clock: ManualClock) -> None:
    with mail_server() as server, running(lent, by_mail(server)) as exporter:
        drop(exporter, clock)
        eventually(lambda: told(lent, "apprise/mail") == 1)
    ((sender, recipients, message),) = server.mailbox.came
    assert (sender, recipients) == ("otelevals@example.com", ["oncall@example.com"])
    assert (message["subject"], message.get_content_type()) == (TITLE, "text/plain")
    first, second, *_ = message.get_content().splitlines()
    assert first.startswith("model=gpt-5: page since 2026-09-21")
    assert second.startswith("last 24 hours: 0.0%")


def test_a_mail_that_is_not_taken_is_sent_again(
    lent: Context, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apprise.plugins.email.base.NotifyEmail.request_rate_per_sec", 0)
    with mail_server() as server:
        server.mailbox.refusals = 2
        with running(lent, by_mail(server)) as exporter:
            drop(exporter, clock)
            eventually(lambda: told(lent, "apprise/mail") == 1)
    assert (len(server.mailbox.came), told(lent, "apprise/mail", "failed")) == (1, 2)


def test_teams_is_told_with_a_card(
    certificates: Path, lent: Context, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates / "ca.pem"))
    with receiving(tls) as receiver:
        notify = {"teams": {"url": f"workflows://{receiver.address}/a-workflow/a-signature", "least": "page"}}
        with running(lent, {"apprise": notify}) as exporter:
            drop(exporter, clock)
            eventually(lambda: told(lent, "apprise/teams") == 1)
    (posted,) = receiver.posted
    path, _, query = posted.path.partition("?")
    assert path == "/workflows/a-workflow/triggers/manual/paths/invoke"
    assert "sig=a-signature" in query.split("&")
    (attachment,) = posted.json["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    texts = {each["id"]: each["text"] for each in attachment["content"]["body"] if each["type"] == "TextBlock"}
    assert texts["title"] == TITLE
    body = re.sub(r"\\(.)", r"\1", texts["body"])  # which is Markdown
    assert body.startswith("model=gpt-5: page since 2026-09-21")


def test_what_is_over_is_told_as_a_success(lent: Context, clock: ManualClock) -> None:
    with receiving() as receiver:
        notify = {"any": {"url": f"json://{receiver.address}/told", "least": "page"}}
        with running(lent, {"apprise": notify}, keep_for="0s") as exporter:
            drop(exporter, clock)
            drop(exporter, clock, 2000, passed=True)
            eventually(lambda: told(lent, "apprise/any") == 2)
    assert [posted.json["type"] for posted in receiver.posted] == ["failure", "success"]
    assert [posted.json["title"].split(" ")[0] for posted in receiver.posted] == ["[page]", "[resolved]"]
