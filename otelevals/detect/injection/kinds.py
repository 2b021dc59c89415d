"""The kinds of attempts that can be found."""

from dataclasses import dataclass

from otelevals.detect.injection import (
    concealment,
    disclosure,
    encoded,
    exfiltration,
    jailbreak,
    override,
    role_forgery,
    tool_steering,
)


@dataclass(frozen=True, slots=True)
class InjectionKind:
    name: str
    nouns: tuple[str, str]
    """What one is called, and several."""
    patterns: tuple[str, ...] = ()
    """In RE2's syntax, for text in lower case; a space stands for any gap between words."""
    marks: bool = False
    """Whether it is found by marks, which stand in code too, and not by sentences, which are quoted and spoken about."""
    users_may: bool = False
    """Whether it is an ordinary wish of a user, and none of a document or of a tool."""


KINDS = {
    kind.name: kind
    for kind in (
        InjectionKind("override", ("override of instructions", "overrides of instructions"), override.PATTERNS),
        InjectionKind("role_forgery", ("forged turn", "forged turns"), role_forgery.PATTERNS, marks=True),
        InjectionKind(
            "prompt_disclosure",
            ("request for the system prompt", "requests for the system prompt"),
            disclosure.PATTERNS,
        ),
        InjectionKind(
            "exfiltration", ("attempt to carry data out", "attempts to carry data out"), exfiltration.PATTERNS
        ),
        InjectionKind("hidden_text", ("hidden text", "hidden texts")),
        InjectionKind(
            "concealment",
            ("request to keep something from the user", "requests to keep something from the user"),
            concealment.PATTERNS,
        ),
        InjectionKind(
            "tool_steering",
            ("request to call a tool", "requests to call a tool"),
            tool_steering.PATTERNS,
            users_may=True,
        ),
        InjectionKind("encoded", ("encoded instruction", "encoded instructions"), encoded.PATTERNS),
        InjectionKind("jailbreak", ("jailbreak", "jailbreaks"), jailbreak.PATTERNS),
    )
}
