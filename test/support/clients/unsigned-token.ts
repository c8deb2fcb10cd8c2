const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that nobody signed, with what stands where the signature should. */
export const unsigned = (header: object, payload: object, signature = ''): string =>
  `${encoded(header)}.${encoded(payload)}.${signature}`;

/** The same token with other claims, under the signature of the old ones. */
export function tampered(token: string, claims: object): string {
  const [header, payload, signature] = token.split('.');
  const old = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
  return `${header}.${encoded({ ...old, ...claims })}.${signature}`;
}
