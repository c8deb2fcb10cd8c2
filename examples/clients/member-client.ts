import { BearerClient } from './bearer-client.js';
import { GraphqlClient } from './graphql-client.js';
import type { PersonClient } from './person-client.js';

const START = `mutation Start($input: StartAuthenticationInput!) {
  startAuthentication(input: $input) { id }
}`;

const SIGN_IN = `mutation SignIn($input: SignInMemberInput!) {
  signInMember(input: $input) { code roles institution { uscc name recipient { code } } accessToken expiresAt }
}`;

/** A member of an institution: an insured person who signs in for it by face comparison. */
export class MemberClient extends BearerClient {
  constructor(
    baseUrl: string,
    /** The same human as a person here. */
    readonly person: PersonClient,
    /** The unified social credit code of the institution. */
    readonly uscc: string,
  ) {
    super(baseUrl);
  }

  /** The same member, with the same session, at another process of the platform. */
  at(baseUrl: string): MemberClient {
    const client = new MemberClient(baseUrl, this.person, this.uscc);
    client.token = this.token;
    return client;
  }

  async session(method: 'SMS' | 'SCAN' | 'FACE' = 'FACE'): Promise<any> {
    return (await this.run(SIGN_IN, { input: await this.answer(method) })).signInMember;
  }

  /** The answer to a challenge of SIGN_IN, as signInMember takes it. */
  async answer(method: 'SMS' | 'SCAN' | 'FACE' = 'FACE'): Promise<Record<string, string>> {
    const { certNo } = this.person.person;
    const input = { method, action: 'SIGN_IN', certNo };
    const { startAuthentication } = await new GraphqlClient(this.baseUrl).run(START, { input });
    const response = await this.person.respond(method, startAuthentication.id);
    return { challengeId: startAuthentication.id, response, institution: this.uscc };
  }
}
