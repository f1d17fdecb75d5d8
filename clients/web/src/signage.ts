// For a screen in the canteen: one thank-you at a time, large and calm, of those that everyone may see. It needs no hand, and what
// goes wrong shows nobody an error: it goes on with what it saw last.
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { Client } from './client';
import { HybElement, sheet } from './element';
import { RecognitionChanged, Signage, type SignageCard } from './operations';
import styles from './styles/signage.css?inline';
import { face, icon, names } from './ui';

const TURN = 20_000;
const FADE = 400; // a little longer than what fades
const ANEW = 5 * 60_000;
const RETRY = 20_000;
const WEEK = 7 * 86_400_000;
const SIZES = 5; // of the words, until they fit

/**
 * `<hyb-signage>`, as large as its place: the whole window unless the page says otherwise. Parts: person, behaviour, message,
 * signature, week, dots, clock. With a token of the scope `signage` it sees nothing else; with another it shows no more.
 */
export default class HybSignage extends HybElement {
  static override properties: PropertyDeclarations = { at: { state: true }, still: { state: true }, size: { state: true }, offline: { state: true } };
  static override styles = sheet(styles);

  declare at: string; // the id of the one that is shown
  declare still: boolean; // somebody holds it
  declare size: number;
  declare offline: boolean;

  private cards: SignageCard[] = [];
  private past: SignageCard | null = null;
  private organization = '';
  private lately: number | null = null;
  private loaded = false;
  private questions = 0; // an answer to an older question than the last is none any more
  private turned = 0;
  private fading: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private watcher?: ResizeObserver;

  constructor() {
    super();
    this.at = '';
    this.still = this.offline = false;
    this.size = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watcher = new ResizeObserver(() => (this.size = 0));
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
  }

  protected override start(client: Client, alive: AbortSignal): void {
    this.turned = Date.now();
    const clock = setInterval(() => {
      if (!this.still && Date.now() - this.turned >= TURN) this.turn(1);
      this.requestUpdate(); // the time
    }, 1000);
    const anew = setInterval(() => void this.load(), ANEW);
    alive.addEventListener('abort', () => {
      clearInterval(clock);
      clearInterval(anew);
      clearTimeout(this.again);
    });
    void this.load();
    void client.listen(
      RecognitionChanged,
      {},
      alive,
      ({ recognitionChanged: news }) => this.hear(news),
      (live) => {
        this.offline = !live;
        if (live && this.loaded) void this.load();
      },
    );
  }

  protected override translated(): void {
    void this.load();
  }

  private shows({ visibility, state }: SignageCard): boolean {
    return visibility === 'EVERYONE' && state === 'ACTIVE';
  }

  private async load(): Promise<void> {
    clearTimeout(this.again);
    const mine = ++this.questions;
    try {
      const since = new Date(Date.now() - WEEK).toISOString();
      const found = await this.client.ask(Signage, { since, language: this.words!.lang });
      if (mine !== this.questions) return;
      this.organization = found.organization.name;
      this.lately = found.lately.totalCount;
      this.cards = found.recognitions.nodes.filter((each) => this.shows(each));
      if (!this.cards.some(({ id }) => id === this.at)) this.show(this.cards[0]);
      this.loaded = true;
      this.offline = false;
    } catch (error) {
      if (mine !== this.questions) return;
      this.failure(error); // for the page; the screen goes on
      this.offline = true;
      this.again = setTimeout(() => void this.load(), RETRY);
    }
    this.requestUpdate();
  }

  /** A new one comes next; what was taken back goes at once. */
  private hear(news: SignageCard): void {
    const at = this.cards.findIndex(({ id }) => id === news.id);
    if (!this.shows(news)) {
      if (at < 0) return;
      const next = this.cards[at + 1] ?? this.cards[0];
      this.cards.splice(at, 1);
      if (this.at === news.id) {
        this.past = null;
        this.show(next === news || !this.cards.length ? undefined : next);
        this.past = null; // not even for a moment more
      }
      this.requestUpdate();
    } else void this.load();
  }

