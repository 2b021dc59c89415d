"""The shapes of traces, as applications make them."""

from collections.abc import Callable

from tests.genai.spans import OPERATION
from tests.trace_simulation.plot import (
    ELSEWHERE,
    SESSION,
    Plot,
    answering,
    calling_tools,
    finding,
    working,
)


def rag(plot: Plot) -> None:
    """A retrieval and an answer under a plain root, which alone knows the session."""
    facts = plot.facts("search")
    far = plot.chance.random() < 0.4  # then it is the prompt that says what was found, as clocks differ
    plot.span("root", "", (0, 3), {SESSION: plot.session, "http.route": "/ask"}, "web")
    plot.span("step", "root", (0.1, 2.9))
    plot.span("search", "step", (0.2, 1), finding(facts), "index" if far else "app")
    plot.span("chat", "step", (1.1, 2.8), answering(plot.answer("chat"), f"Use {' '.join(facts)}" if far else "What?"))
    plot.sees("chat", facts)
    plot.is_root("search", "chat")


def agent(plot: Plot) -> None:
    """Model calls and tools in turn, with minutes between some of them."""
    steps, time = plot.chance.randint(1, 4), 1.0
    plot.span("agent", "", (0, 0), working(**{"gen_ai.conversation.id": plot.session}))
    for number in range(steps):
        plot.span(f"ask{number}", "agent", (time, time + 1), calling_tools("look"))
        long = plot.chance.choice([1, 2, 5, 30, 90, 150])
        found = {OPERATION: "execute_tool", "gen_ai.tool.name": "look", "gen_ai.tool.call.result": "seen"}
        plot.span(f"tool{number}", "agent", (time + 1.1, time + 1 + long), found)
        time += long + 2
    plot.span("chat", "agent", (time, time + 2), answering(plot.answer("chat")))
    plot.parts[0].end = time + 2.1
    plot.sees("chat", [])
    plot.is_root("agent")


def nested(plot: Plot) -> None:
    """A wrapper and the provider's own span tell of one call; the inner one may be without content."""
    said = plot.chance.random() < 0.7
    answer = plot.answer("chat")
    outer = {"openinference.span.kind": "LLM", "llm.output_messages.0.message.role": "assistant"}
    plot.span("root", "", (0, 3), {SESSION: plot.session}, "web")
    plot.span("outer", "root", (1, 2.5), {**outer, "llm.output_messages.0.message.content": answer})
    plot.span("between", "outer", (1.1, 2.4), {"http.request.method": "POST"})
    plot.span("inner", "between", (1.2, 2.3), answering(answer) if said else {OPERATION: "chat"})
    plot.sees("inner" if said else "outer", [], answer)
    plot.is_root("outer")


def noted(plot: Plot) -> None:
    """The content of a model call is in log records alone."""
    answer = plot.answer("chat")
    plot.span("root", "", (0, 3), {SESSION: plot.session}, "web")
    plot.span("chat", "root", (1, 2), {OPERATION: "chat", "gen_ai.request.model": "m"}, "noting")
    if plot.chance.random() < 0.5:
        messages = answering(answer)
        content = {key: value for key, value in messages.items() if key != OPERATION}
        plot.note("chat", 1.9, "gen_ai.client.inference.operation.details", content, "noting")
    else:
        plot.note("chat", 1.1, "gen_ai.system.message", {"content": "Be brief."}, "noting")
        plot.note("chat", 1.2, "gen_ai.user.message", {"content": "What?"}, "noting")
        message = {"role": "assistant", "content": answer}
        plot.note("chat", 1.9, "gen_ai.choice", {"index": 0, "message": message}, "noting")
    plot.sees("chat", [])
    plot.is_root("chat")


def noted_inside(plot: Plot) -> None:
    """A wrapper with the content, around the provider's own span, whose content is in a log record."""
    answer = plot.answer("inner")
    plot.span("root", "", (0, 3), {SESSION: plot.session}, "web")
    plot.span("outer", "root", (0.9, 2.1), answering(answer), "noting")
    plot.span("inner", "outer", (1, 2), {OPERATION: "chat"}, "noting")
    content = {key: value for key, value in answering(answer).items() if key != OPERATION}
    plot.note("inner", 1.9, "gen_ai.client.inference.operation.details", content, "noting")
    plot.sees("inner", [], answer)
    plot.is_root("outer")


