import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { REFUSALS } from '../../consent/kernel/refusal.js';
import { projectRoot } from '../support/project.js';
import { documentAt } from './documents.js';

const HEAD = `# Errors 错误代码

Every error of the API carries \`extensions.code\` from this closed list and \`extensions.documentation\`, a link to the entry
of its code on the page \`/errors\` of the platform, which tells the same as this one. The message says what to do, in
Chinese if the header \`Accept-Language\` prefers it and in English otherwise. Programs go by the code: messages may change.

每个错误都带有 \`extensions.code\`（取自下列固定清单）和 \`extensions.documentation\`（指向平台 \`/errors\` 页面中该代码的条目，内容与本页相同）。
提示说明应当怎样做：请求头 \`Accept-Language\` 偏好中文时用中文，否则用英文。程序应依据代码判断，提示文字可能变动。

This page is made of \`consent/kernel/refusal-codes.ts\`: \`UPDATE_EXPECTED=1 npm test -- test/docs/errors\` writes it anew.
`;

const entryOf = ([code, { status, extensions, cause, cure }]: [
  string,
  (typeof REFUSALS)[keyof typeof REFUSALS],
]) => `
## ${code}

HTTP ${status}${extensions.length > 0 ? `, with ${extensions.map((name) => `\`${name}\``).join(', ')}` : ''}

- ${cause.zh}${cure.zh}
- ${cause.en} ${cure.en}
`;

it('docs/errors.md tells of each code the status, what comes with it, the cause and the cure, in both languages', () => {
  const expected = HEAD + Object.entries(REFUSALS).map(entryOf).join('');
  if (process.env.UPDATE_EXPECTED) writeFileSync(join(projectRoot, 'docs/errors.md'), expected);
  else expect(documentAt('docs/errors.md').text).toBe(expected);
});
