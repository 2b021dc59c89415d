"""A resolver over nested dicts, shared by the tests of conditions."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from otelevals.conditions import Access, Path, UnknownPath, compile_condition

CONTEXTS = ("span", "resource", "genai")
SPAN_FIELDS = ("name", "kind", "status", "attributes", "parent_span_id", "start_time_unix_nano", "end_time_unix_nano")


class DictResolver:
    """Reads `span.attributes["a"]` from `{"span": {"attributes": {"a": ...}}}`; a bare span field means the span's."""

    enums: Mapping[str, int] = {"SPAN_KIND_SERVER": 2, "SPAN_KIND_CLIENT": 3, "STATUS_CODE_ERROR": 2}

    def resolve(self, path: Path) -> Access:
        known = path.context in CONTEXTS
        if path.context in ("", "span", "status") and path.fields[path.context == "span"].name not in SPAN_FIELDS:
            raise UnknownPath(f"unknown path {path}", [f"span.{name}" for name in SPAN_FIELDS])
        steps: list[str | int] = [] if known else ["span"]
        for field in path.fields:
            steps += [field.name, *field.keys]

        def get(ctx: Any) -> Any:
            for step in steps:
                if isinstance(step, int):
                    if not isinstance(ctx, list) or step >= len(ctx):
                        return None
                elif not isinstance(ctx, dict) or step not in ctx:
                    return None
                ctx = ctx[step]
            return ctx

        keys = (key.encode() for field in path.fields for key in field.keys if isinstance(key, str))
        return Access(get, frozenset(keys), verbatim=path.context != "genai", context="" if known else "span")


@pytest.fixture(scope="session")
def resolver() -> DictResolver:
    return DictResolver()


@pytest.fixture(scope="session")
def evaluate(resolver: DictResolver) -> Callable[[str, Any], bool]:
    return lambda text, ctx: compile_condition(text, resolver)(ctx)
