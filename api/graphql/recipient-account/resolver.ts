import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import type { ConsentRequestStatus } from '../../../consent/grants/consent-request.js';
import type { GrantStatus } from '../../../consent/grants/standing.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import type { Context } from '../common/context.js';
import { ConsentRequestStatusEnum, GrantStatusEnum } from '../common/enums.js';
import { disclosureList } from '../common/loaders.js';
import { connection } from '../common/page-args.js';
import { ConsentRequestConnection } from '../consent-request/type.js';
import { DisclosureConnection } from '../disclosure/type.js';
import { GrantConnection } from '../grant/type.js';
import { Recipient } from '../recipient/type.js';
import { own } from './own.js';
import { SearchArgs } from './search-args.js';

@Resolver(() => Recipient)
export class RecipientListsResolver {
  @FieldResolver(() => ConsentRequestConnection, {
    description:
      'Requests of this recipient, newest first. FORBIDDEN for every caller but the recipient itself and its members (OWNER, HANDLER, AUDITOR).',
  })
  async consentRequests(
    @Ctx() context: Context,
    @Root() recipient: RecipientEntity,
    @Args(() => SearchArgs) page: SearchArgs,
    @Arg('status', () => ConsentRequestStatusEnum, {
      nullable: true,
      description: 'Only requests in this status. Null: all.',
    })
    status?: ConsentRequestStatus,
  ) {
    return connection(
      context,
      LISTS.requests,
      own(context, recipient),
      { ...page, status: status ?? null },
      (ids) => Promise.all(ids.map((id) => context.loaders.request.load(id))),
    );
  }

  @FieldResolver(() => GrantConnection, {
    description:
      'Grants to this recipient, newest first. FORBIDDEN for every caller but the recipient itself and its members (OWNER, HANDLER, AUDITOR).',
  })
  async grants(
    @Ctx() context: Context,
    @Root() recipient: RecipientEntity,
    @Args(() => SearchArgs) page: SearchArgs,
    @Arg('status', () => GrantStatusEnum, {
      nullable: true,
      description: 'Only grants in this status. Null: all.',
    })
    status?: GrantStatus,
  ) {
    return connection(
      context,
      LISTS.grants,
      own(context, recipient),
      { ...page, status: status ?? null },
      (ids) => Promise.all(ids.map((id) => context.loaders.grant.load(id))),
    );
  }

  @FieldResolver(() => DisclosureConnection, {
    description:
      'What this recipient was given, newest first, without the data. FORBIDDEN for every caller but the recipient itself and its members (OWNER, HANDLER, AUDITOR).',
  })
  async disclosures(
    @Ctx() context: Context,
    @Root() recipient: RecipientEntity,
    @Args(() => SearchArgs) page: SearchArgs,
  ) {
    return connection(context, LISTS.disclosures, own(context, recipient), page, disclosureList(context));
  }
}
