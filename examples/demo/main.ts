import { parseArgs } from 'node:util';
import { exitOnSignal, stopSignal } from '../../api/cli/command/stop-signal.js';
import { runDemo } from './demo.js';
import { isStory, STORY_NAMES, type Story } from './story/story.js';

const HELP = `npm run demo -- [options]

  Makes a city of synthetic people, serves it, plays the story over HTTP, and goes on serving.

  --exit                  end after the story: 0 if it went as told, 1 if not
  --story NAME            one of ${STORY_NAMES.join(', ')} (default: consent)
  --persons N             people of a city that is yet to be made (default: 10000)
  --port N                port of the platform (default: PORT or 4000; 0: any)
  --app-port N            port of the insurer's app (default: APP_PORT or 4020; 0: any)
  --stand-in-port N       port of the stand-in city (default: STAND_IN_PORT or 4010; 0: any)
`;

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < 0 || value > most)
    throw new Error(`${name} must be a whole number up to ${most}, not "${text}".`);
  return value;
}

function storyOf(name: string): Story {
  if (!isStory(name)) throw new Error(`--story is one of ${STORY_NAMES.join(', ')}, not "${name}".`);
  return name;
}

async function main(): Promise<number> {
  const { env } = process;
  const { values } = parseArgs({
    options: {
      exit: { type: 'boolean', default: false },
      story: { type: 'string', default: 'consent' },
      persons: { type: 'string', default: '10000' },
      port: { type: 'string', default: env.PORT || '4000' },
      'app-port': { type: 'string', default: env.APP_PORT || '4020' },
      'stand-in-port': { type: 'string', default: env.STAND_IN_PORT || '4010' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  exitOnSignal();
  const asTold = await runDemo(
    {
      env,
      story: storyOf(values.story),
      persons: wholeNumber('--persons', values.persons, 1_000_000),
      port: wholeNumber('--port', values.port, 65_535),
      standInPort: wholeNumber('--stand-in-port', values['stand-in-port'], 65_535),
      appPort: wholeNumber('--app-port', values['app-port'], 65_535),
      until: values.exit ? null : stopSignal,
    },
    { out: process.stdout },
  );
  return asTold || !values.exit ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
