import { parseArgs } from 'node:util';
import { readPeople, readStaff } from './people.js';
import { createStandIn } from './stand-in.js';

/** Runs the stand-in city alone: `node dist/examples/stand-in-city/main.js --port 4010 --audience http://127.0.0.1:4000` */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    host: { type: 'string', default: '127.0.0.1' },
    audience: { type: 'string', default: 'http://127.0.0.1:4000' },
    people: { type: 'string' },
    staff: { type: 'string' },
    'until-stdin-ends': { type: 'boolean' },
  },
});

const standIn = await createStandIn({
  port: Number(values.port),
  host: values.host,
  audience: () => values.audience,
  people: readPeople(values.people),
  staff: readStaff(values.staff),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void standIn.close());
// A parent process that is killed sends no signal, but its end closes the pipe.
if (values['until-stdin-ends']) process.stdin.resume().once('end', () => void standIn.close());
// This line of JSON tells the parent process that the server listens.
console.log(JSON.stringify({ standInUrl: standIn.url }));
