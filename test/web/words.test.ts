import { globSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';

interface Word {
  readonly id: string;
  readonly text: string;
}

/** The messages of a catalogue (gettext). */
function wordsOf(language: string): Word[] {
  const unquoted = (text: string) =>
    [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part!.replace(/\\(.)/g, '$1')).join('');
  return projectFile(`web/words/${language}.po`)
    .split('\n\n')
    .map((entry) => ({
      id: unquoted(/^msgid ((?:".*"\n?)+)/m.exec(entry)?.[1] ?? ''),
      text: unquoted(/^msgstr ((?:".*"\n?)+)/m.exec(entry)?.[1] ?? ''),
    }))
    .filter(({ id }) => id !== '');
}

const HAN = /\p{Script=Han}/u;
const FORBIDDEN = /点击此处|授予|提交失败|非法|贵方|接受授权|取消授权|解除授权/;

describe('the words of the portal', () => {
  it('are the same messages in both languages', () => {
    expect(wordsOf('zh').length).toBeGreaterThan(200);
    expect(wordsOf('en').map(({ id }) => id)).toEqual(wordsOf('zh').map(({ id }) => id));
  });

  it('all have an English text, without Chinese in it but for the name', () => {
    for (const { id, text } of wordsOf('en')) {
      expect({ id, text }).toEqual({ id, text: expect.stringMatching(/\S/) });
      expect({ id, han: HAN.test(text.replace('知数', '')) }).toEqual({ id, han: false });
    }
  });

  it('keep their variables in both languages', () => {
    const variables = (text: string) => new Set(text.match(/\{\w+(?=[,}])|<\d+\/?>/g) ?? []);
    for (const { id, text } of wordsOf('en')) {
      const lost = [...variables(id)].filter((one) => !variables(text).has(one));
      expect({ id, lost }).toEqual({ id, lost: [] });
    }
  });

  it('use none of the words that nobody says', () => {
    for (const { id } of wordsOf('zh')) expect(id).not.toMatch(FORBIDDEN);
  });

  it('are all in the catalogue: no page has a Chinese text of its own', () => {
    const known = wordsOf('zh').map(({ id }) => id);
    for (const path of globSync('web/{ui,person,public,desk}/**/*.tsx', { cwd: projectRoot })) {
      if (path.endsWith('refused-boundary.tsx')) continue;
      const code = projectFile(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      for (const text of code.match(/\p{Script=Han}[\p{Script=Han}，。？]*/gu) ?? [])
        expect({
          path,
          text,
          known: known.some((id) => id.includes(text)) || text === '知数' || text === '中文',
        }).toEqual({
          path,
          text,
          known: true,
        });
    }
  });
});
