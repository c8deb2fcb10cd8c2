const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token without a valid signature: the given text is in the place of the signature. */
export const unsigned = (header: object, payload: object, signature = ''): string =>
  `${encoded(header)}.${encoded(payload)}.${signature}`;

/** The same token with changed claims and the old signature. */
export function tampered(token: string, claims: object): string {
  const [header, payload, signature] = token.split('.');
  const old = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
  return `${header}.${encoded({ ...old, ...claims })}.${signature}`;
}
