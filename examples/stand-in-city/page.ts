/** The pages of the stand-in city, for whoever tries the platform by hand. They are plain HTML without scripts. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** HTML whose values are escaped, but for those that are HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const shown = values.map((value) => {
    if (value instanceof Html) return value.text;
    return Array.isArray(value) ? value.map(({ text }: Html) => text).join('') : escaped(String(value));
  });
  return new Html(String.raw({ raw: parts }, ...shown));
}

export const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>
      body { font: 1rem/1.6 system-ui, sans-serif; max-width: 45rem; margin: 0 auto; padding: 1rem; color: #17202a }
      button, input { font: inherit; padding: 0.5rem 1rem; min-height: 44px }
      li { margin: 0.5rem 0 }
      .stand-in { background: #fdf1e0; padding: 0.5rem 1rem }
    </style>
  </head>
  <body>
    <p class="stand-in">替身城市：演示用，不是真的服务。 · Stand-in city: for the demo, no real service.</p>
    <main><h1>${title}</h1>${body}</main>
  </body>
</html>`.text;
