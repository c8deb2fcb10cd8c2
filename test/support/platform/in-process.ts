import { type DocumentNode, execute, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { Caller, RecipientCaller } from '../../../api/auth/caller.js';
import { PersonTokens } from '../../../api/auth/person-token.js';
import { readConfig } from '../../../api/config.js';
import { openOrm } from '../../../api/database/orm.js';
import { closePools, openPools } from '../../../api/database/pool.js';
import { Context, type Services } from '../../../api/graphql/common/context.js';
import { createSchema } from '../../../api/graphql/schema.js';
import { analysedApi } from '../../../api/http/analysed-api.js';
import { errorAnswers } from '../../../api/http/error-answer.js';
import { formatError } from '../../../api/http/error-responses.js';
import { Metrics } from '../../../api/http/metrics.js';
import { createLogger } from '../../../api/logger.js';
import { loadKeys } from '../../../api/secrets/keyring.js';
import { createServices } from '../../../api/services.js';
import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { Seals } from '../../../consent/crypto/seal.js';
import { executorOf } from '../../../consent/database/executor.js';
import { OperationRegistry } from '../../../consent/operations/operation-registry.js';
import type { Answer, GraphqlClient } from '../../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { testCluster } from '../database/database.js';
import type { Platform } from './platform.js';

/** One connection is enough, because its users send one operation at a time. */
const CONNECTIONS = 2;

/**
 * The platform without HTTP, tokens and limits: the clients' operations run on the resolvers directly, with the caller that
 * a token would have named. Everything below is the production code on the platform's database. It is for tests with
 * thousands of operations.
 */
export class InProcess {
  static async of(platform: Platform): Promise<InProcess> {
    const { standInUrl, url, database } = platform;
    const config = readConfig({
      ASSENT_VAR: testCluster().varDir,
      SMS_GATEWAY_URL: standInUrl,
      EVOUCHER_URL: standInUrl,
      FACE_URL: standInUrl,
      LOG_LEVEL: 'silent',
    });
    const log = createLogger(config);
    const keys = await loadKeys(config.varDir);
    const pools = openPools(database.urls, CONNECTIONS, log);
    const seals = new Seals(keys.sealKeys);
    const orm = await openOrm(database.urls.consent, CONNECTIONS, seals);
    const issuer = () => url;
    const tokens = new PersonTokens(issuer, keys.accessTokenKey);
    const schema = await createSchema();
    const made = createServices(
      config,
      keys,
      pools,
      issuer,
      tokens,
      new Metrics(),
      null,
      seals,
      null,
      new OperationRegistry(executorOf(pools.identity), seals, analysedApi(schema), () => undefined),
      () => undefined,
    );
    // Nobody comes by redirect where there is no HTTP.
    const services = { ...made, redirects: { open: async () => null, finish: async () => null } };
    const personIdOf = async (certNo: string) => {
      const index = new BlindIndex(keys.blindIndexKey).certNo(certNo);
      const [row] = await database.sql('SELECT id::text FROM assent.person WHERE certno_index = $1', [index]);
      return row!.id as string;
    };
    const close = async () => {
      await Promise.all([orm.close(), closePools(pools)]);
    };
    return new InProcess(
      schema,
      services,
      orm,
      personIdOf,
      formatError({
        publicUrl: issuer,
        answerError: errorAnswers(issuer),
        onRefusal: () => undefined,
        onCredentialsRefused: () => undefined,
        log,
      }),
      close,
    );
  }

  private readonly documents = new Map<string, DocumentNode>();

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly services: Services,
    private readonly orm: Awaited<ReturnType<typeof openOrm>>,
    private readonly personIdOf: (certNo: string) => Promise<string>,
    private readonly format: ReturnType<typeof formatError>,
    readonly close: () => Promise<void>,
  ) {}

  /** Acts as if the person had signed in with FACE. */
  async person(client: PersonClient): Promise<PersonClient> {
    const personId = await this.personIdOf(client.person.certNo);
    return this.direct(client, { kind: 'PERSON', personId, strength: 'FACE', session: '' });
  }

  recipient(client: RecipientClient): RecipientClient {
    const { code, clientId } = client.identity;
    return this.direct(client, {
      kind: 'RECIPIENT',
      recipientCode: code,
      clientId,
      signer: client.key.thumbprint,
    } satisfies RecipientCaller);
  }

  private direct<Client extends GraphqlClient>(client: Client, caller: Caller): Client {
    client.send = (query, variables = {}) => this.answer(caller, query, variables);
    return client;
  }

  private async answer(caller: Caller, query: string, variables: Record<string, unknown>): Promise<Answer> {
    const { data, errors = [] } = await execute({
      schema: this.schema,
      document: this.document(query),
      variableValues: variables,
      contextValue: new Context(
        Object.freeze(caller),
        {
          cookie: null,
          cookieOf: () => null,
          userAgent: '',
          address: '127.0.0.1',
          keepCookie: () => undefined,
        },
        this.services,
        this.orm,
        performance.now(),
      ),
    });
    const told = errors.map((error: GraphQLError) => this.format(error.toJSON(), error));
    return { status: 200, headers: new Headers(), ...JSON.parse(JSON.stringify({ data, errors: told })) };
  }

  private document(query: string): DocumentNode {
    const known = this.documents.get(query);
    if (known) return known;
    const document = parse(query);
    const [wrong] = validate(this.schema, document);
    if (wrong) throw wrong;
    this.documents.set(query, document);
    return document;
  }
}
