// The ready page: a small intranet made of the components, with sign-in, a look, a language and a tour.
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';

import type { Client, Problem } from './client';
import { configure, HybElement, keep, recall, sheet } from './element';
import type { ViewerData } from './operations';
import { has, load } from './registry';
import { become, choices, known, provider, session, type Session, type Somebody } from './session';
import { signedIn, SignInFailed, signIn, signOut, type Provider } from './sign-in';
import styles from './styles/page.css?inline';
import { face, icon, menu, own, shapes, wrong, type Item } from './ui';

const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ja: '日本語', ar: 'العربية' };
const THEMES = ['auto', 'light', 'dark'] as const;
const SEARCH_PAUSE = 300;

type Theme = (typeof THEMES)[number];
/** What a phone shows one at a time. */
type Part = 'thanks' | 'promises' | 'team';

/** `<hyb-page>`: what the service shows at `/`. A part is there when its components are. */
export default class HybPage extends HybElement {
  static override properties: PropertyDeclarations = {
    session: { state: true },
    viewer: { state: true },
    door: { state: true },
    search: { state: true },
    tab: { state: true },
    step: { state: true },
  };
  static override styles = sheet(styles);

  declare session: Session | undefined;
  declare viewer: ViewerData['viewer'] | undefined;
  /** Shown when somebody has to say who they are; with a reason, if there is one. */
  declare door: { reason: string } | null;
  declare search: string;
  declare tab: Part;
  declare step: number;

