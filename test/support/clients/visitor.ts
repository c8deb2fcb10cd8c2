/** A browser with redirects and cookies, between the platform and the identity provider. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  /** Sends one request and returns where it redirects to. */
  async visit(
    url: string,
    body?: object,
  ): Promise<{ status: number; location: string | null; answer: Response }> {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      this.cookies.set(name!, value!);
    }
    const location = answer.headers.get('location');
    return { status: answer.status, location: location && new URL(location, url).href, answer };
  }

  /** Follows the redirects from the platform to the provider and back, and signs in there as the given person. */
  async signInAt(start: string, as: { account?: string; acr?: string }): Promise<string> {
    let { location } = await this.visit(start);
    for (let steps = 0; steps < 10; steps += 1) {
      if (location === null) throw new Error('The way ends here.');
      if (new URL(location).pathname === '/oidc/callback') return location;
      const interaction = new URL(location).pathname.startsWith('/interaction/');
      ({ location } = await this.visit(location, interaction ? as : undefined));
    }
    throw new Error('The way goes in circles.');
  }
}
