/** Help as written in the source: a line break there is a space, an empty line begins a new paragraph. */
export const helpText = (source: string): string =>
  source
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, ' '))
    .join('\n\n');