  private found: Somebody[] = [];
  private looked = false;
  private at = 0;
  private stopped: Problem['trouble'] | '' = ''; // what keeps everybody out for now
  private slow = false;
  private notIn: SignInFailed | null = null;
  private knock = false; // the door is new, and gets the focus when it is there
  private entered?: (token: string) => void;
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.door = null;
    this.search = '';
    this.tab = 'thanks';
    this.step = recall<boolean>('toured') ? 0 : 1;
    this.appearance();
    void load('hyb-give', 'hyb-feed', 'hyb-commitments', 'hyb-team-score', 'hyb-service-chain', 'hyb-webhooks');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.open();
  }

  private appearance(): void {
    const { style } = document.documentElement;
    const language = recall<string>('language') ?? Object.keys(LANGUAGES).find((each) => navigator.language.startsWith(each)) ?? 'en';
    style.colorScheme = this.theme === 'auto' ? 'light dark' : this.theme;
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  }
  private get theme(): Theme {
    return recall<Theme>('theme') ?? 'auto';
  }

  /** Finds out how one signs in here, and goes in, or to the door. */
  private async open(): Promise<void> {
    try {
      this.session = await session();
    } catch {
      this.stopped = 'network';
      this.requestUpdate();
      setTimeout(() => void this.open(), 5000);
      return;
    }
    this.stopped = '';
    document.title = this.session.organization ? `${this.session.organization} · Had Your Back` : 'Had Your Back';
    const { mode } = this.session;
    await this.arrive();
    configure({ token: provider(this.session, () => this.ask(this.t('page.ended'))) });
    if (!known(mode)) void this.ask('');
  }

  /** Takes in who comes back from the identity provider. */
  private async arrive(): Promise<void> {
    const { mode, signIn: provider } = this.session!;
    const token = provider && (await signedIn(provider).catch(this.failed));
    if (token) become(mode, token);
  }

  /** There are no words yet for what went wrong at the provider. */
  private failed = (error: unknown): null => {
    if (!(error instanceof SignInFailed)) throw error;
    this.notIn = error;
    this.requestUpdate();
    return null;
  };

  protected override start(client: Client, alive: AbortSignal): void {
    if (!this.session || !known(this.session.mode)) return;
    client.hear('all', alive, () => {
      clearTimeout(this.timer);
      this.search = '';
      const here = new URL(location.href);
      here.searchParams.delete('thanks');
      history.replaceState(null, '', here); // or it would be the one again after a reload
      const field = this.q<HTMLInputElement>('.find input');
      if (field) field.value = '';
    });
    void this.meet(client, alive);
  }

  /** Finds out who is there. */
  private async meet(client: Client, alive: AbortSignal): Promise<void> {
    const slow = setTimeout(() => {
      this.slow = true;
      this.requestUpdate();
    }, 300);
    try {
      const viewer = await client.viewer();
      if (alive.aborted) return;
      this.viewer = viewer;
      this.stopped = '';
    } catch (error) {
      const { problem, text } = this.failure(error);
      if (alive.aborted) return;
      // With another token it may go on; with the same one it would stop here for ever.
      if (problem?.trouble === 'signedOut' || problem?.trouble === 'forbidden') return void this.ask(text);
      this.stopped = problem?.trouble ?? 'fault';
      setTimeout(() => alive.aborted || void this.meet(client, alive), 5000);
    } finally {
      clearTimeout(slow);
      this.slow = false;
      this.requestUpdate();
    }
  }

  /** Shows the door until somebody is in. */
  private ask(reason: string): Promise<string> {
    this.door = { reason };
    if (this.session?.mode === 'dev') void this.find('');
    this.knock = true;
    return new Promise((entered) => (this.entered = entered));
  }

  private enter(token: string): void {
    if (!this.session) return;
    const { mode } = this.session;
    const another = mode === 'dev' && token !== known(mode);
    become(mode, token);
    if (this.viewer && this.door?.reason && !another) {
      // Somebody was writing: what waits goes on.
      this.door = null;
      this.entered?.(token);
    } else location.reload();
  }

  private leave(): void {
    if (!this.session) return;
    if (this.session.mode === 'dev') void this.ask('');
    else {
      keep(`draft.${this.viewer?.person?.id}`, null); // whoever goes leaves nothing behind on a device of many
      become(this.session.mode, null);
      if (this.session.signIn) void signOut(this.session.signIn);
      else location.reload();
    }
  }

  private async find(text: string): Promise<void> {
    this.found = await choices(text).catch(() => []);
    this.looked = true;
    this.at = 0;
    this.requestUpdate();
  }

  protected override updated(): void {
    const first = this.knock && this.q('.door .go, .door input');
    if (!first) return;
    this.knock = false;
    first.focus();
  }

  // --- drawing

  /** The page stands before anybody is in, so without a client. */
  protected override render(): TemplateResult | typeof nothing {
    if (!this.words) return nothing;
    // The document says the language here, and the components look for the nearest that does.
    return html`<div class="root page" dir=${this.words.dir}>${this.view()}<div class="vh" role="status">${this.said}</div></div>`;
  }

  protected override view(): TemplateResult {
    const inside = this.session && !this.door && this.viewer !== undefined;
    return html`${this.header()}
      <main>
        <h1 class="vh">${this.session?.organization || 'Had Your Back'}</h1>
        ${this.stopped
          ? html`<p class="note bad alone" role="alert">${icon(this.stopped === 'network' ? 'offline' : 'warn')}<span class="grow">${this.t(`problem.${this.stopped}`)}</span></p>`
          : this.slow
            ? html`<div class="card alone">${shapes(this.t('loading'))}</div>`
            : nothing}
        ${this.door ? this.doorway(this.door.reason) : nothing}
        ${this.viewer === undefined ? nothing : html`<div class="grid" ?hidden=${Boolean(this.door)}>${this.columns()}</div>`}
      </main>
      ${inside ? html`${this.tabs()}${this.step ? this.tour() : nothing}` : nothing}`;
  }

  private header(): TemplateResult {
    const typed = ({ currentTarget }: Event) => {
      clearTimeout(this.timer);
      const text = (currentTarget as HTMLInputElement).value.trim();
      this.timer = setTimeout(() => (this.search = text), SEARCH_PAUSE);
    };
    const speak = ({ currentTarget }: Event) => {
      keep('language', (currentTarget as HTMLSelectElement).value);
      this.appearance();
    };
    const person = this.viewer?.person;
    const next = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]!;
    return html`<header class="top">
      <b class="brand">${mark}<span>${this.session?.organization || 'Had Your Back'}</span></b>
      ${person && !this.door
        ? html`<label class="find">${icon('search')}<input type="search" maxlength="200" aria-label=${this.t('page.search')} placeholder=${this.t('page.search')} @input=${typed} /></label>`
        : nothing}
      <span class="row push">
        <label class="choice language"
          ><select aria-label=${this.t('page.language')} @change=${speak}>
            ${Object.entries(LANGUAGES).map(
              ([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${this.words!.lang.startsWith(tag)}>${name}</option>`,
            )}
          </select>${icon('chev', 14)}</label
        >
        <button
          class="btn q ic"
          aria-label=${this.t(`page.theme.${this.theme}`)}
          title=${this.t(`page.theme.${this.theme}`)}
          @click=${() => {
            keep('theme', next);
            this.appearance();
            this.say(this.t(`page.theme.${next}`));
            this.requestUpdate();
          }}
        >
          ${icon(this.theme)}
        </button>
        ${this.viewer === undefined || this.door ? nothing : this.whoYouAre()}
      </span>
    </header>`;
  }

  private whoYouAre(): TemplateResult {
    const person = this.viewer?.person;
    const name = person?.displayName ?? this.t('page.service');
    const items: Item[] = [
      { icon: 'people', label: this.t(this.session?.mode === 'dev' ? 'page.change' : 'page.signOut'), act: () => this.leave() },
      { icon: 'info', label: this.t('page.tour'), act: () => this.show() },
    ];
    if (this.session?.graphiql) items.push({ icon: 'next', label: 'GraphiQL', act: () => location.assign('/graphql') });
    const shown = person ? face(person, 's32') : icon('people');
    return menu('me', shown, this.t('page.youAre', { name }), items, '', 'btn q ic me');
  }

  /** What the page is made of, from its beginning to its end; each is a column, and on a phone a tab. */
  private parts(): { part: Part; icon: string; content: TemplateResult }[] {
    const { viewer } = this;
    const team = viewer?.person?.teams[0];
    const score = team && has('hyb-team-score');
    const chain = team && has('hyb-service-chain');
    const webhooks = viewer?.roles.includes('INTEGRATOR') && has('hyb-webhooks');
    const shown = new URLSearchParams(location.search).get('thanks') ?? '';
    const thanks = html`<hyb-give></hyb-give><hyb-feed .search=${this.search} .only=${shown}></hyb-feed>`;
    const all: { part: Part; icon: string; content: TemplateResult }[] = [{ part: 'thanks', icon: 'felt_with_me', content: thanks }];
    if (viewer?.person && has('hyb-commitments')) {
      all.unshift({ part: 'promises', icon: 'promised', content: html`<hyb-commitments></hyb-commitments>` });
    }
    if (score || chain || webhooks) {
      const content = html`${score ? html`<hyb-team-score team=${team.id} compact></hyb-team-score>` : nothing}
      ${chain ? html`<hyb-service-chain team=${team.id}></hyb-service-chain>` : nothing}
      ${webhooks ? html`<hyb-webhooks></hyb-webhooks>` : nothing}`;
      all.push({ part: 'team', icon: score || chain ? 'chart' : 'link', content });
    }
    return all;
  }

  private columns(): TemplateResult[] {
    return this.parts().map(
      ({ part, content }) => html`<div class="col ${part === 'thanks' ? 'mid' : 'side'} ${part === this.tab ? '' : 'other'}">${content}</div>`,
    );
  }

  private tabs(): TemplateResult | typeof nothing {
    const order: Part[] = ['thanks', 'promises', 'team'];
    const parts = this.parts().sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
    if (parts.length === 1) return nothing;
    return html`<nav class="tabbar" aria-label=${this.t('page.parts')}>
      ${parts.map(
        ({ part, icon: picture }) =>
          html`<button aria-current=${this.tab === part ? 'page' : nothing} @click=${() => (this.tab = part)}>
            ${icon(picture, 22)}${this.t(`page.part.${part}`)}
          </button>`,
      )}
    </nav>`;
  }

  private show(): void {
    this.step = 1;
    void this.focusOn('.tour .btn.p');
  }

  private tour(): TemplateResult {
    const end = () => {
      this.step = 0;
      keep('toured', true);
      void this.focusOn('.me');
    };
    const last = this.step === 3;
    return html`<section class="dialog tour" aria-labelledby="tour" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && end()}>
      <div class="hd"><h3 id="tour">${this.t(`page.tour.${this.step as 1 | 2 | 3}`)}</h3></div>
      <div class="bd"><p>${this.t(`page.tour.${this.step as 1 | 2 | 3}.more`)}</p></div>
      <div class="ft">
        <span class="meta">${this.t('page.tour.step', { n: this.step, most: 3 })}</span>
        <button class="btn q push" ?hidden=${last} @click=${end}>${this.t('page.tour.skip')}</button>
        <button class="btn p ${last ? 'push' : ''}" @click=${() => (last ? end() : this.step++)}>${this.t(last ? 'done' : 'page.tour.next')}</button>
      </div>
    </section>`;
  }

  private doorway(reason: string): TemplateResult {
    if (this.notIn) reason = this.t(`page.signIn.${this.notIn.kind}`, { why: this.notIn.message });
    return html`<section class="card door">
      ${mark}
      <h2>${this.session?.organization || 'Had Your Back'}</h2>
      <p class="meta">${this.t('page.what')}</p>
      ${reason ? html`<p class="note bad" role="alert">${icon('lock')}<span class="grow">${reason}</span></p>` : nothing}
      ${this.session?.mode === 'dev' ? this.choosing() : this.session?.signIn ? this.providing(this.session.signIn) : this.showing()}
    </section>`;
  }

  private choosing(): TemplateResult {
    const go = (one: Somebody | undefined) => one && this.enter(`dev:${one.userName}`);
    const typed = ({ currentTarget }: Event) => {
      clearTimeout(this.timer);
      const text = (currentTarget as HTMLInputElement).value.trim();
      this.timer = setTimeout(() => void this.find(text), 120);
    };
    const keys = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === 'Enter') go(this.found[this.at]);
      else if (step) this.at = (this.at + step + this.found.length) % this.found.length;
      else return;
      event.preventDefault();
      this.requestUpdate();
    };
    return html`<label class="lab" for="choose">${this.t('page.choose')}<span class="meta">${this.t('page.chooseHint')}</span></label>
      <input
        id="choose"
        class="field"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-label=${this.t('page.find')}
        placeholder=${this.t('page.find')}
        aria-controls="choices"
        aria-expanded=${this.found.length > 0}
        aria-activedescendant=${this.found.length ? `choice-${this.at}` : nothing}
        @input=${typed}
        @keydown=${keys}
      />
      <p class="meta" role="status" ?hidden=${this.found.length > 0 || !this.looked}>${this.found.length || !this.looked ? '' : this.t('matches', { n: 0 })}</p>
      <ul class="list" id="choices" role="listbox" aria-label=${this.t('page.find')} ?hidden=${!this.found.length}>
        ${this.found.map(
          (one, i) => html`<li id="choice-${i}" role="option" aria-selected=${i === this.at} @click=${() => go(one)}>
            ${face({ id: one.userName, displayName: one.displayName }, 's32')}
            <div class="grow">${own(one.displayName)}<div class="sub">${[one.jobTitle, one.team, ...one.roles.map((role) => this.words?.maybe(`page.role.${role}`))].filter(Boolean).join(' · ')}</div></div>
          </li>`,
        )}
      </ul>`;
  }

  private providing(provider: Provider): TemplateResult {
    const go = () => signIn(provider).catch(this.failed);
    return html`<button class="btn p go" @click=${go}>${this.t('page.signIn')}</button>
      <details><summary>${this.t('page.withToken')}</summary>${this.showing()}</details>`;
  }

  private showing(): TemplateResult {
    const submit = (event: Event) => {
      event.preventDefault();
      const token = this.q<HTMLInputElement>('#token')?.value.trim();
      if (token) this.enter(token);
    };
    return html`<form @submit=${submit}>
      <label class="lab" for="token">${this.t('page.token')}</label>
      <input class="field mono" id="token" type="password" autocomplete="off" placeholder="hyb_…" aria-describedby="token-error token-hint" />
      ${wrong('token-error', '')}
      <p class="under" id="token-hint">${this.t('page.tokenHint')}</p>
      <button type="submit" class="btn p">${this.t('page.signIn')}</button>
    </form>`;
  }
}

/** The mark of the product: the same two discs as behind whoever is thanked. */
const mark = html`<svg class="mark" viewBox="0 0 30 24" width="30" height="24" aria-hidden="true">
  <circle class="back" cx="11" cy="13" r="9.5" /><circle class="front" cx="18.5" cy="11" r="9.5" />
</svg>`;
