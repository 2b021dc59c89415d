// The Vercel AI SDK 7, whose telemetry is an integration that is registered once.
import { OpenTelemetry } from '@ai-sdk/otel';
import { createOpenAI } from '@ai-sdk/openai';
import * as ai from 'ai';
import { z } from 'zod';

import { CAPITAL, MODEL, QUESTION, STUB, SYSTEM, flush, play, weatherIn } from './play.mjs';

ai.registerTelemetry(new OpenTelemetry({ runtimeContext: true }));
const openai = createOpenAI({ baseURL: STUB, apiKey: 'none' });
const options = { model: openai.chat(MODEL), maxRetries: 0, telemetry: { functionId: 'shop' } };
const getWeather = ai.tool({
  description: 'The weather in a city.',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => weatherIn(city),
});
const loop = { tools: { get_weather: getWeather }, stopWhen: ai.isStepCount(5) };
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
    rag: () => ask(QUESTION),
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
