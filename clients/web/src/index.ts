// The one module that a page loads. It holds what all components share; each component is a file of its own beside it, and
// comes when its tag appears, so a page pays for what it shows.
export { configure } from './element';
export type { Token } from './client';

const components: Record<string, () => Promise<{ default: CustomElementConstructor }>> = {
  'hyb-feed': () => import('./feed'),
  'hyb-give': () => import('./give'),
};

// Two versions of this file on one page are no trouble: each tag belongs to the first that came.
const claims = globalThis as unknown as Record<symbol, Set<string> | undefined>;
const claimed = (claims[Symbol.for('had-your-back')] ??= new Set());
for (const tag of Object.keys(components)) {
  if (claimed.has(tag)) delete components[tag];
  claimed.add(tag);
}

/** Loads and defines components, for a page with tags inside shadow roots of its own. Those in the document are seen. */
export async function load(...tags: string[]): Promise<void> {
  await Promise.all(
    tags.map(async (tag) => {
      const fetched = components[tag];
      delete components[tag];
      if (fetched && !customElements.get(tag)) customElements.define(tag, (await fetched()).default);
    }),
  );
}

const look = () => void load(...Object.keys(components).filter((tag) => document.querySelector(tag)));
look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
