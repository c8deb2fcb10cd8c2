import { Refused } from '../api/refusal';

/** Whether this browser knows passkeys. The library for them is loaded when one is used. */
export const passkeysWork = (): boolean => typeof PublicKeyCredential !== 'undefined';

const library = () => import('@simplewebauthn/browser');

/** Has the device answer a challenge. @param options as the platform gave them @returns the answer as JSON */
export async function answerByPasskey(options: string): Promise<string> {
  const { startAuthentication } = await library();
  return JSON.stringify(await startAuthentication({ optionsJSON: JSON.parse(options) }).catch(refused));
}

/** Has the device make a passkey. @returns the new credential as JSON */
export async function createPasskey(options: string): Promise<string> {
  const { startRegistration } = await library();
  return JSON.stringify(await startRegistration({ optionsJSON: JSON.parse(options) }).catch(refused));
}

/** The device has a passkey of this person already, or the person stopped, or it took too long. */
function refused(error: Error): never {
  const known = error.name === 'InvalidStateError' || error.cause instanceof Error;
  const there =
    known && (error.name === 'InvalidStateError' || (error.cause as Error).name === 'InvalidStateError');
  throw new Refused(there ? 'PASSKEY_THERE' : 'PASSKEY_STOPPED');
}
