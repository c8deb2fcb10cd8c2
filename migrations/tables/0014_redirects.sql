-- People who come from a recipient's own app: the state of the OAuth flow that brings them here and back.

CREATE TABLE assent.oauth_state (
  -- What it is, in the words of the authorization server: PushedAuthorizationRequest, Interaction, AuthorizationCode ...
  model varchar(40) NOT NULL,
  -- SHA-256 of its id: whoever reads this table learns no code and no link.
  id_digest bytea NOT NULL CHECK (length(id_digest) = 32),
  -- Encrypted, and bound to model and id, by a key that the database does not hold (api/auth/oauth/state.ts).
  payload bytea NOT NULL,
  -- SHA-256 of the OAuth grant that it belongs to.
  grant_digest bytea CHECK (length(grant_digest) = 32),
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  PRIMARY KEY (model, id_digest)
);
CREATE INDEX oauth_state_grant ON assent.oauth_state (grant_digest) WHERE grant_digest IS NOT NULL;
CREATE INDEX oauth_state_expires ON assent.oauth_state (expires_at);
