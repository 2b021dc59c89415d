"""The contract of extensions."""

from pathlib import Path
from typing import Any

from otelevals.api.clock import SystemClock
from otelevals.api.component import Authenticator, Middleware
from otelevals.api.errors import Retryable, Unauthenticated
from otelevals.testing.contract.build import Options, Plan
from otelevals.testing.contract.concurrency import at_once
from otelevals.testing.contract.lifecycle import check_lifecycle

_METADATA = ((), (("x-tenant", "one"),), (("x-tenant", "one"), ("x-tenant", "two"), ("other", "")))


def check_extension(cls: type[Any], options: Options | None = None, *, base_dir: Path | None = None) -> None:
    """Lifecycle, and what components ask of it from several threads: `admit`, `authenticate` and `headers`."""
    plan = Plan(cls, options, base_dir)
    check_lifecycle(lambda: plan.build(SystemClock()), plan.name)
    extension = plan.build(SystemClock())
    extension.start()
    try:
        at_once(lambda number: _use(extension, plan.name))
    finally:
        extension.shutdown()


def _use(extension: Any, name: str) -> None:
    if isinstance(extension, Middleware):
        for size in (0, 1, 2**31):
            try:
                extension.admit(size)
            except Retryable as error:
                if not str(error):
                    raise AssertionError(f"{name} refuses without saying why") from error
    if isinstance(extension, Authenticator):
        for headers in ({}, {"authorization": ""}, {"authorization": "\xff, a b"}):
            try:
                extension.authenticate(headers)
            except Unauthenticated as error:
                if not str(error) or not error.challenge:
                    raise AssertionError(f"{name} refuses without saying what it asks for") from error
    if callable(getattr(extension, "headers", None)):
        for metadata in _METADATA:
            for key, value in extension.headers(metadata):
                assert isinstance(key, str), f"{name} gives a header name that is not a string"
                assert isinstance(value, str), f"{name} gives a header value that is not a string"
