// The feed: thanks as letters, newest first. New ones wait above, older ones come as one reads on. However many there are, only
// those near the window are in the document.
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { Problem, type Client } from './client';
import { Dialog } from './dialog';
import { HybElement, sheet, type Failure } from './element';
import { Letter, type Desk } from './letter';
import { Feed, Recognition, RecognitionChanged } from './operations';
import type { BehavioursData, FeedData, RecognitionChangedData, RecognitionFilter, ViewerData } from './operations';
import styles from './styles/feed.css?inline';
import { icon, shapes } from './ui';

const PAGE = 20;
const RETRY = 20_000;
const NEAR = 1200; // pixels above and below the window in which letters are drawn
const FAR = 2000; // pixels at which they go again; in between nothing changes, or a letter at the edge might come and go for ever
const GUESS = 240; // pixels of a letter that nobody saw yet
const MANY = 99; // that wait; then it says "99+"

type Page = FeedData['recognitions'];
type News = RecognitionChangedData['recognitionChanged'];
type Who = 'everyone' | 'team' | 'me';

/**
 * `<hyb-feed team="" search="" only="">`. Parts: header, live, filters, newer, card, avatar, names, behaviour, message, signature,
 * attachment, promise, actions, comments, menu. Events: `hyb:acted` after each change.
 */
export default class HybFeed extends HybElement implements Desk {
  static override properties: PropertyDeclarations = {
    team: {},
    search: {},
    only: {},
    viewer: { state: true },
    catalogue: { state: true },
    live: { state: true },
    waitingFor: { state: true },
    state: { state: true },
  };
  static override styles = sheet(styles);

  /** Only thanks to this team and its people. */
  declare team: string | undefined;
  /** Only thanks with these words. */
  declare search: string | undefined;
  /** The id of one thank-you, which is shown alone until somebody wants to see everything. */
  declare only: string | undefined;
  declare viewer: ViewerData['viewer'];
  declare catalogue: BehavioursData['behaviours'];
  declare live: boolean;
  declare state: 'quiet' | 'loading' | 'ready' | 'failed';

  readonly dialog = new Dialog(this);
  private letters: Letter[] = [];
  private newer = new Set<string>(); // ids of those that wait above
  private many = false;
  private newest: string | null = null;
  private oldest: string | null = null;
  private hasOlder = false;
  private busy = false;
  private turn = 0; // grows with every question, so that late answers are dropped
  private who: Who = 'everyone';
  private behaviour = '';
  private trouble: Failure | null = null;
  private away: Failure | null = null; // what keeps it from being up to date
  private seenAt = new Date();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private from = 0;
  private to = PAGE;
  private listening?: AbortController;

  constructor() {
    super();
    this.viewer = null;
    this.catalogue = [];
    this.live = true;
    this.state = 'quiet';
  }

  get me(): { id: string } | null {
    return this.viewer?.person ?? null;
  }

  label({ key, label }: { key: string; label: string }): string {
    return this.catalogue.find((each) => each.key === key)?.label ?? label;
  }

  // --- beginning

  protected override start(client: Client, alive: AbortSignal): void {
    this.letters = [];
    client.hear('giving', alive, ({ key, recognition }) => {
      const letter = this.insert(recognition);
      letter.pending = letter.fresh = true;
      letter.data = { ...recognition, id: key };
    });
    client.hear('given', alive, ({ key, recognition }) => {
      this.newer.delete(recognition.id);
      const letter = this.letters.find(({ id }) => id === key);
      if (!letter) return;
      letter.data = { ...letter.data, ...recognition };
      letter.pending = false;
      this.requestUpdate();
    });
    client.hear('failed', alive, ({ key }) => this.drop(key));
    client.hear('taken', alive, ({ id }) => this.drop(id));
    client.hear('show', alive, ({ id }) => void this.show(id));
    const clock = setInterval(() => document.hidden || this.requestUpdate(), 30_000);
    alive.addEventListener('abort', () => {
      clearInterval(clock);
      clearTimeout(this.retry);
      this.listening?.abort();
    });
    addEventListener('scroll', this.lookSoon, { capture: true, passive: true, signal: alive });
    addEventListener('resize', this.lookSoon, { passive: true, signal: alive });
    addEventListener('online', () => this.state === 'failed' && void this.load(), { signal: alive });
    void this.begin(client, alive);
  }

