import { ANONYMOUS } from '../../auth/caller.js';
import type { PortalSessions } from '../../auth/portal-session.js';
import type { GraphqlEndpoint } from '../routes/graphql.js';
import { readCookie } from './cookie.js';
import { onlySameOrigin } from './same-origin.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** `POST /portal/graphql`: the portal's own pages, by the session's cookie and the documents that they were built with. */
export const portalEndpoint = (sessions: PortalSessions, documents: TrustedDocuments): GraphqlEndpoint => ({
  path: '/portal/graphql',
  identify: async (request) => {
    await onlySameOrigin(request);
    return (await readCookie(sessions, request))?.caller ?? ANONYMOUS;
  },
  operationOf: (body) => documents.operationOf(body),
});