def vercel(plot: Plot) -> None:
    """An outer span for what the application asked for, and one inside it for each call of the model."""
    answer = plot.answer("inner")
    outer = {"ai.operationId": "ai.generateText", "ai.prompt": '{"prompt":"What?"}', "ai.response.text": answer}
    inner = {"ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "m", "ai.response.text": answer}
    plot.span("root", "", (0, 3), {SESSION: plot.session})
    plot.span("outer", "root", (1, 2.5), outer)
    plot.span("inner", "outer", (1.1, 2.4), inner)
    plot.sees("inner", [])
    plot.is_root("outer")


def several(plot: Plot) -> None:
    """Answers one after the other under one parent, each from documents of its own."""
    plot.span("flow", "", (0, 0), working("invoke_workflow", **{SESSION: plot.session}))
    time = 1.0
    for number in range(plot.chance.randint(2, 4)):
        facts = plot.facts(f"search{number}", plot.chance.randint(1, 3))
        plot.span(f"search{number}", "flow", (time, time + 1), finding(facts))
        plot.span(f"chat{number}", "flow", (time + 1.1, time + 2), answering(plot.answer(f"chat{number}")))
        plot.sees(f"chat{number}", facts)
        time += 2.5
    plot.parts[0].end = time
    plot.is_root("flow")


def long(plot: Plot) -> None:
    """Hundreds of spans, few of them about GenAI."""
    plot.span("root", "", (0, 0), {SESSION: plot.session}, "batch")
    steps = plot.chance.choice([100, 250, 500])
    for number in range(steps):
        plot.span(f"step{number}", f"step{number - 1}" if number % 7 else "root", (number * 0.1, number * 0.1 + 0.1))
        if number % 50 == 49:
            facts = plot.facts(f"search{number}", 1)
            begin = number * 0.1
            plot.span(f"search{number}", f"step{number}", (begin + 0.02, begin + 0.04), finding(facts))
            answer = answering(plot.answer(f"chat{number}"))
            plot.span(f"chat{number}", f"step{number}", (begin + 0.05, begin + 0.09), answer)
            plot.sees(f"chat{number}", facts)
            plot.is_root(f"search{number}", f"chat{number}")
    plot.parts[0].end = steps * 0.1 + 0.2


def remote(plot: Plot) -> None:
    """The root is in a service that sends nothing here, as the first span that comes says."""
    plot.flagged = True
    facts = plot.facts("search")
    plot.span("server", ELSEWHERE, (0, 4), {SESSION: plot.session})
    plot.span("search", "server", (0.2, 1), finding(facts))
    plot.span("agent", "server", (1.5, 3.9), working(answer=plot.answer("chat")))
    plot.span("chat", "agent", (2, 3.5), answering(plot.answer("chat")))
    plot.sees("chat", facts)
    plot.is_root("search", "agent")


def across(plot: Plot) -> None:
    """A gateway knows the session, an agent's service the agent, and a third one calls the model."""
    plot.span("gate", "", (0, 6), {SESSION: plot.session, "http.route": "/chat"}, "gateway")
    plot.span("server", "gate", (0.5, 5.5))
    plot.span("agent", "server", (1, 5), working())
    plot.span("call", "agent", (2, 4), {"rpc.system": "grpc"})
    plot.span("serve", "call", (2.2, 3.8), None, "models")
    plot.span("chat", "serve", (2.4, 3.6), answering(plot.answer("chat")), "models")
    plot.sees("chat", [])
    plot.is_root("agent")


def headless(plot: Plot) -> None:
    """The root never comes: its process has died."""
    plot.headless = True
    plot.flagged = plot.chance.random() < 0.3
    plot.span("step", ELSEWHERE, (0, 3), {SESSION: plot.session})
    plot.span("chat", "step", (1, 2), answering(plot.answer("chat")))
    plot.sees("chat", [])


def plain(plot: Plot) -> None:
    """Nothing about GenAI."""
    plot.span("root", "", (0, 1), {SESSION: plot.session}, "web")
    for number in range(plot.chance.randint(1, 8)):
        plot.span(f"query{number}", "root", (0.1 * number, 0.1 * number + 0.1), {"db.system": "sqlite"})


SHAPES: dict[Callable[[Plot], None], float] = {
    rag: 4,
    agent: 3,
    nested: 3,
    noted: 3,
    noted_inside: 1,
    vercel: 2,
    several: 3,
    long: 0.4,
    remote: 2,
    across: 2,
    headless: 1,
    plain: 4,
}
"""With how often each occurs."""
