"""Calls a scorer: the one boundary around code that is not ours."""

import inspect
from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from otelevals.genai.fields import MissingInput
from otelevals.scoring.score import NoVerdict
from otelevals.scoring.verdict import BadVerdict, Verdicts, cut, read_verdict

ERROR_LIMIT = 500


class Failure(Exception):
    """A scorer failed; the message says how, bounded and safe to show."""

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type = type_


def call(
    function: Callable[..., object],
    positional: Sequence[Any],
    named: Mapping[str, Any],
    threshold: float | None,
    loop: AbstractEventLoop | None = None,
) -> Verdicts | NoVerdict:
    """The scorer's verdicts; MissingInput, or Failure for whatever else happens in it.

    It stops even what ends a thread or a program (SystemExit, a cancellation, a panic of a native extension): none of
    that may harm telemetry or other scorers. Only the user's own interrupt passes. With a `loop` a scorer may be async.
    """
    try:
        result = function(*positional, **named)
        if loop is not None and inspect.isawaitable(result):
            result = loop.run_until_complete(_awaited(result))
        return read_verdict(result, threshold)
    except (MissingInput, KeyboardInterrupt):
        raise
    except BadVerdict as error:
        raise Failure("BadVerdict", cut(str(error), ERROR_LIMIT)) from error
    except BaseException as error:
        raise Failure(type(error).__name__, _describe(error)) from error


async def _awaited(result: Any) -> object:
    return await result


def _describe(error: BaseException) -> str:
    name, message = type(error).__name__, message_of(error)
    return cut(f"{name}: {message}" if message else name, ERROR_LIMIT)


def message_of(error: BaseException) -> str:
    """What an error of code that is not ours says, bounded and safe to show."""
    try:
        return cut(str(error), ERROR_LIMIT)
    except BaseException:  # noqa: BLE001 - the text of an exception is such code, too
        return "an exception without a readable message"
