// How a producer is led: it reads the name of a scenario, plays it, sends what it recorded, and says so.
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { createInterface } from 'node:readline';

export const STUB = process.env.OPENAI_BASE_URL;
export const MODEL = 'gpt-4o-mini';
export const SYSTEM = 'Answer in one sentence.';
export const CAPITAL = 'What is the capital of France?';

export const weatherIn = (city) => (city === 'Paris' ? '18 degrees' : '25 degrees');

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();

const tracer = trace.getTracer('shop');
const DOOR = ['The door is green.', 'The window is blue.'];
const TOWER = ['The tower is 90 metres high.', 'The window is blue.'];
const QUESTIONS = ['What colour is the door?', 'How high is the tower?'];
const TURNS = ['Look up the door, then the weather in Rome.', 'Now look up the tower.'];

// A search of the application itself, with the span that the conventions of OpenTelemetry have for it.
export async function search(query) {
  const found = query.includes('tower') ? TOWER : DOOR;
  const documents = found.map((content, number) => ({ id: `doc-${number}`, content }));
  const attributes = {
    'gen_ai.operation.name': 'retrieval',
    'gen_ai.retrieval.query.text': query,
    'gen_ai.retrieval.documents': JSON.stringify(documents),
  };
  tracer.startSpan('retrieval shelf', { attributes }).end();
  return found.join('\n');
}

// A plain span around what is done in it, such as a web framework makes.
const visit = (attributes, work) =>
  tracer.startActiveSpan('visit', { attributes }, async (span) => {
    await work();
    span.end();
  });

// Nothing is asked before everything is found.
async function answer(questions, ask) {
  const found = await Promise.all(questions.map(search));
  await Promise.all(questions.map((question, at) => ask(`Context:\n${found[at]}\n\n${question}`)));
}

export const rag = (ask) => visit({}, () => answer(QUESTIONS.slice(0, 1), ask));
export const together = (ask) => visit({}, () => answer(QUESTIONS, ask));

export async function turns(converse) {
  let messages = [];
  for (const content of TURNS) {
    messages = [...messages, { role: 'user', content }];
    await visit({ 'session.id': 'session-8', 'user.id': 'user-8' }, async () => {
      messages = [...messages, ...(await converse(messages)).response.messages];
    });
  }
}

export const flush = () => provider.forceFlush();

export async function play(scenarios, flush) {
  for await (const line of createInterface({ input: process.stdin })) {
    const name = line.trim();
    let outcome = 'absent';
    if (scenarios[name]) {
      outcome = 'played';
      try {
        await scenarios[name]();
      } catch (error) {
        outcome = `raised ${error.name}`;
        console.error(error);
      }
      await flush();
    }
    process.stdout.write(`\n@ ${name} ${outcome}\n`);
  }
}
