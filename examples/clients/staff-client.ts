import type { StaffRole } from '../../consent/staff/role.js';
import { checkCharacter } from '../../schema/identity/resident-number.js';
import { GraphqlClient } from './graphql-client.js';
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
export class StaffClient extends GraphqlClient {
  private token: string | null = null;

  constructor(
    baseUrl: string,
    readonly identity: StaffIdentity,
    readonly key: RecipientKey,
  ) {
    super(
      baseUrl,
      async (): Promise<Record<string, string>> =>
        this.token === null ? {} : { authorization: `Bearer ${this.token}` },
    );
  }

  async signIn(): Promise<this> {
    this.token = null;
    const { accessToken } = await this.session();
    this.token = accessToken;
    return this;
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
