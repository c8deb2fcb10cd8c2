import { limitedFetch } from './limited-fetch.js';

const PATIENCE_MS = 10_000;

/**
 * Sends metrics to a collector (OTLP over HTTP, JSON).
 * @param collector its base URL, OTEL_EXPORTER_OTLP_ENDPOINT
 */
export async function sendMetrics(collector: string, metrics: object): Promise<void> {
  const answer = await limitedFetch(`${collector.replace(/\/$/, '')}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metrics),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Error(`The collector of metrics answers ${answer.status}.`);
}
