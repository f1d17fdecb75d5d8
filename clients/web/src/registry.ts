import { configure as mine } from './element';

// Which tag is in which file. Each default export is the element.
const components: Record<string, () => Promise<{ default: CustomElementConstructor }>> = {
  'hyb-commitments': () => import('./commitments'),
  'hyb-feed': () => import('./feed'),
  'hyb-give': () => import('./give'),
  'hyb-page': () => import('./page'),
  'hyb-service-chain': () => import('./chain'),
  'hyb-signage': () => import('./signage'),
  'hyb-team-score': () => import('./team-score'),
  'hyb-webhooks': () => import('./webhooks'),
};
const tags = new Set(Object.keys(components));

/** Whether this version has such a component. */
export const has = (tag: string): boolean => tags.has(tag);

// Two versions of this file on one page are no trouble: each tag belongs to the first that came, and whichever is told who
// asks tells the others. Nothing can be read here, so no token is.
interface Page {
  tags: Set<string>;
  configure: (typeof mine)[];
}
const symbol = Symbol.for('had-your-back');
const page = ((globalThis as unknown as Record<symbol, Page | undefined>)[symbol] ??= { tags: new Set(), configure: [] });
page.configure.push(mine);
for (const tag of tags) {
  if (page.tags.has(tag)) delete components[tag];
  page.tags.add(tag);
}

/** Sets for all components of the page what each would else be told by itself: who asks, and where. */
export const configure: typeof mine = (settings) => page.configure.forEach((each) => each(settings));

/** Loads and defines components, for a page with tags inside shadow roots of its own. Those in the document are seen. */
export async function load(...wanted: string[]): Promise<void> {
  await Promise.all(
    wanted.map(async (tag) => {
      const fetched = components[tag];
      delete components[tag];
      if (fetched && !customElements.get(tag)) customElements.define(tag, (await fetched()).default);
    }),
  );
}

/** Loads what stands in the document, now and whenever something is added. */
export function watch(): void {
  const look = () => void load(...Object.keys(components).filter((tag) => document.querySelector(tag)));
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
