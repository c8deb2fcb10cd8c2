import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { atLeast } from '../../../consent/kernel/strength.js';
import type { Institution as InstitutionFacts, MemberRole } from '../../../consent/onboarding/member.js';
import { asMember, asPerson, type Context } from '../common/context.js';
import { MemberRoleEnum } from '../common/member-enums.js';
import { PageArgs } from '../common/page-args.js';
import { Recipient } from '../recipient/type.js';
import { InviteMemberInput, SignInMemberInput } from './input.js';
import { Institution, Member, MemberConnection, MemberSession } from './type.js';

/** Members of institutions, and what they may change of each other. */
@Resolver(() => Member)
export class MemberResolver {
  @Mutation(() => MemberSession, {
    description:
      'Signs a member of an institution in, by the answer to a challenge of SIGN_IN with a passkey or FACE. FORBIDDEN for whoever is no member; BAD_USER_INPUT where there are several and none is named.',
  })
  async signInMember(
    @Ctx() { services, client }: Context,
    @Arg('input', { description: 'The challenge and its answer.' }) input: SignInMemberInput,
  ): Promise<MemberSession> {
    const {
      memberCode: code,
      roles,
      institution,
    } = await services.memberSignIn.signIn(client.address, input);
    return { code, roles, institution, ...(await services.memberTokens.issue(code)) };
  }

  @Query(() => Member, { description: 'The signed-in member of an institution. FORBIDDEN for anybody else.' })
  member(@Ctx() context: Context) {
    return context.services.members.own(queryOn(context.em), asMember(context));
  }

  @Mutation(() => Member, {
    description:
      'An OWNER invites an employee. The answer alone has the link, which is good once, for three days, for whoever signs in here as that person with FACE. BAD_USER_INPUT for whoever has an account or an open invitation.',
  })
  async inviteMember(
    @Ctx() context: Context,
    @Arg('input', { description: 'Whom, and what they may do.' }) input: InviteMemberInput,
  ): Promise<Member> {
    const { members, publicUrl } = context.services;
    const { memberCode } = asMember(context, 'OWNER');
    const { account, secret, expiresAt } = await members.invite(context.em, memberCode, input);
    return { ...account, invitation: { url: `${publicUrl()}/join#${secret}`, expiresAt } };
  }

  @Mutation(() => Member, {
    description:
      'Takes an invitation up, by the person invited, signed in with FACE. NOT_FOUND for a link that is not good and for one that is for somebody else alike; STRENGTH_REQUIRED below FACE.',
  })
  joinInstitution(
    @Ctx() context: Context,
    @Arg('invitation', { description: 'What stands after # in the link.' }) invitation: string,
  ): Promise<Member> {
    const { personId, strength } = asPerson(context);
    if (!atLeast(strength, 'FACE'))
      refuse(
        'STRENGTH_REQUIRED',
        {
          en: 'Sign in by face comparison, or by e-voucher and SMS together.',
          zh: '请用人脸识别登录，或先后用医保电子凭证和短信验证码登录。',
        },
        { required: 'FACE' },
      );
    return context.services.members.join(context.em, personId, invitation);
  }

  @Mutation(() => Member, {
    description:
      'An OWNER gives a member of the institution other roles. NOT_FOUND for anybody else; FORBIDDEN for the last OWNER.',
  })
  setMemberRoles(
    @Ctx() context: Context,
    @Arg('code', () => ID, { description: 'The account.' }) code: string,
    @Arg('roles', () => [MemberRoleEnum], { description: 'All roles from now on: one or more, each once.' })
    roles: MemberRole[],
  ): Promise<Member> {
    const { memberCode } = asMember(context, 'OWNER');
    return context.services.members.setRoles(context.em, memberCode, code, roles);
  }

  @Mutation(() => Member, {
    description:
      'An OWNER disables an account or an invitation of the institution, for good. It is refused at its next call. NOT_FOUND for anybody else; FORBIDDEN for the last OWNER.',
  })
  disableMember(
    @Ctx() context: Context,
    @Arg('code', () => ID, { description: 'The account.' }) code: string,
    @Arg('reason', { description: 'Why; at most 500 characters.' }) reason: string,
  ): Promise<Member> {
    const { memberCode } = asMember(context, 'OWNER');
    return context.services.members.disable(context.em, memberCode, code, reason);
  }
}

@Resolver(() => Institution)
export class InstitutionResolver {
  @FieldResolver(() => Recipient, {
    nullable: true,
    description: 'The recipient that the institution is; null until it is one.',
  })
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: InstitutionFacts) {
    return recipientCode === null ? null : loaders.recipient.load(recipientCode);
  }

  @FieldResolver(() => MemberConnection, {
    description:
      'Members of this institution, by code, disabled ones too. FORBIDDEN for everybody but its OWNERs and AUDITORs.',
  })
  async members(
    @Ctx() context: Context,
    @Root() { uscc }: InstitutionFacts,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    const member = asMember(context, 'OWNER', 'AUDITOR');
    if (member.institution.uscc !== uscc)
      refuse('FORBIDDEN', {
        en: 'Only members of this institution may list its members.',
        zh: '只有本机构人员可以列出本机构的人员。',
      });
    const { nodes, ...pageInfo } = await context.services.members.ofInstitution(
      queryOn(context.em),
      member,
      page,
    );
    return { nodes, pageInfo };
  }
}
