import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type {
  ConsentChannel,
  ConsentRequest as ConsentRequestEntity,
} from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { ConsentChannelEnum } from '../common/channel-enum.js';
import type { Context } from '../common/context.js';
import { Grant } from '../grant/type.js';
import { statementOf } from './statement-resolver.js';
import { StatementLine } from './statement-type.js';
import { ConsentRequest } from './type.js';

/** An officer sees a grant and not what was asked of the person. */
const requestOf = async (
  { caller, loaders }: Context,
  grant: GrantEntity,
): Promise<ConsentRequestEntity | null> =>
  caller.kind === 'STAFF' && caller.role === 'OFFICER' ? null : loaders.request.load(grant.requestId);

/** The fields of Grant about its request. They are apart so that grants do not import requests. */
@Resolver(() => Grant)
export class GrantRequestResolver {
  @FieldResolver(() => ConsentRequest, {
    nullable: true,
    description: 'The request that the person approved. Null for an officer.',
  })
  request(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<ConsentRequestEntity | null> {
    return requestOf(context, grant);
  }

  @FieldResolver(() => ConsentChannelEnum, {
    description: 'How it was given: at a counter, or as its request came.',
  })
  async channel(@Ctx() { loaders }: Context, @Root() grant: GrantEntity): Promise<ConsentChannel> {
    return grant.approvalId ? 'COUNTER' : (await loaders.request.load(grant.requestId))!.channel;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The reference of the request: the recipient’s own policy, claim or loan number. Null where it gave none, and for an officer.',
  })
  async reference(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<string | null> {
    return (await requestOf(context, grant))?.reference ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The recipient’s notice (告知书) that the person agreed to. Null for an officer.',
  })
  async notice(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<string | null> {
    return (await requestOf(context, grant))?.notice ?? null;
  }

  @FieldResolver(() => [StatementLine], {
    nullable: true,
    description:
      'What the platform told the person of the request before they agreed: ConsentRequest.statement. Null for an officer.',
  })
  async statement(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<StatementLine[] | null> {
    const request = await requestOf(context, grant);
    return request && statementOf(context, request);
  }
}
