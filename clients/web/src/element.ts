// What every component is: an element with a language, a way to the service, and a voice for screen readers.
import { css, html, LitElement, nothing, unsafeCSS, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';

import { clientOf, Problem, Refusal, type Client, type News, type Token } from './client';
import base from './styles/base.css?inline';
import tokens from './styles/tokens.css?inline';
import { icon } from './ui';
import { wordsFor, type Key, type Values, type Words } from './words';

/** Styles of a component, for `static styles`: the shared ones, then its own. Constructable, so no policy is in the way. */
export const shared: CSSResultGroup = [unsafeCSS(tokens), unsafeCSS(base)];
export const sheet = (text: string): CSSResultGroup => [shared, unsafeCSS(text)];
export { css };

const defaults: { endpoint: string; token?: Token } = { endpoint: new URL(import.meta.url).origin };
const waiting = new Set<HybElement>();

/** Sets for all components of the page what each would else be told by itself: who asks, and where. */
export function configure(settings: { endpoint?: string; token?: Token }): void {
  Object.assign(defaults, settings);
  for (const element of [...waiting]) element.requestUpdate();
}

/** What an act answers when it did not succeed; the sentence is for a person. */
export interface Failure {
  text: string;
  problem?: Problem;
  refusal?: Refusal;
}

export abstract class HybElement extends LitElement {
  static override properties: PropertyDeclarations = {
    endpoint: {},
    token: { attribute: false },
    lang: {},
    said: { state: true },
    pause: { state: true },
    words: { state: true },
  };
  static override styles: CSSResultGroup = shared;

  /** Where the service is; by default where this script came from. */
  declare endpoint: string | undefined;
  /** Who asks. A property, never an attribute. */
  declare token: Token | undefined;
  declare lang: string;
  declare words: Words | undefined;
  declare said: string;
  declare pause: number;

  /** Ends when the element leaves the page, or asks another service or as somebody else. */
  protected alive = new AbortController();
  private asked?: Client;
  private observer?: MutationObserver;

  constructor() {
    super();
    this.said = '';
    this.pause = 0;
  }

  // --- for components

  /** What is shown. Called only when there are words and a client. */
  protected abstract view(): TemplateResult | typeof nothing;

  /** Called when there are words and a client, and again whenever it is another one: load, listen, hear. */
  protected start(_client: Client, _alive: AbortSignal): void {}

  get client(): Client {
    if (!this.asked) throw new Error('There is no client before start()');
    return this.asked;
  }

  t(key: Key, values?: Values): string {
    return this.words?.t(key, values) ?? '';
  }

  /** Says a change to whoever cannot see it (role=status). */
  say(text: string): void {
    // The same sentence twice is said twice.
    this.said = this.said === text ? `${text}\u00a0` : text;
  }

  /** Tells the page: `hyb:given`, `hyb:acted` or `hyb:error`. */
  emit(name: 'given' | 'acted' | 'error', detail: object): void {
    this.dispatchEvent(new CustomEvent(`hyb:${name}`, { detail, bubbles: true, composed: true }));
  }

  /** What went wrong, in words; the page is told too. Whatever is no Problem and no Refusal is a mistake, and thrown on. */
  failure(error: unknown): Failure {
    if (error instanceof Refusal) return { text: this.refused(error.code, error.message), refusal: error };
    if (!(error instanceof Problem)) throw error;
    this.emit('error', { code: error.trouble, message: error.message, reference: error.reference });
    return { text: this.t(`problem.${error.trouble}`), problem: error };
  }

  /** An expected no in words: ours where there are, else those of the service. */
  refused(code: string, message: string): string {
    return this.words?.maybe(`refusal.${code}`) ?? message;
  }

  /** Where the focus goes after the next drawing. */
  async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  protected q<E extends HTMLElement>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  // --- the life of an element

  override connectedCallback(): void {
    super.connectedCallback();
    this.alive = new AbortController();
    waiting.add(this);
    this.observer = new MutationObserver(() => void this.speak());
    this.observer.observe(document.documentElement, { attributeFilter: ['lang'] });
    void this.speak();
    if (this.asked) {
      this.asked = undefined as never;
      this.requestUpdate(); // it was moved: begin anew
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.alive.abort();
    this.observer?.disconnect();
    waiting.delete(this);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('lang')) void this.speak();
    const token = this.token ?? defaults.token;
    if (!token || !this.isConnected || !this.words) return;
    const client = clientOf(this.endpoint ?? defaults.endpoint, token);
    if (client === this.asked) return;
    this.alive.abort();
    this.alive = new AbortController();
    this.asked = client;
    client.addEventListener(
      'pause',
      (event) => {
        event.stopImmediatePropagation(); // one component of a page says it
        this.pause = (event as CustomEvent<News['pause']>).detail.seconds;
      },
      { signal: this.alive.signal },
    );
    this.start(client, this.alive.signal);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.words || !this.asked) return nothing;
    const { lang, dir } = this.words;
    return html`<div class="root" lang=${lang} dir=${dir} part="root">
      ${this.view()}
      ${this.pause
        ? html`<div class="bar" role="status">
            ${icon('clock')}<span class="grow"><b>${this.t('pause.lead')}</b> ${this.t('pause.rest', { n: this.pause })}</span>
          </div>`
        : nothing}
      <div class="vh" role="status">${this.said}</div>
    </div>`;
  }

  /** The language of the nearest element that says one, as for every text of the page. */
  private async speak(): Promise<void> {
    let at: Element | null = this;
    let tag = '';
    while (at && !(tag = at.getAttribute('lang') ?? '')) {
      const root = at.getRootNode();
      at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    }
    tag ||= navigator.language;
    try {
      const words = await wordsFor(tag);
      if (words.lang === this.words?.lang) return;
      const first = !this.words;
      this.words = words;
      if (!first && this.asked) this.translated();
    } catch {
      setTimeout(() => this.isConnected && void this.speak(), 3000); // without words there is nothing to say
    }
  }

  /** Called when the language has become another one: what was asked for in a language is asked for anew. */
  protected translated(): void {}
}

// --- what is kept on this device. Storage may be switched off in a browser; then nothing is remembered, and nothing breaks.

export function recall<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(`hyb.${name}`) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    if (value == null) localStorage.removeItem(`hyb.${name}`);
    else localStorage.setItem(`hyb.${name}`, JSON.stringify(value));
  } catch {
    // full, or not allowed
  }
}
