import type { StaffRole } from '../../consent/staff/role.js';
import { checkCharacter } from '../../schema/identity/resident-number.js';
import { BearerClient } from './bearer-client.js';
import type { RecipientKey } from './recipient-key.js';

/** How the platform knows a member of staff. */
export interface StaffIdentity {
  readonly code: string;
  readonly role: StaffRole;
  readonly certNo: string;
}

const SIGN_IN = `mutation SignIn($assertion: String!) {
  signInStaff(assertion: $assertion) { staffCode role accessToken expiresAt }
}`;

/** A member of staff with a smart card, which signs an assertion for an access token. */
export class StaffClient extends BearerClient {
  constructor(
    baseUrl: string,
    readonly identity: StaffIdentity,
    readonly key: RecipientKey,
  ) {
    super(baseUrl);
  }

  /** The same employee, with the same session, at another process of the platform. */
  at(baseUrl: string): StaffClient {
    const client = new StaffClient(baseUrl, this.identity, this.key);
    client.token = this.token;
    return client;
  }

  async session(): Promise<any> {
    const assertion = await this.key.assertion(this.identity.code, this.baseUrl);
    return (await this.run(SIGN_IN, { assertion })).signInStaff;
  }
}

/** A valid ID number that nobody in a generated city has: its birthday is in 1880. */
export function nobodysCertNo(serial: number): string {
  const first = `379900${18_800_101 + Math.floor(serial / 1_000) * 10_000}${String(serial % 1_000).padStart(3, '0')}`;
  return `${first}${checkCharacter(first)}`;
}
