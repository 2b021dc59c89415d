"""The life that every component has: built, started, shut down once, and nothing left afterwards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from otelevals.api.clock import SystemClock
from otelevals.api.component import Component, Receiver
from otelevals.testing.contract.build import Options, Plan
from otelevals.testing.contract.leaks import nothing_left_behind

Build = Callable[[], Any]
GRACE = 5.0
_ROUNDS = 3


def check_lifecycle(build: Build, name: str) -> None:
    """Start and shut down, several times and also without a start; `build` makes a new component each time."""
    _live(build())  # what is made once in a process, such as a library's own threads, is there now
    with nothing_left_behind(name):
        build().shutdown()
    with nothing_left_behind(name):
        for _ in range(_ROUNDS):
            _live(build())


def check_failed_start(cls: type[Any], options: Options, *more: Any, base_dir: Path | None = None) -> None:
    """With these options, such as a port in use, `start` must raise, and `shutdown` must leave nothing behind."""
    plan = Plan(cls, options, base_dir)

    def fail() -> None:
        component: Component = plan.build(SystemClock(), *more)
        try:
            component.start()
        except Exception as error:  # whatever it is, it becomes the message that users see
            if not str(error):
                raise AssertionError(f"{plan.name} fails to start without saying why") from error
        else:
            raise AssertionError(f"{plan.name} starts although it should not")
        finally:
            component.shutdown()

    fail()
    with nothing_left_behind(plan.name):
        fail()


def _live(component: Component) -> None:
    component.start()
    if isinstance(component, Receiver):
        component.stop_intake(GRACE)
    component.shutdown()
