// The Vercel AI SDK 4, 5 and 6, whose calls are told to record telemetry.
import { createOpenAI } from '@ai-sdk/openai';
import * as ai from 'ai';
import { z } from 'zod';

import { CAPITAL, MODEL, QUESTION, STUB, SYSTEM, flush, play, weatherIn } from './play.mjs';

const openai = createOpenAI({ baseURL: STUB, apiKey: 'none', compatibility: 'strict' });
const model = openai.chat(MODEL);
const parameters = z.object({ city: z.string() });
const execute = async ({ city }) => weatherIn(city);
const getWeather = ai.tool({ description: 'The weather in a city.', parameters, inputSchema: parameters, execute });
const loop = ai.stepCountIs ? { stopWhen: ai.stepCountIs(5) } : { maxSteps: 5 };

const options = (metadata) => ({
  model,
  maxRetries: 0,
  experimental_telemetry: { isEnabled: true, functionId: 'shop', metadata },
});
const ask = (prompt, more = {}, metadata = undefined) => ai.generateText({ ...options(metadata), prompt, ...more });

async function stream(prompt, until, more = {}) {
  const hangUp = new AbortController();
  const result = ai.streamText({ ...options(), prompt, abortSignal: hangUp.signal, onError() {}, ...more });
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
    chat: () => ask(CAPITAL, { system: SYSTEM }),
    stream: () => stream(CAPITAL, undefined, { system: SYSTEM }),
    tools: () => ask('What is the weather in Paris?', { tools: { get_weather: getWeather }, ...loop }),
    agent: () => ask('Which city is warmer, Paris or Rome?', { tools: { get_weather: getWeather }, ...loop }),
    rag: () => ask(QUESTION),
    embeddings: () =>
      ai.embed({ ...options(), model: openai.embedding('text-embedding-3-small'), value: 'The door is green.' }),
    responses: () => ask(CAPITAL, { system: SYSTEM, model: openai.responses(MODEL) }),
    error: () => ask('Make it fail.'),
    empty: () => ask('Say nothing.'),
    refusal: () => ask('Tell me something forbidden.'),
    session: () => ask(CAPITAL, { system: SYSTEM }, { sessionId: 'session-7', userId: 'user-7' }),
    abandoned: () => stream('Tell a long story.', 'Once upon a time'),
  },
  flush,
);
