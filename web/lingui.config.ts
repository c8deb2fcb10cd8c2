import { defineConfig } from '@lingui/cli';

/** Chinese is the source language: the Chinese text is the message. `en.po` is complete, which a test holds. */
export default defineConfig({
  sourceLocale: 'zh',
  locales: ['zh', 'en'],
  catalogs: [
    {
      path: '<rootDir>/words/{locale}',
      include: ['<rootDir>/ui', '<rootDir>/person', '<rootDir>/public', '<rootDir>/desk'],
    },
  ],
});
