import { useQuery } from '@tanstack/react-query';
import { sendJson } from '../api/transport';

/** What this desk's machine has. A helper program answers for each device, on the machine itself. */
export interface DeskDevices {
  readonly cardReader: string | null;
  readonly ukey: string | null;
  /** Whom an employee's assertion is for: the platform. */
  readonly audience: string;
}

export const useDevices = () =>
  useQuery({
    queryKey: ['devices'],
    queryFn: async () => ((await sendJson('GET', '/portal/config.json')) as { desk: DeskDevices }).desk,
    staleTime: Infinity,
  }).data;

/** NONE: no helper is set up; AWAY: it does not answer; EMPTY: there is no card, or no key, in the device. */
export type DeviceTrouble = 'NONE' | 'AWAY' | 'EMPTY';

export class DeviceFault extends Error {
  override readonly name = 'DeviceFault';
  constructor(readonly trouble: DeviceTrouble) {
    super(trouble);
  }
}

const TIMEOUT_MS = 10_000;

/** Asks a helper. It is another origin: no cookie and no header of ours goes there. */
async function ask(base: string | null | undefined, path: string, body: object): Promise<unknown> {
  if (!base) throw new DeviceFault('NONE');
  let response: Response;
  try {
    response = await fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new DeviceFault('AWAY');
  }
  if (!response.ok) throw new DeviceFault(response.status === 404 ? 'EMPTY' : 'AWAY');
  return response.json();
}

/** What the card reader read: the ticket for the platform, and what the clerk compares with the person. */
export interface CardRead {
  readonly ticket: string;
  readonly shown: { readonly name: string; readonly last4: string };
}

export const readCard = async (devices: DeskDevices | undefined, counter: string): Promise<CardRead> =>
  (await ask(devices?.cardReader, '/card', { counter })) as CardRead;

/** An assertion that the employee's own smart card signs, good once. */
export async function signByUkey(devices: DeskDevices | undefined): Promise<string> {
  const nonce = crypto.randomUUID();
  const answer = await ask(devices?.ukey, '/ukey/sign', { audience: devices?.audience, nonce });
  return (answer as { assertion: string }).assertion;
}
