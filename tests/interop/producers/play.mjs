// How a producer is led: it reads the name of a scenario, plays it, sends what it recorded, and says so.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { createInterface } from 'node:readline';

export const STUB = process.env.OPENAI_BASE_URL;
export const MODEL = 'gpt-4o-mini';
export const SYSTEM = 'Answer in one sentence.';
export const CAPITAL = 'What is the capital of France?';
export const QUESTION = 'Context:\nThe door is green.\nThe window is blue.\n\nWhat colour is the door?';

export const weatherIn = (city) => (city === 'Paris' ? '18 degrees' : '25 degrees');

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();

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
