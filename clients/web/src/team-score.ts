// The score of a team with its working: the number and how sure it is, what holds and what is missing, and its own past.
import { html, nothing, svg, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';

import type { Client } from './client';
import { Dialog } from './dialog';
import { HybElement, sheet, type Failure } from './element';
import { DisputeScore, ScoreRecipe, TeamScore } from './operations';
import type { LeadershipCard, ScoreCard, TeamScoreData } from './operations';
import { history, type Point } from './plot';
import styles from './styles/team-score.css?inline';
import { stopped } from './trouble';
import { icon, own } from './ui';

const DAYS = 90;
const FRESH = 60_000; // a page that is seen again looks anew if what it shows is older
const STATES = {
  INSUFFICIENT_EVIDENCE: 'requested',
  NOT_YET_PUBLISHED: 'clock',
  PUBLISHED: '',
  SWITCHED_OFF: 'pause',
  TOO_FEW_CONTRIBUTORS: 'people',
  TOO_FEW_MEMBERS: 'people',
  WITHHELD: 'lock',
} as const;

type Part = ScoreCard['components'][number];

/**
 * `<hyb-team-score team="" compact>`; without a team, the viewer's own. Parts: number, interval, summary, component, bar,
 * history, working, dispute. Events: `hyb:acted` after a dispute.
 */
export default class HybTeamScore extends HybElement {
  static override properties: PropertyDeclarations = {
    team: {},
    compact: { type: Boolean },
    data: { state: true },
    trouble: { state: true },
    loading: { state: true },
    wide: { state: true },
    recipe: { state: true },
    disputed: { state: true },
  };
  static override styles = sheet(styles);

  declare team: string | undefined;
  /** For a narrow place: the number, one sentence and small bars. */
  declare compact: boolean;
  declare data: TeamScoreData['team'] | undefined;
  declare trouble: Failure | null;
  declare loading: boolean;
  declare wide: number;
  declare recipe: string;
  declare disputed: boolean;

  private organization: LeadershipCard | null = null;
  private shown = '';
  private at = 0;
  private turn = 0;
  private readonly dialog = new Dialog(this);

  constructor() {
    super();
    this.trouble = null;
    this.loading = this.disputed = this.compact = false;
    this.wide = 0;
    this.recipe = '';
  }

  protected override start(_client: Client, alive: AbortSignal): void {
    const seen = () => document.hidden || Date.now() - this.at < FRESH || void this.load();
    document.addEventListener('visibilitychange', seen, { signal: alive });
    addEventListener('online', () => this.trouble && void this.load(), { signal: alive });
    // Text in a plot never scales, so it is drawn for the width it has.
    const observer = new ResizeObserver(([entry]) => (this.wide = Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(this);
    alive.addEventListener('abort', () => observer.disconnect());
    void this.load();
  }

  protected override translated(): void {
    void this.load();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('team') && this.shown && this.team !== this.shown) void this.load();
  }

  private readonly load = async (): Promise<void> => {
    const mine = ++this.turn;
    const slow = setTimeout(() => (this.loading = !this.data), 300);
    try {
      const team = this.team || (await this.client.viewer())?.person?.teams[0]?.id;
      if (!team) return void (this.data = null);
      const { team: data, organization } = await this.client.ask(TeamScore, { team, language: this.words!.lang, days: DAYS });
      if (mine !== this.turn) return;
      if (this.shown !== team) this.disputed = false;
      this.shown = team;
      this.organization = organization.leadership;
      this.data = data;
      this.trouble = null;
      this.at = Date.now();
    } catch (error) {
      if (mine === this.turn) this.trouble = this.failure(error);
    } finally {
      clearTimeout(slow);
      if (mine === this.turn) this.loading = false;
    }
  };

  override refused(code: string, message: string): string {
    return code === 'NOT_ALLOWED' ? this.t('score.disputeNotYours') : super.refused(code, message);
  }

  private readonly dispute = (): void => {
    const team = this.data!.id;
    void this.dialog.ask({
      title: this.t('score.disputeTitle'),
      text: this.t('score.disputeMore'),
      label: this.t('score.disputeSend'),
      reason: this.t('reason'),
      act: async (reason) => {
        await this.client.act(DisputeScore, { input: { team, reason } });
        this.disputed = true;
        this.emit('acted', { act: 'DISPUTE', team });
        this.say(this.t('score.disputed'));
        void this.focusOn('.disputed');
      },
    });
  };

  private readonly showRecipe = async (): Promise<void> => {
    if (this.recipe) return void (this.recipe = '');
    try {
      const { scoreRecipe } = await this.client.ask(ScoreRecipe, { version: this.data?.score.recipeVersion ?? null });
      this.recipe = JSON.stringify(scoreRecipe?.recipe, null, 2);
    } catch (error) {
      this.recipe = this.failure(error).text;
    }
  };

  // --- drawing

  protected override view(): TemplateResult | typeof nothing {
    const { data } = this;
    if (this.trouble && !data) return stopped(this, this.t('score.failed'), this.trouble, this.load);
    if (data === undefined) return this.loading ? this.shape() : nothing;
    if (!data) return html`<div class="blank">${icon('people', 26)}<h3>${this.t('score.noTeam')}</h3></div>`;
    const { score } = data;
    return html`<section aria-label=${this.t('score.of', { name: data.name })} class=${this.compact ? 'compact' : ''}>
        <div class="w-h">
          <h2>${own(data.name)}</h2>
          ${this.compact ? nothing : html`<span class="meta">${this.t('score')}</span>`}
          ${score.asOf ? html`<time class="meta push" datetime=${score.asOf}>${this.t('score.asOf', { date: this.day(score.asOf) })}</time>` : nothing}
        </div>
        ${score.status === 'PUBLISHED' && score.value !== null ? this.published(score, score.value) : this.none(score)}
      </section>
      ${this.dialog.view()}`;
  }

  private day(instant: string): string {
    return this.words!.date(new Date(instant), { day: 'numeric', month: 'short', year: 'numeric' });
  }
  private whole(n: number): string {
    return this.words!.number(Math.round(n));
  }
  private share(n: number): string {
    return this.words!.number(n, { style: 'percent' });
  }
  private exact(n: number): string {
    return this.words!.number(n, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  }

  /** A kind state: why there is no number, and that this is no zero. */
  private none({ status, statusText }: ScoreCard): TemplateResult {
    const title = this.words!.maybe(`score.${status}`);
    const [, first = '', rest = ''] = /^(.*?)[.。]\s*(.*)$/.exec(statusText) ?? []; // what needs no title begins with one
    return html`<div class="blank">
      ${icon(STATES[status], 26)}
      <h3>${title ?? first}</h3>
      <p>${title ? statusText : rest}</p>
    </div>`;
  }

  private published(score: ScoreCard, value: number): TemplateResult {
    const low = score.interval?.low ?? value;
    const high = score.interval?.high ?? value;
    const weakest = score.weakestLink;
    const most = Math.max(...score.components.map(({ weight }) => weight));
    const values = { low: this.whole(low), high: this.whole(high) };
    return html`<svg class="vh" aria-hidden="true">
        <defs>
          <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v7" /></pattern>
        </defs>
      </svg>
      <div class="sc-top">
        <span class="big" part="number">${this.whole(value)}</span>
        ${this.interval(value, low, high)}
      </div>
      <p class="sum" part="summary">
        ${this.t('score.between', values)}
        ${weakest ? html`${this.words!.parts('score.weakest', { label: html`<b>${weakest.label}</b>` })} ${weakest.mending}` : nothing}
      </p>
      <div class="comps">${score.components.map((part) => this.row(part, most, part.key === weakest?.key))}${score.missing.map((each) => this.absent(each))}</div>
      ${this.compact
        ? nothing
        : html`<div class="w-f legend">
            <span class="row"><svg width="26" height="12" aria-hidden="true"><rect class="fill" width="26" height="12" rx="2" /></svg>${this.t('score.holds')}</span>
            <span class="row"
              ><svg width="26" height="12" aria-hidden="true"><rect class="gap" x=".75" y=".75" width="24.5" height="10.5" rx="2" fill="url(#hatch)" /></svg>${this.t('score.lacks')}</span
            >
            <span>${this.t('score.length')}</span>
          </div>`}
      ${this.compact ? nothing : this.past()} ${this.working(score, value)}`;
  }

  /** Where the number most likely lies: the interval first, then the value in it. */
  private interval(value: number, low: number, high: number): TemplateResult {
    const label = this.t('score.aria', { value: this.whole(value), low: this.whole(low), high: this.whole(high) });
    const at = (v: number) => `${v}%`;
    // In short the plot has two thirds of the room. Where two numbers would meet they are one text, and so keep off the ends.
    const near = high - low < (this.compact ? 15 : 9);
    const [left, right] = near ? [(low + high) / 2, (low + high) / 2] : [low, high];
    const [first, last] = this.compact ? (near ? [24, 66] : [14, 76]) : near ? [16, 80] : [12, 86];
    const anchor = (v: number) => (v > 95 ? 'end' : v < 5 ? 'start' : 'middle');
    return html`<svg class="plot range" height="56" role="img" aria-label=${label} direction="ltr" part="interval">
      <rect class="axis" x="0" y="20" width="100%" height="2" />
      <rect class="band" x=${at(low)} y="14" width=${at(high - low)} height="14" rx="4" />
      ${[low, high].map((v) => svg`<line class="edge" x1=${at(v)} x2=${at(v)} y1="12" y2="30"/>`)}
      <circle class="dot" cx=${at(value)} cy="21" r="6.5" />
      ${left > first! ? svg`<text x="0" y="48">${this.whole(0)}</text>` : nothing}
      ${right < last! ? svg`<text x="100%" y="48" text-anchor="end">${this.whole(100)}</text>` : nothing}
      ${near
        ? svg`<text class="lead" x=${at(left)} y="48" text-anchor=${anchor(left)} unicode-bidi="bidi-override">${this.whole(low)}\u2013${this.whole(high)}</text>`
        : [low, high].map((v) => svg`<text class="lead" x=${at(v)} y="48" text-anchor=${anchor(v)}>${this.whole(v)}</text>`)}
    </svg>`;
  }

  private bar({ label, value, weight }: Part, most: number): TemplateResult {
    const full = (weight / most) * 100;
    const height = this.compact ? 12 : 26;
    const said = this.t('score.bar', { label, value: this.whole(value * 100), share: this.share(weight) });
    return html`<svg class="track" height=${height} role="img" aria-label=${said} part="bar">
      <rect class="gap" x=".75" y=".75" width="${full}%" height=${height - 1.5} rx="3" fill="url(#hatch)" />
      <rect class="fill" y=".25" width="${full * value}%" height=${height - 0.5} rx="3" />
    </svg>`;
  }

  private row(part: Part, most: number, weak: boolean): TemplateResult {
    const lost = Math.round(part.pointsLost * 10) / 10;
    if (this.compact) {
      return html`<div class="comp ${weak ? 'weak' : ''}" part="component">
        <span class="n">${part.label}</span>
        <span class="meta num" title=${this.t('score.costs', { n: lost })}>${this.words!.number(-lost || 0, { minimumFractionDigits: 1 }).replace('-', '\u2212')}</span>
        <div class="tk">${this.bar(part, most)}</div>
      </div>`;
    }
    return html`<div class="comp ${weak ? 'weak' : ''}" part="component">
      <div class="n">${part.label}${weak ? html`<div class="st c-wait">${this.t('score.weakestTag')}</div>` : nothing}</div>
      <div class="tk">${this.bar(part, most)}</div>
      <div class="lost">${this.words!.parts('score.of100', { value: html`<b>${this.whole(part.value * 100)}</b>` })}</div>
      <div class="wt">${this.t('score.weighs', { share: this.share(part.weight) })}</div>
      <div class="x"><b class="c-ink">${this.t('score.costs', { n: lost })}</b> ${part.explanation}</div>
    </div>`;
  }

  private absent({ label, waitsFor }: ScoreCard['missing'][number]): TemplateResult {
    return html`<div class="comp absent" part="component">
      <div class="n">${label}<div class="meta">${this.t('score.notYet')}</div></div>
      <div class="x">${waitsFor}</div>
    </div>`;
  }

  private past(): TemplateResult | typeof nothing {
    const points: Point[] = this.data!.scoreHistory.nodes
      .flatMap(({ asOf, value, interval, recipeVersion }) => (asOf ? [{ at: new Date(asOf), value, low: interval?.low ?? value, high: interval?.high ?? value, recipe: recipeVersion }] : []))
      .reverse();
    const known = points.filter(({ value }) => value !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last || first === last) return nothing;
    const date = ({ at }: Point) => this.words!.date(at, { day: 'numeric', month: 'long' });
    const label = this.t('score.pastLabel', { from: this.whole(first.value!), first: date(first), to: this.whole(last.value!), last: date(last) });
    return html`<div class="past" part="history">
      <h3>${this.t('score.past')}</h3>
      <p class="meta">${this.t('score.pastMore', { date: date(first) })}</p>
      ${this.wide ? history(this.words!, points, this.wide - (this.wide <= 430 ? 34 : 42), label, this.t('score.anew')) : nothing}
      <details>
        <summary class="link">${this.t('score.table')}</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${this.t('score.past')}>
          <table>
            <thead><tr><th scope="col">${this.t('score.day')}</th><th scope="col" class="r">${this.t('score.value')}</th><th scope="col" class="r">${this.t('score.low')}</th><th scope="col" class="r">${this.t('score.high')}</th></tr></thead>
            <tbody>
              ${[...known].reverse().map(
                ({ at, value, low, high }) => html`<tr><th scope="row">${this.words!.date(at, { day: 'numeric', month: 'short' })}</th>${[value, low, high].map((n) => html`<td class="r">${this.whole(n!)}</td>`)}</tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>
    </div>`;
  }

  private working(score: ScoreCard, value: number): TemplateResult {
    const { components, windowDays, recipeVersion, asOf, statusText } = score;
    const weight = (n: number) => this.words!.number(n, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
    return html`<details class="why" part="working">
      <summary>${icon('chev')}${this.t('score.how')}</summary>
      <div class="in">
        <p>${this.t('score.howMore')}</p>
        <div class="formula">
          ${components.map(({ value: each, weight: w }, i) => html`${i ? ' × ' : ''}<span class="nowrap">${this.exact(Math.max(each, 0.2))}<sup>${weight(w)}</sup></span>`)} = ${this.exact(value / 100)}
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=${this.t('score.how')}>
          <table>
            <thead>
              <tr><th scope="col">${this.t('score.component')}</th><th scope="col" class="r">${this.t('score.value01')}</th><th scope="col" class="r">${this.t('score.weight')}</th><th scope="col" class="r">${this.t('score.lost')}</th><th scope="col" class="r">${this.t('score.evidence')}</th></tr>
            </thead>
            <tbody>
              ${components.map(
                (part) => html`<tr>
                  <th scope="row">${part.label}</th>
                  <td class="r">${this.exact(part.value)}</td>
                  <td class="r">${weight(part.weight)}</td>
                  <td class="r">${this.words!.number(part.pointsLost, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</td>
                  <td class="r">${part.effectiveSampleSize === null ? '' : this.words!.number(part.effectiveSampleSize, { maximumFractionDigits: 1 })}</td>
                </tr>`,
              )}
            </tbody>
          </table>
        </div>
        <p class="meta">${this.t('score.evidenceMore')} ${this.leaders()}</p>
        <p class="meta">${this.t('score.basis', { recipe: recipeVersion, n: windowDays, date: asOf ? this.day(asOf) : '' })} ${statusText}</p>
        ${this.disputed
          ? html`<p class="note disputed" tabindex="-1">${icon('check')}<span class="grow">${this.t('score.disputed')}</span></p>`
          : nothing}
        <div class="row wrap">
          ${this.disputed ? nothing : html`<button class="btn s" part="dispute" @click=${this.dispute}>${this.t('score.dispute')}</button>`}
          <button class="btn s q" aria-expanded=${Boolean(this.recipe)} @click=${this.showRecipe}>${this.t('score.recipe')}</button>
        </div>
        ${this.recipe ? html`<pre class="formula" dir="ltr" tabindex="0">${this.recipe}</pre>` : nothing}
      </div>
    </details>`;
  }

  private leaders(): string {
    const found = [this.data!.leadership, this.organization].find((each) => each?.status === 'PUBLISHED' && each.leaders);
    if (!found) return '';
    return this.t('score.leaders', { n: found.leaders ?? 0, gave: found.leadersWhoGave ?? 0, kept: this.share(found.promisesToTheirPeopleKept ?? 0) });
  }

  private shape(): TemplateResult {
    return html`<p class="vh" role="status">${this.t('score.loading')}</p>
      <div class="w-h" aria-hidden="true"><span class="sk w3"></span></div>
      <div class="w-b still" aria-hidden="true"><span class="sk no"></span><span class="sk"></span><span class="sk w5"></span><span class="sk w4"></span><span class="sk w3"></span><span class="sk w4"></span></div>`;
  }
}
