// The Vercel AI SDK 7, whose telemetry is an integration that is registered once.
import { OpenTelemetry } from '@ai-sdk/otel';
import { createOpenAI } from '@ai-sdk/openai';
import * as ai from 'ai';
import { z } from 'zod';

import { CAPITAL, MODEL, STUB, SYSTEM, flush, play, rag, search, together, turns, weatherIn } from './play.mjs';

ai.registerTelemetry(new OpenTelemetry({ runtimeContext: true }));
const openai = createOpenAI({ baseURL: STUB, apiKey: 'none' });
const options = { model: openai.chat(MODEL), maxRetries: 0, telemetry: { functionId: 'shop' } };
const tool = (description, argument, call) =>
  ai.tool({
    description,
    inputSchema: z.object({ [argument]: z.string() }),
    execute: async (given) => call(given[argument]),
  });
const weather = { get_weather: tool('The weather in a city.', 'city', weatherIn) };
const searching = { search: tool('Search the shelf.', 'query', search), ...weather };
const loop = { tools: weather, stopWhen: ai.isStepCount(5) };
const ask = (prompt, more = {}) => ai.generateText({ ...options, prompt, ...more });

async function stream(prompt, until, more = {}) {
  const hangUp = new AbortController();
  const result = ai.streamText({ ...options, prompt, abortSignal: hangUp.signal, onError() {}, ...more });
  let text = '';
  for await (const piece of result.textStream) {
    text += piece;
    if (text === until) {
      hangUp.abort();
      break;
    }
  }
}

await play(
  {
    chat: () => ask(CAPITAL, { instructions: SYSTEM }),
    stream: () => stream(CAPITAL, undefined, { instructions: SYSTEM }),
    tools: () => ask('What is the weather in Paris?', loop),
    agent: () => ask('Which city is warmer, Paris or Rome?', loop),
    rag: () => rag(ask),
    together: () => together(ask),
    turns: () => turns((messages) => ai.generateText({ ...options, ...loop, messages, tools: searching })),
    embeddings: () =>
      ai.embed({ ...options, model: openai.embedding('text-embedding-3-small'), value: 'The door is green.' }),
    responses: () => ask(CAPITAL, { instructions: SYSTEM, model: openai.responses(MODEL) }),
    error: () => ask('Make it fail.'),
    empty: () => ask('Say nothing.'),
    refusal: () => ask('Tell me something forbidden.'),
    session: () =>
      ask(CAPITAL, {
        instructions: SYSTEM,
        runtimeContext: { sessionId: 'session-7', userId: 'user-7' },
        telemetry: { ...options.telemetry, includeRuntimeContext: { sessionId: true, userId: true } },
      }),
    abandoned: () => stream('Tell a long story.', 'Once upon a time'),
  },
  flush,
);
