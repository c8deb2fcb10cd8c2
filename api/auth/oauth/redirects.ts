import type Provider from 'oidc-provider';
import type {
  OpenRedirect,
  OpenRedirects,
  RedirectOutcome,
} from '../../../consent/authorization/redirect.js';
import type { InteractionCookies } from './interaction-cookie.js';
import { consentRequestOf } from './pushed-request.js';
import type { OauthState } from './state.js';

/** Redirects in progress, for the pages of the portal. */
export class Redirects implements OpenRedirects {
  constructor(
    private readonly provider: () => Provider,
    private readonly state: OauthState,
    private readonly cookies: InteractionCookies,
  ) {}

  async open(uid: string, cookieOf: (name: string) => string | null): Promise<OpenRedirect | null> {
    if (!/^[\w-]{1,100}$/.test(uid)) return null;
    if (!(await this.cookies.opens(uid, cookieOf(this.cookies.name(uid))))) return null;
    const interaction = await this.provider().Interaction.find(uid);
    // The library's types lack it.
    const parId = (interaction as { parJti?: string } | undefined)?.parJti;
    if (!interaction || parId === undefined) return null;
    const requestId = await consentRequestOf(this.state, parId);
    if (requestId === null) return null;
    const { host, protocol } = new URL(String(interaction.params.redirect_uri));
    return {
      uid,
      requestId,
      returnHost: host || protocol.slice(0, -1),
      expiresAt: new Date(interaction.exp * 1000),
    };
  }

  async finish({ uid }: OpenRedirect, outcome: RedirectOutcome): Promise<string | null> {
    const provider = this.provider();
    const interaction = await provider.Interaction.find(uid);
    if (!interaction) return null;
    if ('error' in outcome)
      interaction.result = { error: outcome.error, error_description: outcome.description };
    else {
      const grant = new provider.Grant({
        accountId: outcome.requestId,
        clientId: String(interaction.params.client_id),
      });
      grant.addRar(outcome.given);
      interaction.result = {
        login: { accountId: outcome.requestId, remember: false },
        consent: { grantId: await grant.save() },
      };
    }
    await interaction.persist();
    return interaction.returnTo;
  }
}
