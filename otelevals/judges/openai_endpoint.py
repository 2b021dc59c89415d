"""A model behind the protocol of OpenAI's chat completions, which nearly everybody speaks."""

import asyncio
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import orjson

from otelevals.judges.asked import AttemptFailed, Prompt, Reply, WayUnsupported, no_answer
from otelevals.judges.headers import request_headers
from otelevals.judges.openai_errors import error_within, explain, kind_of, refused_feature
from otelevals.judges.openai_http import Exchange, Failed, Received, open_client, receive
from otelevals.judges.openai_reply import parse_reply
from otelevals.judges.openai_request import build_body
from otelevals.judges.providers import Target
from otelevals.judges.retry_after import wait_wanted
from otelevals.judges.veil import Veil, failure_texts
from otelevals.judges.ways import Manner, Manners, Way

_NEWER_NAMES = ("openai", "azure")
"""Providers whose newest models know only max_completion_tokens; elsewhere max_tokens is the safer name."""


class OpenAIEndpoint:
    """Bound to one event loop. Nothing is tried again, and redirects are not followed."""

    def __init__(self, target: Target, api_key: str | None, headers: Mapping[str, str], ca_file: str) -> None:
        """ValueError with a sentence when the key, a header or the file cannot be used."""
        fields = request_headers(target.provider.key_header, api_key, headers)
        query = urlsplit(target.url).query
        self._veil = Veil([*fields.secrets, query, *(value for _, value in parse_qsl(query))])
        self._target = target
        self._client = open_client(target.url, fields.all, ca_file)
        self._manners = Manners("max_completion_tokens" if target.provider.name in _NEWER_NAMES else "max_tokens")

    async def ask(self, prompt: Prompt, timeout: float) -> Reply:
        exchange = Exchange()
        try:
            async with asyncio.timeout(timeout), self._manners.turn() as manner:
                body = build_body(self._target.model, prompt, manner)
                received = await receive(self._client, self._target.url, _encoded(body), exchange)
                return self._read(received, manner, body)
        except TimeoutError:
            message = no_answer(self._target.host, timeout)
            raise AttemptFailed("timeout", message, retry=True, unreachable=not exchange.began) from None
        except Failed as failed:
            message = self._veil.hide(f"{failed} ({self._target.host})")
            unreachable = not exchange.began
            raise AttemptFailed(failed.kind, message, retry=failed.retry, unreachable=unreachable) from None

    async def close(self) -> None:
        await self._client.aclose()

    def _read(self, received: Received, manner: Manner, sent: Mapping[str, object]) -> Reply:
        status = received.status if received.status != 200 else error_within(received.body)
        if status:
            error = explain(received.body)
            otherwise = self._manners.refused(manner, refused_feature(status, error, manner, sent))
            if otherwise:
                what = f"{self._target.host} refused how it was asked, from now on {otherwise}"
                message, raw = failure_texts(self._veil, what, error.message, received.body)
                raise WayUnsupported("unsupported", message, retry=True, raw=raw)
            raise self._failure(received, f"answered {status}", error.message, *kind_of(status, error))
        try:
            reply = parse_reply(received.body)
            reply = reply._replace(text=self._veil.without(reply.text), refusal=self._veil.without(reply.refusal))
        except AttemptFailed as failed:
            raise self._failure(received, f"sent no completion: {failed}", "", failed.kind, failed.retry) from None
        self._manners.worked()
        if reply.text and "{" not in reply.text and reply.finish_reason == "stop" and manner.way is not Way.TEXT:
            self._manners.ignored()
        return reply

    def _failure(self, received: Received, what: str, words: str, kind: str, retry: bool) -> AttemptFailed:
        message, raw = failure_texts(self._veil, f"{self._target.host} {what}", words, received.body)
        after = wait_wanted(received.headers, time.time()) if retry else None
        return AttemptFailed(kind, message, retry=retry, after=after, raw=raw)


def _encoded(body: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        message = "the prompt has characters that JSON cannot carry"
        raise AttemptFailed("bad_request", message, unreachable=True) from None
