/** A metric as prom-client tells it (its own types say less). */
interface Told {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Value[];
}

interface Value {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: number;
  /** Which part of a histogram it is. */
  readonly metricName?: string;
}

const CUMULATIVE = 2;

const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds)}000000`;

const attributesOf = (labels: object) =>
  Object.entries(labels).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));

/** The series of a histogram: its values, by all labels but the bound of the bucket. */
function seriesOf(values: readonly Value[]): Value[][] {
  const keyOf = ({ labels }: Value) => JSON.stringify({ ...labels, le: undefined });
  return [...Map.groupBy(values, keyOf).values()];
}

function histogramPoint(name: string, values: readonly Value[]) {
  const part = (suffix: string) =>
    values.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0;
  const buckets = values.filter(({ metricName }) => metricName === `${name}_bucket`);
  const { le: _, ...labels } = values[0]!.labels;
  return {
    attributes: attributesOf(labels),
    count: String(part('count')),
    sum: part('sum'),
    explicitBounds: buckets.map(({ labels: { le } }) => Number(le)).filter(Number.isFinite),
    // Prometheus counts what is below each bound, OpenTelemetry what is between two.
    bucketCounts: buckets.map(({ value }, index) => String(value - (buckets[index - 1]?.value ?? 0))),
  };
}

function data({ name, type, values }: Told, times: object) {
  const timed = <T extends object>(point: T) => ({ ...times, ...point });
  if (type === 'histogram')
    return {
      histogram: {
        aggregationTemporality: CUMULATIVE,
        dataPoints: seriesOf(values).map((series) => timed(histogramPoint(name, series))),
      },
    };
  const dataPoints = values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => timed({ attributes: attributesOf(labels), asDouble: value }));
  return type === 'counter'
    ? { sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } }
    : { gauge: { dataPoints } };
}

/** Metrics of prom-client as a request of OTLP over HTTP (JSON): the same names, labels and values as `GET /metrics`. */
export function otlpMetrics(
  told: readonly unknown[],
  resource: Readonly<Record<string, string>>,
  startedAt: Date,
  now: Date,
): object {
  const times = {
    startTimeUnixNano: nanoseconds(startedAt.getTime()),
    timeUnixNano: nanoseconds(now.getTime()),
  };
  const metrics = (told as readonly Told[]).map((one) => ({
    name: one.name,
    description: one.help,
    ...data(one, times),
  }));
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [{ scope: { name: 'assent' }, metrics }],
      },
    ],
  };
}
