// The Vercel AI SDK 4, 5 and 6, whose calls are told to record telemetry.
import { createOpenAI } from '@ai-sdk/openai';
import * as ai from 'ai';
import { z } from 'zod';

import { CAPITAL, MODEL, STUB, SYSTEM, flush, play, rag, search, together, turns, weatherIn } from './play.mjs';

const openai = createOpenAI({ baseURL: STUB, apiKey: 'none', compatibility: 'strict' });
const model = openai.chat(MODEL);
const tool = (description, argument, call) => {
  const parameters = z.object({ [argument]: z.string() });
  const execute = async (given) => call(given[argument]);
  return ai.tool({ description, parameters, inputSchema: parameters, execute });
};
const weather = { get_weather: tool('The weather in a city.', 'city', weatherIn) };
const searching = { search: tool('Search the shelf.', 'query', search), ...weather };
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
    tools: () => ask('What is the weather in Paris?', { tools: weather, ...loop }),
    agent: () => ask('Which city is warmer, Paris or Rome?', { tools: weather, ...loop }),
    rag: () => rag(ask),
    together: () => together(ask),
    turns: () => turns((messages) => ai.generateText({ ...options(), messages, tools: searching, ...loop })),
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
