"""The OpenTelemetry GenAI conventions from 1.37 on, with content in span attributes."""

from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.read_messages import input_messages, instructions, output_messages
from otelevals.genai.values import count, from_json, json_list, names, text, text_or_json

FIELDS = {
    "operation": (Source("gen_ai.operation.name", text),),
    "provider": (Source("gen_ai.provider.name", text),),
    "request_model": (Source("gen_ai.request.model", text),),
    "response_model": (Source("gen_ai.response.model", text),),
    "response_id": (Source("gen_ai.response.id", text),),
    "conversation_id": (Source("gen_ai.conversation.id", text),),
    "agent_name": (Source("gen_ai.agent.name", text),),
    "output_type": (Source("gen_ai.output.type", text),),
    "finish_reasons": (Source("gen_ai.response.finish_reasons", names),),
    "error_type": (Source("error.type", text),),
    "system_instructions": (Source("gen_ai.system_instructions", instructions),),
    "input_messages": (Source("gen_ai.input.messages", input_messages),),
    "output_messages": (Source("gen_ai.output.messages", output_messages),),
    "tools": (Source("gen_ai.tool.definitions", json_list),),
    "tool_name": (Source("gen_ai.tool.name", text),),
    "tool_call_id": (Source("gen_ai.tool.call.id", text),),
    "tool_arguments": (Source("gen_ai.tool.call.arguments", from_json),),
    "tool_result": (Source("gen_ai.tool.call.result", text_or_json),),
    "query": (Source("gen_ai.retrieval.query.text", text),),
    "evaluation_name": (Source("gen_ai.evaluation.name", text),),
    "usage.input_tokens": (Source("gen_ai.usage.input_tokens", count),),
    "usage.output_tokens": (Source("gen_ai.usage.output_tokens", count),),
    "usage.cache_read_tokens": (Source("gen_ai.usage.cache_read.input_tokens", count),),
    "usage.cache_write_tokens": (
        Source("gen_ai.usage.cache_write.input_tokens", count),
        Source("gen_ai.usage.cache_creation.input_tokens", count),
    ),
    "usage.reasoning_tokens": (Source("gen_ai.usage.reasoning.output_tokens", count),),
}

DIALECT = Dialect(
    name="otel",
    markers=frozenset(
        {source.attribute for sources in FIELDS.values() for source in sources if source.attribute != "error.type"}
    ),
    fields=FIELDS,
    kinds={
        "chat": Kind.CHAT,
        "generate_content": Kind.CHAT,
        "text_completion": Kind.COMPLETION,
        "embeddings": Kind.EMBEDDINGS,
        "retrieval": Kind.RETRIEVAL,
        "rerank": Kind.RERANK,
        "execute_tool": Kind.TOOL,
        "invoke_agent": Kind.AGENT,
        "invoke_workflow": Kind.WORKFLOW,
        "evaluation": Kind.EVALUATOR,
    },
)
