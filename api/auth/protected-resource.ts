import { RECIPIENT_ALGORITHMS } from './algorithms.js';

/** Where the metadata of the resource `/graphql` is (RFC 9728, 3.1). */
export const RESOURCE_METADATA_PATH = '/.well-known/oauth-protected-resource/graphql';

/** Metadata of the API as an OAuth resource: who issues tokens for it, and how they are sent (RFC 9728, 2). */
export const resourceMetadata = (issuer: string) => ({
  resource: `${issuer}/graphql`,
  authorization_servers: [issuer],
  bearer_methods_supported: ['header'],
  dpop_signing_alg_values_supported: RECIPIENT_ALGORITHMS,
  dpop_bound_access_tokens_required: true,
  resource_name: 'Assent 知数',
  resource_documentation: `${issuer}/schema.graphql`,
});