  private async begin(client: Client, alive: AbortSignal): Promise<void> {
    this.follow();
    void this.load();
    try {
      const [viewer, catalogue] = await Promise.all([client.viewer(), client.behaviours(this.words!.lang)]);
      if (alive.aborted) return;
      this.viewer = viewer;
      this.catalogue = catalogue;
    } catch (error) {
      this.failure(error); // the feed itself says what is wrong
      setTimeout(() => alive.aborted || void this.begin(client, alive), RETRY);
    }
  }

  protected override translated(): void {
    if (!this.catalogue.length) return;
    void this.client.behaviours(this.words!.lang).then((catalogue) => (this.catalogue = catalogue), () => {});
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('search') && this.search) this.only = '';
    if ((changed.has('team') && changed.get('team') !== undefined) || ((changed.has('search') || changed.has('only')) && this.state !== 'quiet')) this.again();
    this.measure();
  }

  // --- live

  /** Listens to what this feed shows. */
  private follow(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const signal = AbortSignal.any([this.alive.signal, this.listening.signal]);
    void this.client.listen(
      RecognitionChanged,
      { team: this.filter().team ?? null },
      signal,
      ({ recognitionChanged }) => this.hear(recognitionChanged),
      (live) => {
        this.live = live;
        if (live) {
          this.away = null;
          if (this.state === 'ready') void this.check();
          if (this.state === 'failed') void this.load();
        } else this.away ??= { text: this.t('offlineBar') };
      },
    );
  }

  private hear(news: News): void {
    this.seenAt = new Date();
    const known = this.letters.find(({ id }) => id === news.id);
    if (known) {
      const { state, message, editedAt, endorsementCount, commentCount, link } = news;
      if (state === 'ACTIVE') known.data = { ...known.data, state, message, editedAt, endorsementCount, commentCount, link };
      else if (!known.gone) known.gone = this.t('gone');
    } else if (news.state !== 'ACTIVE') {
      this.newer.delete(news.id);
    } else if (this.isNew(news)) {
      this.newer.add(news.id);
      if (!this.letters.length && this.state === 'ready') void this.showNewer(); // nothing is being read that could be pushed away
    }
    this.requestUpdate();
  }

  private isNew(news: News): boolean {
    if (this.only) return false;
    const first = this.letters.find(({ pending }) => !pending);
    if (this.state !== 'ready' || (first && news.createdAt < first.data.createdAt)) return false;
    if (news.giver.id === this.me?.id && this.letters.some(({ pending }) => pending)) return false; // it comes as ours
    const { behaviours, recipient, search } = this.filter();
    if (search) return false; // what has these words, only the service knows
    if (recipient && !news.recipients.some(({ id }) => id === recipient)) return false;
    return !behaviours?.length || news.behaviours.some(({ key }) => behaviours.includes(key));
  }

  /** After a time without news: how many wait above. */
  private async check(): Promise<void> {
    if (this.only) return;
    const mine = this.turn;
    try {
      const { nodes, pageInfo } = await this.page(this.newest ? { last: PAGE, before: this.newest } : { first: PAGE });
      if (mine !== this.turn) return;
      this.seenAt = new Date();
      this.many = Boolean(this.newest && pageInfo.hasPreviousPage);
      for (const { id } of nodes) if (!this.letters.some((each) => each.id === id)) this.newer.add(id);
      this.requestUpdate();
    } catch (error) {
      this.failure(error);
    }
  }

  private readonly showNewer = async (): Promise<void> => {
    try {
      const { nodes, pageInfo } = await this.page(this.newest ? { last: PAGE, before: this.newest } : { first: PAGE });
      if (this.newest && pageInfo.hasPreviousPage) {
        // More than a page came while nobody looked: then the newest page, without a gap in it.
        await this.load();
        this.letters[0]?.focus();
        return;
      }
      this.newest = pageInfo.startCursor ?? this.newest;
      const fresh = nodes.filter(({ id }) => !this.letters.some((each) => each.id === id)).map((data) => new Letter(this, data));
      this.letters = [...fresh, ...this.letters].sort((a, b) => (a.data.createdAt < b.data.createdAt ? 1 : -1));
      this.newer.clear();
      this.many = false;
      this.requestUpdate();
      fresh[0]?.focus();
    } catch (error) {
      this.away = this.failure(error);
      this.requestUpdate();
    }
  };

  // --- loading

  private filter(): RecognitionFilter {
    const team = this.who === 'team' ? this.viewer?.person?.teams[0]?.id : this.team;
    return {
      ...(team ? { team } : {}),
      ...(this.who === 'me' && this.me ? { recipient: this.me.id } : {}),
      ...(this.behaviour ? { behaviours: [this.behaviour] } : {}),
      ...(this.search ? { search: this.search } : {}),
    };
  }

  private async page(range: { first?: number; after?: string | null; last?: number; before?: string }): Promise<Page> {
    if (this.only) {
      const node = (await this.client.ask(Recognition, { id: this.only })).node as Page['nodes'][number] | null;
      const nodes = node?.state === 'ACTIVE' ? [node] : [];
      return { nodes, pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } };
    }
    return (await this.client.ask(Feed, { ...range, filter: this.filter() })).recognitions;
  }

  private again(): void {
    this.follow();
    void this.load();
  }

  private async load(): Promise<void> {
    const mine = ++this.turn;
    clearTimeout(this.retry);
    // Nothing for 300 ms: what is quick needs no sign that it takes time.
    const slow = setTimeout(() => {
      this.letters = [];
      this.state = 'loading';
    }, 300);
    try {
      const { nodes, pageInfo } = await this.page({ first: PAGE });
      if (mine !== this.turn) return;
      this.letters = nodes.map((data) => new Letter(this, data));
      this.from = 0;
      this.to = PAGE;
      this.newest = pageInfo.startCursor;
      this.oldest = pageInfo.endCursor;
      this.hasOlder = pageInfo.hasNextPage;
      this.newer.clear();
      this.many = false;
      this.seenAt = new Date();
      this.trouble = this.away = null;
      this.state = 'ready';
    } catch (error) {
      if (mine !== this.turn) return;
      this.letters = [];
      this.trouble = this.failure(error);
      this.state = 'failed';
      if (this.soon) this.retry = setTimeout(() => void this.load(), RETRY);
    } finally {
      clearTimeout(slow);
      this.requestUpdate();
    }
  }

  private get soon(): boolean {
    return ['network', 'fault', 'busy'].includes(this.trouble?.problem?.trouble ?? '');
  }

  private readonly loadOlder = async (): Promise<void> => {
    if (this.busy || !this.hasOlder || this.state !== 'ready') return;
    const mine = this.turn;
    this.busy = true;
    this.requestUpdate();
    try {
      const { nodes, pageInfo } = await this.page({ first: PAGE, after: this.oldest });
      if (mine !== this.turn) return;
      this.oldest = pageInfo.endCursor ?? this.oldest;
      this.hasOlder = pageInfo.hasNextPage;
      const known = new Set(this.letters.map(({ id }) => id));
      this.letters.push(...nodes.filter(({ id }) => !known.has(id)).map((data) => new Letter(this, data)));
      this.away = null;
    } catch (error) {
      this.away = this.failure(error);
    } finally {
      this.busy = false;
      this.requestUpdate();
    }
  };

  // --- single letters

  private insert(data: Letter['data']): Letter {
    const letter = new Letter(this, data);
    this.letters = [letter, ...this.letters];
    this.requestUpdate();
    return letter;
  }

  private drop(id: string): void {
    this.letters = this.letters.filter((each) => each.id !== id || each.gone);
    this.newer.delete(id);
    this.requestUpdate();
  }

  removed(letter: Letter, said: string): void {
    letter.gone = said;
    this.client.tell('taken', { id: letter.id });
    this.requestUpdate();
    letter.focus('.note');
  }

  private async show(id: string): Promise<void> {
    const letter = this.letters.find((each) => each.id === id);
    if (!letter) return;
    letter.focus();
  }

  // --- what is near the window

  /** Looks with the next frame, once: never in the course of a drawing, which looking may cause. */
  private readonly lookSoon = (): void => {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.look();
    });
  };

  /** Which letters are drawn, and whether the end comes near. */
  private look(): void {
    const list = this.q('.cards');
    if (!list?.offsetHeight || !this.isConnected) return;
    const { top } = list.getBoundingClientRect();
    const [first, last] = this.within(top, NEAR);
    const [least, most] = this.within(top, FAR);
    const from = this.from >= least && this.from <= first ? this.from : first;
    const to = this.to >= last && this.to <= most ? this.to : last;
    if (from !== this.from || to !== this.to) {
      this.from = from;
      this.to = to;
      this.requestUpdate();
    }
    if (last === this.letters.length && !this.away) void this.loadOlder();
  }

  /** The first letter that is at most so far from the window, and the one after the last. */
  private within(top: number, far: number): [number, number] {
    let from = -1;
    let to = this.letters.length;
    for (const [i, { height }] of this.letters.entries()) {
      const bottom = top + (height || GUESS);
      if (from < 0 && bottom > -far) from = i;
      if (top > innerHeight + far) {
        to = i;
        break;
      }
      top = bottom;
    }
    return [Math.max(0, from), to];
  }

  private measure(): void {
    const letters = new Map(this.letters.map((each) => [each.id, each]));
    let found = false;
    for (const article of this.renderRoot.querySelectorAll('article')) {
      const letter = letters.get(article.dataset.id ?? '');
      if (!letter) continue;
      letter.height = article.getBoundingClientRect().height;
      const text = letter.long === undefined && article.querySelector('.fold');
      if (text) {
        letter.long = text.scrollHeight > text.clientHeight + 1;
        found = true;
      }
    }
    if (found) this.requestUpdate();
    this.lookSoon();
  }

  // --- drawing

  private cards(): unknown {
    const focused = (this.renderRoot as ShadowRoot).activeElement?.closest('article')?.dataset.id;
    const shown: { key: string; letter?: Letter; position: number; gap: number }[] = [];
    this.letters.forEach((letter, i) => {
      // A letter with the focus in it stays, wherever one has scrolled.
      if ((i >= this.from && i < this.to) || letter.id === focused) return shown.push({ key: letter.id, letter, position: i + 1, gap: 0 });
      const last = shown.at(-1);
      if (last?.gap) last.gap += letter.height || GUESS;
      else shown.push({ key: i < this.from ? 'above' : 'below', position: 0, gap: letter.height || GUESS });
    });
    return repeat(
      shown,
      ({ key, gap }, i) => (gap ? `${key}${i}` : key),
      ({ letter, position, gap }) => (letter ? letter.view(position) : html`<div role="presentation" .style=${`height:${gap}px`}></div>`),
    );
  }

  private readonly keys = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.matches('textarea, input')) return;
    const all = [...this.renderRoot.querySelectorAll('article')];
    const at = all.indexOf(target.closest('article')!);
    const to =
      event.key === 'PageDown'
        ? all[at + 1]
        : event.key === 'PageUp'
          ? all[at - 1]
          : event.ctrlKey && event.key === 'Home'
            ? this.q('.filters button')
            : event.ctrlKey && event.key === 'End'
              ? (this.q('.older button') ?? all.at(-1))
              : null;
    if (!to) return;
    event.preventDefault();
    to.focus();
  };

  protected override view(): TemplateResult {
    const ready = this.state === 'ready';
    const waiting = this.newer.size;
    const newer = this.t('newer', { n: waiting }).replace(/^(\S+)/, (n) => (this.many || waiting > MANY ? `${n}+` : n));
    return html`<section aria-label=${this.t('feed')}>
        <div class="w-h" part="header">
          <h2>${this.t('feed')}</h2>
          ${this.state === 'failed' ? nothing : html`<span class="live push ${this.live && !this.away ? '' : 'off'}" part="live">${this.t(this.live && !this.away ? 'live' : 'offline')}</span>`}
        </div>
        ${this.only ? nothing : this.filters()}
        ${this.away && ready ? this.awayBar(this.away) : nothing}
        <div class="newer" part="newer" role="status" ?hidden=${!waiting || !ready}>
          ${waiting ? html`<button class="pill" @click=${this.showNewer}><i class="dot1"></i>${newer}</button>` : nothing}
        </div>
        <div class="cards" role=${this.letters.length ? 'feed' : nothing} aria-label=${this.letters.length ? this.t('feed') : nothing} aria-busy=${this.busy || this.state === 'loading'} @keydown=${this.keys}>${this.cards()}</div>
        ${this.state === 'loading' ? shapes(this.t('loading')) : nothing}
        ${this.state === 'failed' && this.trouble ? this.failed(this.trouble) : nothing}
        ${ready && !this.letters.length ? this.blank() : nothing}
        ${ready && this.letters.length
          ? html`<div class="older">
              ${this.only
                ? html`<button class="btn" @click=${this.all}>${this.t('showAll')}</button>`
                : this.hasOlder
                ? html`<button class="btn q" @click=${this.loadOlder}>${this.t('older')}</button>`
                : html`<p class="meta faint">${this.t('end')}</p>`}
            </div>`
          : nothing}
      </section>
      ${this.dialog.view()}`;
  }

  private filters(): TemplateResult {
    const pill = (who: Who, label: string) => html`<button
      class="pill"
      aria-pressed=${this.who === who}
      @click=${() => {
        this.who = who;
        this.again();
        this.requestUpdate();
      }}
    >
      ${label}
    </button>`;
    const choose = ({ currentTarget }: Event) => {
      this.behaviour = (currentTarget as HTMLSelectElement).value;
      this.again();
    };
    return html`<div class="filters" part="filters" role="group" aria-label=${this.t('filters')}>
      ${pill('everyone', this.t('everyone'))}
      ${!this.team && this.viewer?.person?.teams.length ? pill('team', this.t('myTeam')) : nothing}
      ${this.me ? pill('me', this.t('aboutMe')) : nothing}
      <label class="choice pill ${this.behaviour ? 'on' : ''}"
        ><select aria-label=${this.t('behaviour')} @change=${choose}>
          <option value="" ?selected=${!this.behaviour}>${this.t('allBehaviours')}</option>
          ${this.catalogue.map(({ key, label }) => html`<option value=${key} ?selected=${key === this.behaviour}>${label}</option>`)}
        </select>${icon('chev', 14)}</label
      >
    </div>`;
  }

  private awayBar({ text, problem }: Failure): TemplateResult {
    const offline = !problem || problem.trouble === 'network';
    return html`<div class="bar" role="status">
      ${icon(offline ? 'offline' : 'warn')}
      <span class="grow"><b>${offline ? this.t('offlineBar') : text}</b> ${this.t('offlineMore', { time: this.words!.clock(this.seenAt) })}</span>
      ${this.signInButton(problem, 's')}
    </div>`;
  }

  private signInButton(problem: Problem | undefined, kind = ''): TemplateResult | typeof nothing {
    if (problem?.trouble !== 'signedOut') return nothing;
    const go = async () => (await this.client.signIn()) && this.again();
    return html`<button class="btn ${kind}" @click=${go}>${this.t('signInAgain')}</button>`;
  }

  private readonly all = (): void => {
    this.who = 'everyone';
    this.behaviour = '';
    this.search = this.only = '';
    this.client.tell('all', {});
    this.again();
    this.requestUpdate();
  };

  private blank(): TemplateResult {
    const words = this.search?.trim();
    if (this.who !== 'everyone' || this.behaviour || words || this.only) {
      return html`<div class="blank">
        ${icon('search', 26)}
        <h3>${this.only ? this.t('noSuch') : words ? this.t('filteredFor', { text: words }) : this.t('filtered')}</h3>
        <p>${this.t(this.only ? 'noSuchMore' : 'filteredMore')}</p>
        <button class="btn" @click=${this.all}>${this.t('showAll')}</button>
      </div>`;
    }
    return html`<div class="blank">
      <svg class="i" viewBox="0 0 72 52" width="72" height="52" aria-hidden="true">
        <circle class="disc" cx="26" cy="28" r="22" /><circle class="hole" cx="42" cy="24" r="22" stroke-dasharray="4 5" />
      </svg>
      <h3>${this.t('empty')}</h3>
      <p>${this.t('emptyMore')}</p>
      ${this.me ? html`<button class="btn p" @click=${() => this.client.tell('thank', {})}>${this.t('give')}</button>` : nothing}
    </div>`;
  }

  private failed({ text, problem }: Failure): TemplateResult {
    return html`<div class="blank" role="alert">
      ${icon(problem?.trouble === 'network' ? 'offline' : 'warn', 26, 'c-broken')}
      <h3>${this.t('failed')}</h3>
      <p>${text} ${this.soon ? this.t('againSoon') : nothing}</p>
      <div class="row wrap">
        ${problem?.trouble === 'signedOut' ? this.signInButton(problem) : html`<button class="btn" @click=${() => this.load()}>${this.t('tryNow')}</button>`}
        ${problem?.reference ? html`<span class="meta faint">${this.t('reference')} <span class="mono">${problem.reference}</span></span>` : nothing}
      </div>
    </div>`;
  }
}
