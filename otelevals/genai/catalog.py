"""The fields of an interaction and what they mean, in the order in which people read them."""

FIELDS: dict[str, str] = {
    "kind": "What sort of work it is: chat, completion, embeddings, retrieval, rerank, tool, agent, workflow, "
    "evaluator, feedback or other.",
    "operation": "What the span itself calls its work.",
    "provider": "Who serves the model.",
    "model": "The model that was asked for, or the one that answered when only that is known.",
    "request_model": "The model that was asked for.",
    "response_model": "The model that answered.",
    "response_id": "The answer's identity at its provider.",
    "system": "The system instructions as text.",
    "input_text": "What the user said last, a tool's arguments, or the query of a retrieval.",
    "output_text": "The answer's text, or a tool's result.",
    "input_messages": "The messages that were given, with their parts.",
    "output_messages": "The messages of the answer, one for each choice.",
    "messages": "Input and output messages, in order.",
    "tools": "The tools that were offered to the model.",
    "tool_calls": "The tool calls of the answer.",
    "tool_name": "The tool that was called.",
    "tool_call_id": "Which call of the model it was called for.",
    "tool_arguments": "What the tool was called with.",
    "tool_result": "What the tool gave.",
    "query": "What was searched for.",
    "documents": "The documents that were found, with ids and scores; those that an answer was made from.",
    "context": "What the model was given to answer from: the texts of the documents and what tools gave.",
    "usage.input_tokens": "Tokens of the input, cached and written ones among them.",
    "usage.output_tokens": "Tokens of the answer, reasoning among them.",
    "usage.total_tokens": "Both together.",
    "usage.cache_read_tokens": "Input tokens that came from a cache.",
    "usage.cache_write_tokens": "Input tokens that were written to a cache.",
    "usage.reasoning_tokens": "Output tokens that the model thought with.",
    "time_to_first_token": "Seconds until the answer began.",
    "finish_reasons": "Why the answer ended, for each choice.",
    "output_type": "The form of answer that was asked for: text, json, image, speech.",
    "session": "The conversation that it belongs to.",
    "user": "Who it was done for.",
    "tenant": "The customer of the application that the user belongs to.",
    "route": "The route of the application that was called.",
    "agent": "The agent's name.",
    "agent_id": "The agent's identity.",
    "prompt_name": "The name of the prompt template.",
    "prompt_version": "Its version.",
    "capability": "What the application does here, as its evaluations call it.",
    "step": "The step of the capability.",
    "experiment": "The experiment that it was done in.",
    "error": "What went wrong.",
    "expected": "The answer that is expected, of any type; rows of a dataset have it.",
    "evaluations": "Verdicts and feedback that the span carries already.",
}

ALIASES = {"input": "input_text", "output": "output_text"}
"""Short names of two fields that scorers and conditions ask for most."""

INTERNAL = frozenset(
    (
        *("tokens.input", "tokens.output", "tokens.total", "tokens.cache_read", "tokens.cache_write"),
        *("tokens.reasoning", "tokens.without_cache", "said_finish_reasons", "system_instructions", "tool_results"),
    )
)
"""What other fields are made of; dialects have places for most of these too."""
