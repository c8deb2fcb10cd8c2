import type { Page } from 'playwright-core';

/** How a screen reader names what stands on a page. What is not here is read as plain text, or not at all. */
const ROLES: Readonly<Record<string, string>> = {
  alert: '立即播报',
  alertdialog: '对话框',
  banner: '页眉',
  button: '按钮',
  checkbox: '勾选框',
  complementary: '附注区',
  contentinfo: '页脚',
  definition: '内容',
  dialog: '对话框',
  heading: '标题',
  img: '图',
  link: '链接',
  list: '列表',
  main: '正文',
  meter: '计量',
  navigation: '导航区',
  radio: '单选',
  radiogroup: '单选组',
  region: '区域',
  status: '随时播报',
  switch: '开关',
  table: '表格',
  term: '名称',
  textbox: '输入框',
};

const STATES: Readonly<Record<string, string>> = {
  checked: '已选',
  disabled: '不可用',
  expanded: '已展开',
  pressed: '已按下',
};

const LINE = /^( *)- '?([a-z]+)(?: "((?:[^"\\]|\\.)*)")?((?: \[[^\]]+\])*)'?(?:: ?(.*))?$/;

/** What changes from one run to the next: days, times, numbers of things. */
const changing: readonly [RegExp, string][] = [
  [/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '（编号）'],
  [/(\d{4}年)?\d{1,2}月\d{1,2}日( \d{2}:\d{2}(:\d{2})?)?/g, '某月某日'],
  [/\d+ (天|小时|分钟|分|秒)/g, '若干$1'],
];

/** The accessibility tree of a page, in reading order, as a script: each line is what is heard next. */
export async function spoken(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', role = '', name = '', marks = '', text = ''] = LINE.exec(line) ?? [];
    if (role === '') return [];
    const states = Object.entries(STATES).flatMap(([mark, word]) =>
      marks.includes(`[${mark}`) ? [word] : [],
    );
    const level = /\[level=(\d)\]/.exec(marks)?.[1];
    const words = [name, text.replace(/^"|"$/g, '')].filter(Boolean).join(' ');
    const called = ROLES[role] === undefined ? '' : `${level ? `${level} 级` : ''}${ROLES[role]}`;
    const said = [[called, words].filter(Boolean).join('：'), ...states].filter(Boolean).join('，');
    if (said === '') return [];
    return [indent + changing.reduce((known, [what, word]) => known.replace(what, word), said)];
  });
}
