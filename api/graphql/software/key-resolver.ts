import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import {
  confirmKey,
  type RecipientKey as KeyFacts,
  keyChallenge,
  registerKey,
  retireKey,
} from '../../../consent/onboarding/keys.js';
import { asMember, type Context } from '../common/context.js';
import { Member } from '../member/type.js';
import { RegisterKeyInput } from './input.js';
import { RecipientKey } from './type.js';

/** The keys of software: proven, confirmed by a second member, and retired by one. */
@Resolver(() => RecipientKey)
export class RecipientKeyResolver {
  @FieldResolver(() => Member, {
    nullable: true,
    description: 'The member who added it; null: it came with the agreement, or was published at jwksUri.',
  })
  addedBy(@Ctx() context: Context, @Root() { addedByCode }: KeyFacts) {
    asMember(context);
    return addedByCode && context.services.members.own(queryOn(context.em), { memberCode: addedByCode });
  }

  @Mutation(() => String, {
    description: `A challenge for registerKey, for a DEVELOPER: good once, for ${LIMITS.keyChallengeSeconds / 60} minutes, for this software.`,
  })
  keyChallenge(
    @Ctx() context: Context,
    @Arg('software', () => ID, { description: 'Whose key will be registered.' }) software: string,
    @Arg('sealingKey', () => String, {
      nullable: true,
      description:
        'For a key for sealing: the public JWK, as JSON. The challenge is then encrypted to it, as a compact JWE. Null for a key that signs.',
    })
    sealingKey: string | null,
  ): Promise<string> {
    return keyChallenge(context.em, asMember(context, 'DEVELOPER').memberCode, software, sealingKey ?? null);
  }

  @Mutation(() => RecipientKey, {
    description:
      'A DEVELOPER adds a public key. In PRODUCTION it is good once another member has confirmed it. KEY_NOT_ALLOWED with a reason for one that is private, weak, of another algorithm, not proven, one too many, or was used before by anybody.',
  })
  registerKey(
    @Ctx() context: Context,
    @Arg('input', { description: 'The key and its proof.' }) input: RegisterKeyInput,
  ): Promise<RecipientKey> {
    return registerKey(context.em, asMember(context, 'DEVELOPER').memberCode, input);
  }

  @Mutation(() => RecipientKey, {
    description:
      'An OWNER who is another person than whoever added the key confirms it: from then on it is good. FORBIDDEN for the same person.',
  })
  confirmKey(
    @Ctx() context: Context,
    @Arg('software', () => ID, { description: 'Whose key it is.' }) software: string,
    @Arg('kid', () => ID, { description: 'Which key.' }) kid: string,
  ): Promise<RecipientKey> {
    return confirmKey(context.em, asMember(context, 'OWNER').memberCode, software, kid);
  }

  @Mutation(() => RecipientKey, {
    description:
      'A DEVELOPER or OWNER retires a key, for good: no token is given for it any more. A key that was retired may be cut later.',
  })
  retireKey(
    @Ctx() context: Context,
    @Arg('software', () => ID, { description: 'Whose key it is.' }) software: string,
    @Arg('kid', () => ID, { description: 'Which key.' }) kid: string,
    @Arg('reason', { description: `Why; at most ${LIMITS.reasonLength} characters.` }) reason: string,
    @Arg('now', { defaultValue: false, description: 'No overlap: tokens of that key refuse too, at once.' })
    now: boolean,
  ): Promise<RecipientKey> {
    const { memberCode } = asMember(context, 'DEVELOPER', 'OWNER');
    return retireKey(context.em, memberCode, { software, kid, reason, now });
  }
}
