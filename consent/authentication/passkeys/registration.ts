import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Seals } from '../../crypto/seal.js';
import type { Executor } from '../../database/executor.js';
import { type Transaction, transact } from '../../database/transaction.js';
import { LIMITS } from '../../kernel/limits.js';
import { badInput, refuse, unavailable } from '../../kernel/refusal.js';
import { atLeast, type Strength } from '../../kernel/strength.js';
import { checkText } from '../../kernel/text-input.js';
import { isUuid } from '../../kernel/uuid.js';
import type { MobileDirectory } from '../../people/mobile-directory.js';
import type { SmsGateway } from '../../ports/identity-services.js';
import { authenticationFailed } from '../authentication-failed.js';
import type { Ceremonies } from './ceremony.js';
import { type Passkey, PasskeyStore } from './passkey-store.js';
import { creationOptions, verifyCreation } from './webauthn.js';

export interface PasskeyRegistrationParts {
  /** Connected as the API's role. */
  readonly database: Executor;
  readonly seals: Seals;
  readonly mobiles: MobileDirectory;
  readonly sms: SmsGateway;
  readonly ceremonies: Ceremonies;
}

interface Owner {
  readonly personId: string;
  readonly strength: Strength;
}

const LIFETIME_SECONDS = 300;
const DEFAULT_NAME = '通行密钥';

const NOTICE = (done: string) =>
  `【知数】您的账户${done}了一个通行密钥。如非本人操作，请立即登录核对并删除不认识的通行密钥，或到窗口办理。`;

/** Adds and removes passkeys. Adding needs FACE. Both send a text message to the person and write a ledger entry. */
export class PasskeyRegistrationService {
  private readonly passkeys: PasskeyStore;

  constructor(private readonly parts: PasskeyRegistrationParts) {
    this.passkeys = new PasskeyStore(parts.database, parts.seals);
  }

  of(personId: string): Promise<Passkey[]> {
    return this.passkeys.of(personId);
  }

  /** Starts a registration. @throws Refusal STRENGTH_REQUIRED, or BAD_USER_INPUT if the person has too many passkeys */
  async start(owner: Owner): Promise<{ id: string; options: string; expiresAt: Date }> {
    assertFace(owner);
    const { database, ceremonies } = this.parts;
    const existing = await this.passkeys.of(owner.personId);
    if (existing.length >= LIMITS.passkeys) throw tooMany();
    const id = randomUUID();
    const [row] = await database.query(
      'SELECT assent.start_passkey($1::uuid, $2::bigint, $3) AS expires_at',
      [id, owner.personId, LIFETIME_SECONDS],
    );
    const userHandle = ceremonies.userHandle(owner.personId);
    const options = await creationOptions(ceremonies.registration(id, owner.personId), userHandle, existing);
    return { id, options, expiresAt: row!.expires_at as Date };
  }

  /**
   * Completes a registration. A refusal spends the registration too; only a failure of the platform does not. The text
   * message is sent before the transaction commits, so a passkey never works without the person being told.
   * @throws Refusal AUTHENTICATION_FAILED, STRENGTH_REQUIRED, UNAVAILABLE
   */
  async complete(
    em: EntityManager,
    owner: Owner,
    input: { registrationId: string; response: string; name?: string | null },
  ): Promise<Passkey> {
    assertFace(owner);
    const { personId } = owner;
    const name = checkText('name', input.name, LIMITS.passkeyNameLength) ?? DEFAULT_NAME;
    const { registrationId } = input;
    if (!isUuid(registrationId)) throw authenticationFailed(0);
    const id = await transact(em, async (tx) => {
      if (!(await spend(tx, registrationId, personId))) return authenticationFailed(0);
      const ceremony = this.parts.ceremonies.registration(registrationId, personId);
      const credential =
        input.response.length > LIMITS.passkeyResponseLength
          ? null
          : await verifyCreation(ceremony, input.response);
      if (credential === null) return authenticationFailed(0);
      const added = await this.passkeys.add(tx, personId, credential, name, LIMITS.passkeys);
      if (added === null) return tooMany();
      await this.tell(personId, '新增');
      return added;
    });
    return (await this.passkeys.of(personId)).find((passkey) => passkey.id === id)!;
  }

  /** Removes a passkey. Any session of the person suffices. @throws Refusal NOT_FOUND */
  async remove(em: EntityManager, { personId }: Owner, id: string): Promise<Passkey> {
    const passkey = (await this.passkeys.of(personId)).find((one) => one.id === id.toLowerCase());
    if (passkey === undefined)
      return refuse('NOT_FOUND', {
        en: 'There is no such passkey of yours. Look at me.passkeys.',
        zh: '您没有这个通行密钥。请查看 me.passkeys。',
      });
    await transact(em, async (tx) => {
      const [row] = await tx.query('SELECT assent.remove_passkey($1::uuid, $2::bigint) AS removed', [
        passkey.id,
        personId,
      ]);
      if (!row!.removed)
        refuse('NOT_FOUND', {
          en: 'There is no such passkey of yours. Look at me.passkeys.',
          zh: '您没有这个通行密钥。请查看 me.passkeys。',
        });
    });
    // A gateway that is down must not prevent the removal, because a removed passkey can do no harm.
    await this.tell(personId, '删除').catch(() => undefined);
    return passkey;
  }

  private async tell(personId: string, done: string): Promise<void> {
    const mobile = await this.parts.mobiles.mobile(personId);
    if (mobile === null) return;
    try {
      await this.parts.sms.send({ mobile, text: NOTICE(done) });
    } catch (error) {
      throw unavailable(error);
    }
  }
}

const tooMany = () =>
  badInput('response', {
    en: `This passkey is registered already, or you have ${LIMITS.passkeys} of them. Remove one first.`,
    zh: `该通行密钥已经登记，或您已有 ${LIMITS.passkeys} 个。请先移除一个。`,
  });

function assertFace({ strength }: Owner): void {
  if (!atLeast(strength, 'FACE'))
    refuse(
      'STRENGTH_REQUIRED',
      {
        en: 'Sign in by face comparison, or by e-voucher and SMS together, to add a passkey.',
        zh: '添加通行密钥前，请用人脸识别登录，或先后用医保电子凭证和短信验证码登录。',
      },
      {
        required: 'FACE',
      },
    );
}

async function spend(tx: Transaction, registrationId: string, personId: string): Promise<boolean> {
  const [row] = await tx.query('SELECT assent.spend_passkey_registration($1::uuid, $2::bigint) AS open', [
    registrationId,
    personId,
  ]);
  return row!.open as boolean;
}
