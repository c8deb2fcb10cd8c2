import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { ConnectionLimits } from '../../config.js';
import { createApp } from '../app.js';
import { type ErrorAnswering, handleErrors } from '../error-responses.js';
import type { Metrics } from '../metrics.js';
import { securityHeaders } from '../security-headers.js';
import { introspectionRoute } from './introspection.js';

/** Metrics and introspection, on a port that clients can't reach. */
export function operatorApp(
  limits: ConnectionLimits,
  schema: GraphQLSchema,
  metrics: Metrics,
  errors: ErrorAnswering,
): FastifyInstance {
  const app = createApp(errors.log, [], limits);
  securityHeaders(app, () => 'http:');
  handleErrors(app, errors);
  metrics.serve(app);
  introspectionRoute(app, schema);
  return app;
}
