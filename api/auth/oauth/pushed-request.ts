import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { askedBy } from '../../../consent/authorization/details.js';
import type { AskedInput } from '../../../consent/grants/request-consent.js';
import { Refusal } from '../../../consent/kernel/refusal.js';
import type { OauthState } from './state.js';

const LINK = 'ConsentRequestOfPush';
/** As long as anybody may need it: the pushed request, the redirect, and the code. */
const LINK_SECONDS = 30 * 60;

/** What a pushed request makes of what it holds. */
export interface PushedConsent {
  /** @throws Refusal exactly where requestConsent of the API would */
  ask(recipientCode: string, asked: AskedInput, replaces: string | null): Promise<{ readonly id: string }>;
}

/** Which consent request belongs to a pushed authorization request, by the id of that. */
export const consentRequestOf = async (state: OauthState, parId: string): Promise<string | null> => {
  const found = await state.find(LINK, parId);
  return found ? (found.payload as { requestId: string }).requestId : null;
};

/**
 * Makes the consent request of a pushed authorization request (RFC 9126) that the library has accepted: so its terms are
 * judged before anybody is sent anywhere. What is refused is answered as RFC 9396, 5 wants it, with our code.
 */
export async function askPushed(
  context: KoaContextWithOIDC,
  state: OauthState,
  { ask }: PushedConsent,
  location: string,
): Promise<void> {
  const { client, params, entities } = context.oidc;
  const pushed = entities.PushedAuthorizationRequest!;
  try {
    const details = params!.authorization_details as string | undefined;
    const asked = askedBy(details === undefined ? null : JSON.parse(details), location);
    const replaces = params!.grant_management_action === 'replace' ? String(params!.grant_id) : null;
    const { id } = await ask(String(client!.recipient_code), asked, replaces);
    await state.put(LINK, pushed.jti, { requestId: id }, LINK_SECONDS);
  } catch (error) {
    await pushed.destroy();
    if (!(error instanceof Refusal)) throw error;
    context.status = 400;
    context.body = {
      error: 'invalid_authorization_details',
      error_description: error.message,
      assent_error: error.code,
      ...(error.detail.field !== undefined && { assent_field: error.detail.field }),
    };
  }
}

/** What of Grant Management (draft 03) fits grants whose terms never change. @throws InvalidRequest */
export const grantManagement = {
  grant_management_action(context: KoaContextWithOIDC, value: string | undefined): void {
    refuseDetours(context);
    if (value === undefined || value === 'create') return;
    if (value !== 'replace')
      throw new errors.InvalidRequest(
        'grant_management_action must be create or replace: one consent is one grant',
      );
    if (context.oidc.params!.grant_id === undefined)
      throw new errors.InvalidRequest('replace needs grant_id');
  },
  grant_id(context: KoaContextWithOIDC, value: string | undefined): void {
    if (value !== undefined && context.oidc.params!.grant_management_action !== 'replace')
      throw new errors.InvalidRequest('grant_id goes with grant_management_action=replace');
  },
};

/** Each of these parameters would be a way around the person's decision, or would ask for something that is not here. */
function refuseDetours({ oidc: { params } }: KoaContextWithOIDC): void {
  for (const name of ['prompt', 'max_age', 'id_token_hint', 'login_hint', 'acr_values', 'claims', 'scope'])
    if (params![name] !== undefined) throw new errors.InvalidRequest(`${name} is not supported`);
}
