import { expect, it } from '@jest/globals';
import { projectFile } from '../../support/project.js';
import { isOpened } from './state.js';
import { GUARDIAN, GUARDIAN_OF_TEEN, REPRESENTATIVE } from './states/acting.js';
import { CLERK, OFFICER, REVIEWER } from './states/desk.js';
import { PERSON } from './states/person.js';
import { PUBLIC } from './states/public.js';

const routes = (path: string) => Object.keys(JSON.parse(projectFile(path)) as object);
const walked = [
  ...PUBLIC,
  ...PERSON,
  ...GUARDIAN,
  ...GUARDIAN_OF_TEEN,
  ...REPRESENTATIVE,
  ...CLERK,
  ...REVIEWER,
  ...OFFICER,
];

it('every page of the router is among the states that the figures are measured on', () => {
  const pages = [...routes('web/pages.json'), ...routes('web/desk/pages.json')];
  expect(new Set(walked.map(({ page }) => page))).toEqual(new Set(pages));
});

it('every page that has an address of its own is walked in English as well', () => {
  const english = new Set(walked.filter(isOpened).map(({ page }) => page));
  // The separate confirmation is reached from the request only.
  const others = routes('web/pages.json').filter((page) => !page.endsWith('/sensitive'));
  expect(others.filter((page) => !english.has(page))).toEqual([]);
});
