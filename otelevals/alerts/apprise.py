"""Tells places through Apprise, whose errors name the host, and never more of an address: addresses are keys."""

import logging
import re
from collections.abc import Callable
from urllib.parse import unquote

from otelevals.api.errors import Permanent, Retryable

Tell = Callable[[str, str, str], None]
"""With a title, a text, and what Apprise calls its type."""

_HOST = re.compile(r"[^:]*://(?:[^/?]*@)?([\w-]+(?:\.[\w-]+)+|localhost)(?=[:/?]|$)")
_BETWEEN = re.compile(r"[?&][\w+:-]*=|[/?&@:;,+#\s]+")
_SHORTEST_KEY = 4
_SHOWN = 200


def teller(url: str) -> Tell:
    """ValueError when Apprise is not there, or does not know what the URL means."""
    try:
        import apprise
    except ImportError:
        raise ValueError("apprise is not installed: pip install 'otelevals[alerts-apprise]'") from None
    logging.getLogger("apprise").propagate = False  # its lines quote addresses
    places = apprise.Apprise()
    if not places.add(url):
        raise ValueError("this is no URL that Apprise understands")
    keys = _keys(url)

    def tell(title: str, text: str, kind: str) -> None:
        try:
            with places.notify(title=title, body=text, notify_type=kind, body_format="text") as result:
                told = bool(result)
                why = " ".join(keys.sub("***", each.message) for each in result.logs())
        except TypeError as error:
            raise Permanent("Apprise cannot send this") from error
        if not told:
            raise Retryable(f"Apprise could not send it: {why[:_SHOWN]}".removesuffix(": "))

    return tell


def _keys(url: str) -> re.Pattern[str]:
    """What may be a key: all that stands in an address but a host that has a dot, for the other hosts are keys, too."""
    host = _HOST.match(url)
    shown = {"", host[1] if host else ""}
    _, _, rest = url.partition("://")
    parts = {part for text in (rest, unquote(rest)) for part in _BETWEEN.split(text)} - shown
    longest_first = sorted((part for part in parts if len(part) >= _SHORTEST_KEY), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
