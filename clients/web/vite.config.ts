// Builds what the service serves: one module, components in files of their own beside it, and the words of each language.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;
const out = process.env.OUT ?? join(here, '../../service/had_your_back/http/widget'); // a test builds it elsewhere, to compare
const words = join(here, 'src/words');

/** The words of one language, of all components, in one file; and what a browser checks it by. */
const languages = Object.fromEntries(
  readdirSync(words).sort().map((language) => {
    const texts = Object.assign(
      {},
      ...readdirSync(join(words, language)).sort().map((name) => JSON.parse(readFileSync(join(words, language, name), 'utf8'))),
    );
    const text = JSON.stringify(texts);
    return [language, { text, integrity: `sha256-${createHash('sha256').update(text).digest('base64')}` }];
  }),
);

/** --hyb-name, as the look calls it, becomes --_name inside; only the list of tokens reads what the page sets. */
const tokens: Plugin = {
  name: 'tokens',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/src/')) return null;
    if (id.includes('tokens.css')) code = code.replace(/--hyb-([\w-]+):\s*([^;]+);/g, (_, name, value) => `--_${name}:var(--HYB-${name},${value.trim()});`);
    return code.replaceAll('--hyb-', '--_').replaceAll('--HYB-', '--hyb-');
  },
};

/**
 * Lit's Trusted Types policy gets a name of ours, since a page that has Lit too may have made one of its name, and that is
 * allowed once. It is made when something is first drawn: a second version of our file on a page draws nothing, and makes none.
 */
const policy: Plugin = {
  name: 'policy',
  transform(code, id) {
    if (!id.includes('lit-html') || !code.includes('createPolicy')) return null;
    const ours = code.replace(
      /(\w+)\.createPolicy\("lit-html",\{createHTML:\w+=>\w+\}\)/,
      '(()=>{let p;return{createHTML:h=>(p??=$1.createPolicy("had-your-back",{createHTML:h=>h})).createHTML(h)}})()',
    );
    if (ours === code) throw new Error('Lit makes its Trusted Types policy in another way now: see vite.config.ts');
    return ours;
  },
};

/** Templates are text to the minifier: what a browser does not show of them is left out here. */
const templates: Plugin = {
  name: 'templates',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/src/') || !id.endsWith('.ts')) return null;
    return code.replace(/\n\s+/g, '\n');
  },
};

/** What all of it was made of, so that a machine without Node can tell a stale build: tests/contract/test_web.py reckons the same. */
function sources(): string {
  const hash = createHash('sha256');
  const names = readdirSync(join(here, 'src'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => relative(here, join(each.parentPath, each.name)).replaceAll('\\', '/'));
  for (const name of [...names, 'package-lock.json', 'vite.config.ts'].sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(here, name)));
  }
  return hash.digest('hex');
}

const files: Plugin = {
  name: 'files',
  writeBundle() {
    mkdirSync(join(out, 'words'), { recursive: true });
    for (const [language, { text }] of Object.entries(languages)) writeFileSync(join(out, 'words', `${language}.json`), text);
    writeFileSync(join(out, 'built-from'), `${sources()}\n`);
  },
};

rmSync(out, { recursive: true, force: true });

export default defineConfig({
  plugins: [tokens, policy, templates, files],
  define: { LANGUAGES: JSON.stringify(Object.fromEntries(Object.entries(languages).map(([name, { integrity }]) => [name, integrity]))) },
  logLevel: 'warn',
  build: {
    outDir: out,
    emptyOutDir: false,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    lib: { entry: { 'had-your-back': join(here, 'src/index.ts') }, formats: ['es'] },
    reportCompressedSize: false,
    rollupOptions: {
      preserveEntrySignatures: 'allow-extension',
      // The id of a document stands where it is used, and not in what every page loads.
      optimization: { inlineConst: { mode: 'all', pass: 1 } },
      output: {
        minify: true,
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        // What only some components need stays out of the entry, and of the components that need it later.
        codeSplitting: { includeDependenciesRecursively: false, groups: ['people', 'when'].map((name) => ({ name, test: new RegExp(`/${name}\\.ts$`) })) },
      },
    },
  },
});
