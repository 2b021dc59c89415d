"""A place gets messages in their order, what fails is tried again, and what is of no use any more is given up."""

import threading
from collections.abc import Callable

import pytest

from otelevals.alerts import delivery
from otelevals.alerts.delivery import Delivery, Letter
from otelevals.alerts.places import Place
from otelevals.alerts.post import post
from otelevals.alerts.requests import Request
from otelevals.api.clock import ManualClock
from otelevals.api.errors import Permanent, Retryable
from tests.alerts.receiver import receiving
from tests.waiting import eventually


def ignore(why: str) -> None:
    """An attempt that failed is no news here."""


def delivered(send: Callable[[bytes, float], None], *letters: Letter, clock: ManualClock | None = None) -> list[str]:
    """What became of letters."""
    done: list[str] = []
    place = Place("webhook/x", "review", send)
    one = Delivery(
        place,
        clock or ManualClock(),
        lambda letter, result, why: done.append(f"{letter.body.decode()} {result}"),
        ignore,
    )
    for letter in letters:
        one.add(letter)
    one.start()
    eventually(lambda: len(done) >= len(letters))
    one.stop()
    return done


def test_messages_arrive_in_their_order_also_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_WAIT", 0.001)
    failures = [Retryable("not now"), Retryable("not now")]

    def send(body: bytes, now: float) -> None:
        if failures:
            raise failures.pop()

    letters = [Letter(number, 1000.0, str(number).encode()) for number in (1, 2)]
    assert delivered(send, *letters) == ["1 delivered", "2 delivered"]


def test_what_is_a_day_old_is_given_up_and_what_is_refused_too() -> None:
    def send(body: bytes, now: float) -> None:
        raise Retryable("down") if body == b"old" else Permanent("no")

    letters = Letter(1, 0.0, b"old"), Letter(2, 90_000.0, b"new")
    assert delivered(send, *letters, clock=ManualClock(90_000.0)) == ["old given_up", "new refused"]


def test_when_too_many_wait_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST", 1)
    found = delivered(lambda body, now: None, Letter(1, 0.0, b"1"), Letter(2, 0.0, b"2"))
    assert found == ["1 no_room", "2 delivered"]


def test_stopping_does_not_wait_for_a_place_that_is_down() -> None:
    tried = threading.Event()

    def send(body: bytes, now: float) -> None:
        tried.set()
        raise Retryable("down")

    one = Delivery(Place("webhook/x", "review", send), ManualClock(), lambda *_: None, ignore)
    one.add(Letter(1, 1000.0, b"1"))
    one.start()
    assert tried.wait(60)
    one.stop()
    assert one.waiting == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Permanent), (404, Permanent), (301, Permanent), (429, Retryable), (503, Retryable)]
)
def test_answers_say_whether_to_try_again(status: int, kind: type[Exception]) -> None:
    with receiving() as receiver:
        receiver.answers = [status]
        with pytest.raises(kind, match=f"127.0.0.1 answered {status}"):
            post(Request(f"{receiver.url}/a-secret-path", b"{}", {}), 60)


def test_an_address_that_is_a_key_is_in_no_error() -> None:
    with pytest.raises(Retryable) as found:
        post(Request("http://127.0.0.1:1/a-secret-path", b"{}", {}), 60)
    assert "a-secret-path" not in str(found.value)


def test_a_header_that_cannot_be_sent_is_refused_without_a_word_of_it() -> None:
    with pytest.raises(Permanent) as found:
        post(Request("http://127.0.0.1:1/", b"{}", {"authorization": "secret\nkey"}), 60)
    assert "secret" not in str(found.value)