  private show(card: SignageCard | undefined): void {
    clearTimeout(this.fading);
    this.past = this.cards.find(({ id }) => id === this.at) ?? null;
    this.at = card?.id ?? '';
    this.size = 0;
    this.turned = Date.now();
    this.fading = setTimeout(() => {
      this.past = null;
      this.requestUpdate();
    }, FADE);
  }

  private turn(by: number): void {
    const { length } = this.cards;
    if (length < 2) return;
    const at = this.cards.findIndex(({ id }) => id === this.at);
    this.show(this.cards[(at + by + length) % length]);
  }

  protected override updated(_changed: PropertyValues): void {
    // Words that do not fit are set smaller, and at last cut off.
    const now = this.q('.now');
    const room = this.q('.stage');
    if (now && room && this.size < SIZES && now.offsetHeight > room.clientHeight) this.size += 1;
  }

  // --- drawing

  private readonly keys = (event: KeyboardEvent): void => {
    const rtl = this.words!.dir === 'rtl' ? -1 : 1;
    const by = { ArrowRight: rtl, ArrowLeft: -rtl }[event.key];
    if (!by) return;
    event.preventDefault();
    this.turn(by);
  };

  protected override view(): TemplateResult {
    const words = this.words!;
    const now = new Date();
    const card = this.cards.find(({ id }) => id === this.at);
    const shown = [this.past, card].filter((each) => each !== null && each !== undefined);
    const hold = () => (this.still = !this.still);
    return html`<section class="screen" aria-label=${this.t('signage')} @keydown=${this.keys}>
      <div class="top">
        <svg class="sign-mark" viewBox="0 0 30 30" aria-hidden="true"><circle class="behind" cx="11" cy="16" r="9.5" /><circle class="front" cx="18.5" cy="14" r="9.5" /></svg>
        <p>${words.parts('signage.says', { name: html`<b><bdi>${this.organization || 'Had Your Back'}</bdi></b>` })}</p>
        <p class="clock num" part="clock">
          <time datetime=${now.toISOString().slice(0, 16)}><span class="day">${words.date(now, { weekday: 'long', day: 'numeric', month: 'long' })}</span>${words.clock(now)}</time>
        </p>
      </div>
      <div class="stage">
        ${repeat(
          shown,
          ({ id }) => id,
          (each) => this.card(each, each === card),
        )}
        ${this.loaded && !card ? html`<div class="card now none"><h2>${this.t('empty')}</h2><p class="voice">${this.t('signage.none')}</p></div>` : nothing}
      </div>
      <div class="under-all">
        ${this.lately ? html`<p part="week">${words.parts('signage.week', { n: this.lately, count: html`<b class="num">${words.number(this.lately)}</b>` })}</p>` : nothing}
        ${this.offline && this.loaded ? html`<p class="off">${icon('offline')}${this.t('signage.offline')}</p>` : nothing}
        ${this.cards.length > 1
          ? html`<button class="btn q hold" aria-pressed=${this.still} @click=${hold}>${icon(this.still ? 'next' : 'pause')}${this.t(this.still ? 'signage.go' : 'signage.hold')}</button>
              <span class="dots" part="dots" aria-hidden="true">${this.cards.map(({ id }) => html`<i class=${id === this.at ? 'on' : ''}></i>`)}</span>`
          : nothing}
      </div>
    </section>`;
  }

  private card({ giver, recipients, team, behaviours, message }: SignageCard, now: boolean): TemplateResult {
    const words = this.words!;
    const first = recipients[0] ?? team ?? giver;
    const all = team && !recipients.length ? [team.name] : recipients.map(({ displayName }) => displayName);
    return html`<article class="card ${now ? `now z${this.size}` : 'was'}" aria-hidden=${!now}>
      <span class="faces" part="person">${face(first, `back ${team && !recipients.length ? 'sq' : ''}`)}</span>
      <div>
        <h2>${names(words, all)}</h2>
        <p class="behs">${behaviours.map(({ key, label }) => html`<span class="beh" part="behaviour">${icon(key)}${label}</span>`)}</p>
        <blockquote class="voice" dir="auto" part="message">${message}</blockquote>
        <p class="sign" part="signature"><b><bdi>${giver.displayName}</bdi></b>${giver.teams[0] ? html`<span><bdi>${giver.teams[0].name}</bdi></span>` : nothing}</p>
      </div>
    </article>`;
  }
}
