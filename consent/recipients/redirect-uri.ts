const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Whether an address is one of this machine: good for trying things out, and refused in production. */
export const isLoopbackUri = (text: string): boolean => LOOPBACK.includes(URL.parse(text)?.hostname ?? '');

/**
 * Whether a person’s browser may be sent to an address with a code in it (RFC 9700, 2.1; FAPI 2.0, 5.3.2.2): https, or http on
 * this machine. Addresses are compared as texts, so one stands here as the browser writes it.
 */
export function isRedirectUri(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    url.href === text &&
    text.length <= 500 &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUri(text))) &&
    url.username === '' &&
    url.password === '' &&
    !text.includes('#') &&
    !text.includes('*')
  );
}
