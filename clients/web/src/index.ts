// The one module that a page loads. It holds what all components share; each component is a file of its own beside it, and
// comes when its tag appears, so a page pays for what it shows.
export { configure } from './element';
export type { Token } from './client';

const components: Record<string, () => Promise<{ default: CustomElementConstructor }>> = {
  'hyb-feed': () => import('./feed'),
  'hyb-give': () => import('./give'),
};

/**
 * Loads and defines components. A page needs it only for tags inside shadow roots of its own: those in the document are seen.
 * Two versions of this file on one page are no trouble, since a tag that the page has stays as it is.
 */
export async function load(...tags: string[]): Promise<void> {
  await Promise.all(
    tags.map(async (tag) => {
      const fetched = components[tag];
      delete components[tag];
      if (!fetched || customElements.get(tag)) return;
      const { default: element } = await fetched();
      if (!customElements.get(tag)) customElements.define(tag, element);
    }),
  );
}

const look = () => void load(...Object.keys(components).filter((tag) => document.querySelector(tag)));
look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
