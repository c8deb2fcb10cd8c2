import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import type { GrantorRole } from '../../../consent/grants/grantor.js';
import { narrowableBy } from '../../../consent/grants/requests-of-owner.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { Context } from '../common/context.js';
import { GrantorRoleEnum } from '../common/enums.js';
import { givenAs } from '../grant/given-resolver.js';
import { Grant } from '../grant/type.js';
import { Narrowable, shownNarrowable } from './narrowable-type.js';
import { ConsentRequest } from './type.js';

/**
 * Fields of ConsentRequest about its answer, for whoever the request is to. They tell a recipient nothing, because each
 * would tell whether somebody has the number that it asked for, and who.
 */
@Resolver(() => ConsentRequest)
export class AnswerResolver {
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the request was approved or denied. Null before, for one that was withdrawn or expired, and for everybody but the person’s side.',
  })
  answeredAt(@Ctx() { caller }: Context, @Root() { answeredAt }: ConsentRequestEntity): Date | null {
    return caller.kind === 'PERSON' ? answeredAt : null;
  }

  @FieldResolver(() => GrantorRoleEnum, {
    nullable: true,
    description:
      'In which role somebody answered. Null wherever answeredAt is, and for denials of which it is not known.',
  })
  async answeredAs(
    @Ctx() context: Context,
    @Root() { id, decision, deniedAs }: ConsentRequestEntity,
  ): Promise<GrantorRole | null> {
    if (context.caller.kind !== 'PERSON') return null;
    const grant = decision === 'APPROVED' ? await context.loaders.grantOfRequest.load(id) : null;
    return grant ? givenAs(context, grant) : (deniedAs ?? null);
  }

  @FieldResolver(() => Narrowable, {
    nullable: true,
    description:
      'The most that may be given of the request. Null unless it is PENDING and the signed-in person may decide on it.',
  })
  async narrowable(
    @Ctx() { caller, em }: Context,
    @Root() request: ConsentRequestEntity,
  ): Promise<Narrowable | null> {
    if (caller.kind !== 'PERSON') return null;
    const bounds = await narrowableBy(queryOn(em), caller.personId, request);
    return bounds && shownNarrowable(bounds);
  }

  @FieldResolver(() => Grant, {
    nullable: true,
    description:
      'The last grant to the same recipient for the same purpose before this request was answered. Null where there is none, and for everybody but the person’s side.',
  })
  async previous(
    @Ctx() { caller, loaders }: Context,
    @Root() { id }: ConsentRequestEntity,
  ): Promise<GrantEntity | null> {
    if (caller.kind !== 'PERSON') return null;
    const grantId = await loaders.previous.load(id);
    return grantId ? loaders.grant.load(grantId) : null;
  }

  @FieldResolver(() => String, {
    description:
      'SHA-256 of the notice, 64 hexadecimal digits: what a grant keeps, and what the evidence of the counter names.',
  })
  noticeDigest(@Root() { noticeDigest }: ConsentRequestEntity): string {
    return noticeDigest;
  }
}
