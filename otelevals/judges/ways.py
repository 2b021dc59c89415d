"""How a model wants to be asked: found out by asking, remembered, and shared by all calls to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Literal, NamedTuple

_PATIENCE = 5.0

Limit = Literal["max_completion_tokens", "max_tokens"]


class Way(Enum):
    """Ways to ask for a structured answer, the best first."""

    JSON_SCHEMA = "json_schema"
    OBJECT_WITH_SCHEMA = "json_object with schema"  # llama-cpp-python and others
    JSON_OBJECT = "json_object"
    TOOLS = "tools"
    TEXT = "text"


_WAYS = tuple(Way)
_MANY_LOGPROBS, _FEW_LOGPROBS = 20, 5


class Manner(NamedTuple):
    """One manner of asking."""

    limit: Limit
    limit_is_sure: bool = False
    """Whether the other name of the limit was refused."""
    way: Way = Way.JSON_SCHEMA
    told: bool = False
    """Whether the schema is in the prompt although the way carries it, for servers that only seem to know the way."""
    temperature: bool = True
    top_logprobs: int = _MANY_LOGPROBS

    @property
    def schema_in_prompt(self) -> bool:
        return self.told or self.way not in (Way.JSON_SCHEMA, Way.TOOLS)


class Manners:
    """The manner that is right as far as is known.

    Until an answer has come, calls go one after the other, so that what is refused is refused once and not to each of
    many; none waits longer than `patience` seconds for those before it.
    """

    def __init__(self, limit: Limit, patience: float = _PATIENCE) -> None:
        self.current = Manner(limit)
        self._patience = patience
        self._known = False
        self._first = asyncio.Lock()

    def worked(self) -> None:
        """An answer has come."""
        self._known = True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Manner]:
        """The manner to ask in, inside."""
        alone = not self._known and await self._wait()
        try:
            if alone and self._known:
                self._first.release()
                alone = False
            yield self.current
        finally:
            if alone:
                self._first.release()

    async def _wait(self) -> bool:
        try:
            async with asyncio.timeout(self._patience):
                return await self._first.acquire()
        except TimeoutError:
            return False

    def refused(self, used: Manner, feature: str) -> str:
        """`feature` of a manner was refused: way, limit, temperature, logprobs, or so many logprobs. Says how it is
        done from now on; empty when there is no other manner, or it was not used."""
        match feature:
            case "way" if used.way is not Way.TEXT:
                following = _WAYS[_WAYS.index(used.way) + 1]
                if self.current.way is used.way:
                    self.current = self.current._replace(way=following)
                return f"structured answers are asked for by {self.current.way.value}"
            case "limit" if not used.limit_is_sure:
                other: Limit = "max_tokens" if used.limit == "max_completion_tokens" else "max_completion_tokens"
                self.current = self.current._replace(limit=other, limit_is_sure=True)
                return f"the limit is called {other}"
            case "temperature" if used.temperature:
                self.current = self.current._replace(temperature=False)
                return "no temperature is set"
            case "so many logprobs" if used.top_logprobs > _FEW_LOGPROBS:
                self.current = self.current._replace(top_logprobs=min(self.current.top_logprobs, _FEW_LOGPROBS))
                return f"probabilities are asked for of {_FEW_LOGPROBS} tokens"
            case "so many logprobs" | "logprobs" if used.top_logprobs:
                self.current = self.current._replace(top_logprobs=0)
                return "no probabilities are asked for"
        return ""

    def ignored(self) -> None:
        """An answer showed no trace of the schema."""
        self.current = self.current._replace(told=True)
