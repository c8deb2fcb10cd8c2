import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { keysOf } from '../../../consent/onboarding/keys.js';
import type { MemberAccount } from '../../../consent/onboarding/member.js';
import {
  confirmSoftware,
  registerSoftware,
  retireSoftware,
  type Software as SoftwareFacts,
  softwareOf,
} from '../../../consent/onboarding/software.js';
import { asMember, type Context } from '../common/context.js';
import { Member } from '../member/type.js';
import { RegisterSoftwareInput } from './input.js';
import { RecipientKey, Software } from './type.js';

/** The systems of an institution, kept by its members. */
@Resolver(() => Software)
export class SoftwareResolver {
  @FieldResolver(() => [RecipientKey], {
    description: `Its newest keys, retired ones too; at most ${LIMITS.keysShown}.`,
  })
  keys(@Ctx() context: Context, @Root() { id }: SoftwareFacts) {
    asMember(context);
    return keysOf(queryOn(context.em), id);
  }

  @Mutation(() => Software, {
    description:
      'A DEVELOPER registers a system of the institution, which has no key yet. FORBIDDEN for an institution without an agreement.',
  })
  registerSoftware(
    @Ctx() context: Context,
    @Arg('input', { description: 'What it is.' }) input: RegisterSoftwareInput,
  ): Promise<Software> {
    return registerSoftware(context.em, asMember(context, 'DEVELOPER').memberCode, input);
  }

  @Mutation(() => Software, {
    description:
      'An OWNER who is another person confirms software that publishes its keys at jwksUri: until then it gets no token.',
  })
  confirmSoftware(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The software.' }) id: string,
  ): Promise<Software> {
    return confirmSoftware(context.em, asMember(context, 'OWNER').memberCode, id);
  }

  @Mutation(() => Software, {
    description:
      'A DEVELOPER or OWNER retires software, for good: it gets no token, and those that it has are refused at once.',
  })
  retireSoftware(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The software.' }) id: string,
  ): Promise<Software> {
    return retireSoftware(context.em, asMember(context, 'DEVELOPER', 'OWNER').memberCode, id);
  }
}

@Resolver(() => Member)
export class MemberSoftwareResolver {
  @FieldResolver(() => [Software], {
    description: `The software of the institution, retired software too; at most ${LIMITS.software}. FORBIDDEN for everybody but its members.`,
  })
  software(@Ctx() context: Context, @Root() { institution }: MemberAccount) {
    if (asMember(context).institution.uscc !== institution.uscc)
      refuse('FORBIDDEN', {
        en: 'Only members of this institution may list its software.',
        zh: '只有本机构人员可以列出本机构的接入系统。',
      });
    return softwareOf(queryOn(context.em), { institution });
  }
}
