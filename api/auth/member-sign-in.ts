import type {
  AuthenticationCaller,
  AuthenticationService,
} from '../../consent/authentication/authentication-service.js';
import type { Seals } from '../../consent/crypto/seal.js';
import type { Executor } from '../../consent/database/executor.js';
import { badInput, refuse } from '../../consent/kernel/refusal.js';
import { accountsOfPerson } from '../../consent/onboarding/accounts.js';
import type { ActingMember } from '../../consent/onboarding/member.js';

export interface MemberSignInAnswer {
  readonly challengeId: string;
  readonly response: string;
  /** The unified social credit code of the institution, for whoever is a member of several. */
  readonly institution?: string | null;
}

/**
 * Signs members of institutions in: the answer to a challenge of SIGN_IN, by a passkey or face comparison, proves who the person
 * is, and the account is that of the person's ID number. So a password or a code that can be read out opens no institution.
 */
export class MemberSignIn {
  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly authentications: AuthenticationService,
  ) {}

  /** @throws Refusal AUTHENTICATION_FAILED, STRENGTH_REQUIRED, FORBIDDEN, BAD_USER_INPUT */
  async signIn(address: string, answer: MemberSignInAnswer): Promise<ActingMember> {
    const caller: AuthenticationCaller = { personId: null, strength: 'NONE', address };
    const { action, passkey, strength, personId } = await this.authentications.complete(caller, answer);
    if (action !== 'SIGN_IN')
      throw badInput('challengeId', {
        en: 'This challenge is not one of a sign-in. Start one with the action SIGN_IN.',
        zh: '这次核验不是用于登录的。请以 SIGN_IN 重新开始。',
      });
    if (!passkey && strength !== 'FACE')
      refuse(
        'STRENGTH_REQUIRED',
        {
          en: 'Members of institutions sign in with a passkey or by face comparison.',
          zh: '机构人员请用通行密钥或人脸识别登录。',
        },
        { required: 'FACE' },
      );
    return this.chosen(personId, answer.institution ?? null);
  }

  private async chosen(personId: string, uscc: string | null): Promise<ActingMember> {
    const accounts = await accountsOfPerson(this.database, this.seals, personId);
    const [account, other] = accounts.filter(({ institution }) => uscc === null || institution.uscc === uscc);
    if (account === undefined)
      return refuse('FORBIDDEN', {
        en: 'You are no member of an institution here. Ask an OWNER of your institution to invite you.',
        zh: '您不是这里任何机构的人员。请由本机构管理员邀请您。',
      });
    if (other !== undefined)
      throw badInput('institution', {
        en: 'You are a member of several institutions. Name one by its unified social credit code.',
        zh: '您是多家机构的人员。请用统一社会信用代码指明其中一家。',
      });
    return account;
  }
}
