import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const inThisFolder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** One page at a time, so that production can leave the explorer of the API out with all its files. */
const ENTRIES = {
  portal: { input: [inThisFolder('index.html'), inThisFolder('desk.html')], base: '/' },
  explorer: { input: inThisFolder('graphiql.html'), base: '/graphiql/' },
} as const;
const { input, base } = ENTRIES[(process.env.WEB_ENTRY ?? 'portal') as keyof typeof ENTRIES];

/** What every page has in its head is written once. */
const oneHead: Plugin = {
  name: 'one-head',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html.replace('<!-- head.html -->', readFileSync(inThisFolder('head.html'), 'utf8').trim()),
  },
};

/** The bundles of the portal, as static files. Nothing of it is loaded by the server. */
export default defineConfig({
  root: inThisFolder('.'),
  base,
  // `public/` here holds the public pages.
  publicDir: false,
  // Lingui's macros are Babel's, and must be replaced before React's own step.
  plugins: [oneHead, babel({ presets: [linguiTransformerBabelPreset()] }), react(), lingui()],
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: process.env.WEB_OUT ?? '../dist/web',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input },
  },
});
