// The load generator, a separate process: it prepares a job, sends it on "go" and reports the results.
import { HttpConnection } from './http-connection.js';
import { prepareRequests } from './requests.js';

const ROWS = 10;
/** The rows of every n-th answer are counted; every answer is searched for errors. */
const LOOKED_INTO = 64;

/** Whether an answer is the expected one: a page, or a certain refusal for the job that overloads. */
function isGood({ status, body }, expected, number) {
  if (expected !== undefined) return expected.some((code) => body.includes(code));
  if (status !== 200 || body.includes('"errors"') || body.includes('"refused"')) return false;
  return number % LOOKED_INTO !== 0 || body.toString().split('"settlementId"').length - 1 === ROWS;
}

let job;
let requests;
let connections;

async function prepare(message) {
  job = message;
  requests = await prepareRequests(job);
  connections = await Promise.all(
    Array.from({ length: job.connections }, () => HttpConnection.open(new URL(job.url))),
  );
}

/** The first moments are not counted: connections and statements warm up again after a pause. */
async function run() {
  const start = performance.now();
  const from = start + job.leadInSeconds * 1000;
  const until = from + job.seconds * 1000;
  const latencies = [];
  const failures = [];
  let sent = 0;
  let answered = 0;
  let last = from;
  const drive = async (connection) => {
    while (sent < requests.length) {
      const at = performance.now();
      if (at >= until) return;
      const answer = await connection.send(requests[sent++]);
      const now = performance.now();
      answered += 1;
      if (!isGood(answer, job.expected, answered))
        failures.push(`${answer.status} ${answer.body}`.slice(0, 500));
      if (now > from && now <= until) {
        latencies.push(now - at);
        last = now;
      }
    }
  };
  await Promise.all(connections.map(drive));
  for (const connection of connections) connection.close();
  const ranOut = sent === requests.length;
  return {
    answered,
    failures: failures.length,
    failure: failures[0],
    perSecond: (latencies.length / ((ranOut ? last : until) - from)) * 1000,
    ...percentiles(latencies),
    ranOut,
  };
}

function percentiles(latencies) {
  latencies.sort((a, b) => a - b);
  const at = (share) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

process.on('message', async (message) => {
  try {
    if (message.type === 'prepare') await prepare(message.job);
    process.send({ result: message.type === 'go' ? await run() : null });
  } catch (error) {
    process.send({ error: error.stack });
  }
});
