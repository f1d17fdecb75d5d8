// The service chain: who serves whom. Up to twelve teams stand on a spine with arcs beside it, more in a matrix by the team above
// them; on a narrow place, and when one is looked for, it is one team and its links. All of it is also a table.
import { html, nothing, svg, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';

import type { Client } from './client';
import { HybElement, sheet, type Failure } from './element';
import { ServiceChain, type ChainTeam, type ServiceChainData } from './operations';
import styles from './styles/chain.css?inline';
import { stopped } from './trouble';
import { icon, own, roving, shapes } from './ui';

const MOST_LINKS = 500;
const ON_A_SPINE = 12; // teams
const NARROW = 520; // pixels, below which one team is shown
const STEP = 56; // from team to team on the spine
const BOX = 36;
const HOLDS = 0.85;
const GIVES = 0.72;
const FOUND = 8;
const GUTTER = 104; // beside the matrix, for names
const HEAD = 26; // above it

type Chain = ServiceChainData['serviceChain'];
type Link = Chain['links'][number];

/** Teams in an order in which most promises run downward: who only serves first, who is only served last (Eades and others). */
export function order(teams: ChainTeam[], links: Link[]): ChainTeam[] {
  const left = new Map(teams.map((each) => [each.id, each]));
  const [first, last]: [ChainTeam[], ChainTeam[]] = [[], []];
  while (left.size) {
    const balance = [...left.values()].map((team) => {
      let [serves, served] = [0, 0];
      for (const { from, to, promises } of links) {
        if (from.id === team.id && left.has(to.id)) serves += promises;
        if (to.id === team.id && left.has(from.id)) served += promises;
      }
      return { team, serves, served };
    });
    const sink = balance.find(({ serves }) => !serves);
    const most = balance.reduce((a, b) => (b.serves - b.served > a.serves - a.served ? b : a));
    const next = sink ?? most;
    if (sink) last.unshift(next.team);
    else first.push(next.team);
    left.delete(next.team.id);
  }
  return [...first, ...last];
}

/** `<hyb-service-chain team="">`. Parts: legend, spine, arc, matrix, cell, search, team, table. Events: none. */
export default class HybServiceChain extends HybElement {
  static override properties: PropertyDeclarations = {
    team: {},
    width: { state: true },
    state: { state: true },
    chosen: { state: true },
    at: { state: true },
    search: { state: true },
  };
  static override styles = sheet(styles);

  /** The team that is shown where there is room for one only; elsewhere it is marked. */
  declare team: string | undefined;
  declare width: number;
  declare state: 'quiet' | 'loading' | 'ready' | 'failed';
  declare chosen: string; // a team somebody looks at
  declare at: number; // the link that is marked
  declare search: string;

  private chain: Chain | null = null;
  private teams: ChainTeam[] = [];
  private weakest = -1;
  private mine = '';
  private kept = new Map<string, number>(); // links of one team that are withheld
  private trouble: Failure | null = null;
  private readonly pen = document.createElement('canvas').getContext('2d');
  private watcher?: ResizeObserver;

  constructor() {
    super();
    this.width = 0;
    this.state = 'quiet';
    this.chosen = this.search = '';
    this.at = -1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watcher = new ResizeObserver(([entry]) => (this.width = Math.floor(entry?.contentRect.width ?? 0)));
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
  }

  protected override start(client: Client, alive: AbortSignal): void {
    void this.load(client, alive);
    // It changes once a day.
    const seen = () => document.hidden || void this.load(client, alive);
    document.addEventListener('visibilitychange', seen, { signal: alive });
    void client.viewer().then(
      (viewer) => {
        this.mine = viewer?.person?.teams[0]?.id ?? '';
        this.requestUpdate();
      },
      () => {},
    );
  }

  private async load(client: Client, alive: AbortSignal): Promise<void> {
    const slow = setTimeout(() => this.state === 'quiet' && (this.state = 'loading'), 300);
    try {
      const { serviceChain } = await client.ask(ServiceChain, { first: MOST_LINKS });
      if (alive.aborted) return;
      this.take(serviceChain);
      this.trouble = null;
      this.state = 'ready';
    } catch (error) {
      this.trouble = this.failure(error);
      if (!this.chain) this.state = 'failed';
    } finally {
      clearTimeout(slow);
      this.requestUpdate();
    }
  }

  private take(chain: Chain): void {
    const { links, weakestLink } = chain;
    this.chain = chain;
    this.kept.clear();
    this.weakest = links.findIndex(({ from, to }) => from.id === weakestLink?.from.id && to.id === weakestLink.to.id);
    this.at = this.weakest;
    const all = new Map(links.flatMap(({ from, to }) => [from, to]).map((each) => [each.id, each]));
    if (all.size <= ON_A_SPINE) {
      this.teams = order([...all.values()], links);
      return;
    }
    // By the team above; who has none stands with those below it, first.
    const above = ({ id, name, parent }: ChainTeam) => `${parent?.name ?? name}\0${parent?.id ?? id}\0${parent ? `1${name}` : '0'}`;
    const { compare } = new Intl.Collator(this.words?.lang);
    this.teams = [...all.values()].sort((a, b) => compare(above(a), above(b)));
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('chosen') && this.chosen) void this.withheldOf(this.chosen);
  }

  /** How many links of one team are withheld, asked for once. */
  private async withheldOf(team: string): Promise<void> {
    if (this.kept.has(team)) return;
    this.kept.set(team, 0);
    try {
      this.kept.set(team, (await this.client.ask(ServiceChain, { team, first: 1 })).serviceChain.withheld);
      this.requestUpdate();
    } catch (error) {
      this.kept.delete(team);
      this.failure(error); // it is left out
    }
  }

  // --- walking

  private look(id: string, back = false): void {
    const was = this.chosen;
    this.chosen = id;
    this.search = '';
    void this.focusOn(back ? `[data-team="${was}"], .plot` : 'h2');
  }

  /** Arrows walk from link to link; Home goes to the weakest. On the matrix they go where they point. */
  private readonly walk = (event: KeyboardEvent): void => {
    const { links } = this.chain!;
    const place = new Map(this.teams.map(({ id }, i) => [id, i]));
    const spot = ({ from, to }: Link): [number, number] => [place.get(to.id)!, place.get(from.id)!];
    const rtl = this.words!.dir === 'rtl' ? -1 : 1;
    const ways: Record<string, [number, number]> = { ArrowRight: [rtl, 0], ArrowLeft: [-rtl, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const way = ways[event.key];
    let next = -1;
    if (event.key === 'Home') next = this.weakest;
    else if (event.key === 'Enter' || event.key === ' ') {
      const link = links[this.at];
      if (link) this.look(link.to.id);
    } else if (way && this.teams.length <= ON_A_SPINE) {
      const sorted = links.map((_, i) => i).sort((a, b) => spot(links[a]!)[1] - spot(links[b]!)[1] || spot(links[a]!)[0] - spot(links[b]!)[0]);
      next = sorted[(sorted.indexOf(this.at) + (way[0] * rtl || way[1]) + sorted.length) % sorted.length] ?? -1;
    } else if (way) {
      const [x, y] = this.at < 0 ? [0, 0] : spot(links[this.at]!);
      let best = Infinity;
      links.forEach((link, i) => {
        const [dx, dy] = [spot(link)[0] - x, spot(link)[1] - y];
        const [along, aside] = way[0] ? [dx * way[0], Math.abs(dy)] : [dy * way[1], Math.abs(dx)];
        const far = along + aside * 3;
        if (along > 0 && far < best) [best, next] = [far, i];
      });
    } else return;
    event.preventDefault();
    if (next >= 0) this.at = next;
  };

  // --- words

  private percent(share: number): string {
    return this.words!.number(share, { style: 'percent', maximumFractionDigits: 0 });
  }

  private sentence({ from, to, promises, reliability }: Link): string {
    return this.t('chain.link', { from: from.name, to: to.name, n: promises, share: this.percent(reliability) });
  }

  /** As much of a text as fits. */
  private fit(text: string, pixels: number, font = 12): string {
    if (!this.pen) return text;
    this.pen.font = `${font}px system-ui`;
    const letters = [...text];
    if (this.pen.measureText(text).width <= pixels) return text;
    while (letters.length && this.pen.measureText(`${letters.join('')}…`).width > pixels) letters.pop();
    return letters.length > 1 ? `${letters.join('').trimEnd()}…` : '';
  }

  // --- drawing

  protected override view(): TemplateResult {
    const { chain, state } = this;
    if (state === 'failed' && this.trouble) {
      return html`<section aria-label=${this.t('chain')}>
        <div class="w-h"><h2>${this.t('chain')}</h2></div>
        ${stopped(this, this.t('chain.failed'), this.trouble, () => this.load(this.client, this.alive.signal))}
      </section>`;
    }
    if (!chain) return html`<section aria-label=${this.t('chain')} aria-busy="true">${state === 'loading' ? shapes(this.t('chain.loading')) : nothing}</section>`;
    if (!chain.links.length) {
      return html`<section aria-label=${this.t('chain')}>
        <div class="w-h"><h2>${this.t('chain')}</h2></div>
        <div class="blank">
          ${icon('served_the_chain', 32)}
          <h3>${this.t('chain.none')}</h3>
          <p>${this.t('chain.noneMore')}</p>
          ${chain.withheld ? html`<p class="meta">${this.t('chain.withheld', { n: chain.withheld })}</p>` : nothing}
        </div>
      </section>`;
    }
    const known = (id: string | undefined) => this.teams.find((each) => each.id === id);
    const narrow = this.width > 0 && this.width < NARROW;
    const one = known(this.chosen) ?? (narrow ? (known(this.team) ?? known(this.mine) ?? chain.links[this.weakest]?.to ?? this.teams[0]) : undefined);
    if (one) return this.single(one, narrow);
    return html`<section aria-label=${this.t('chain')}>
      <div class="w-h">
        <h2 tabindex="-1">${this.t('chain')}</h2>
        <span class="meta">${this.t('chain.size', { teams: this.words!.number(this.teams.length), n: chain.links.length })}</span>
        <span class="meta push">${chain.withheld ? this.t('chain.withheld', { n: chain.withheld }) : nothing}</span>
      </div>
      ${this.finding()} ${this.width ? (this.teams.length <= ON_A_SPINE ? this.spine(chain) : this.matrix(chain)) : nothing} ${this.detail(chain)}
      ${this.table(chain.links)}
    </section>`;
  }

  private finding(): TemplateResult {
    const { compare } = new Intl.Collator(this.words!.lang, { sensitivity: 'base', usage: 'search' });
    const wanted = this.search.trim();
    const size = [...wanted].length;
    const has = (name: string) => [...name].some((_, i, all) => compare(all.slice(i, i + size).join(''), wanted) === 0);
    const found = wanted ? this.teams.filter(({ name }) => has(name)).slice(0, FOUND) : [];
    const keys = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && this.search) this.search = '';
      else if (event.key === 'Enter' && found[0]) this.look(found[0].id);
      else if (event.key === 'ArrowDown' && found.length) this.q('.found button')?.focus();
      else return;
      event.preventDefault();
    };
    const typed = ({ currentTarget }: Event) => {
      this.search = (currentTarget as HTMLInputElement).value;
    };
    return html`<div class="finding" part="search">
      <label class="field search"
        >${icon('search')}<input
          type="search"
          aria-label=${this.t('chain.find')}
          placeholder=${this.t('chain.find')}
          autocomplete="off"
          .value=${this.search}
          @input=${typed}
          @keydown=${keys}
      /></label>
      ${wanted
        ? html`<p class="vh" role="status">${this.t('matches', { n: found.length })}</p>
            ${found.length
              ? html`<div class="list found" @keydown=${roving('button')}>
                  ${found.map(
                    (each, i) => html`<button tabindex=${i ? -1 : 0} @click=${() => this.look(each.id)}>
                      ${own(each.name)}${each.parent ? html`<span class="meta">${own(each.parent.name)}</span>` : nothing}
                    </button>`,
                  )}
                </div>`
              : html`<p class="meta">${this.t('matches', { n: 0 })}</p>`}`
        : nothing}
    </div>`;
  }

  /** What the marks mean. */
  private legend(spine: boolean): TemplateResult {
    const [holds, gives] = [this.percent(HOLDS), this.percent(GIVES)];
    const line = (kind: string) => html`<svg width="30" height="10" aria-hidden="true"><path class="arc ${kind}" d="M0 5h30" /></svg>`;
    const cell = (kind: string) => html`<svg width="12" height="12" aria-hidden="true"><rect class="cell ${kind}" x="1" y="1" width="10" height="10" /></svg>`;
    return html`<div class="legend" part="legend">
      ${spine
        ? html`<span>${line('')}${this.t('chain.holds', { share: holds })}</span><span>${line('gives')}${this.t('chain.gives')}</span
            ><span>${line('weakest')}${this.t('chain.weakest')}</span><span>${this.t('chain.thick')}</span>`
        : html`<span>${cell('')}${this.t('chain.holds', { share: holds })}</span
            ><span>${cell('gives')}${this.t('chain.between', { low: gives, high: holds })}</span><span>${cell('less')}${this.t('chain.below', { share: gives })}</span
            ><span>${this.t('chain.rows')}</span>`}
    </div>`;
  }

  private marked(): string {
    const weakest = this.chain!.links[this.weakest];
    return `${this.t('chain.plot', { n: this.chain!.links.length, teams: this.words!.number(this.teams.length) })} ${
      weakest ? `${this.t('chain.weakest')}: ${this.sentence(weakest)}.` : ''
    }`;
  }

  /** A link as an option that arrows walk to. */
  private option(i: number, link: Link, inside: unknown): unknown {
    const choose = () => (this.at = i);
    return svg`<g role="option" id="link-${i}" aria-selected=${i === this.at} aria-label=${this.sentence(link)} class=${i === this.at ? 'at' : ''} @click=${choose} @pointerenter=${choose}>
      ${inside}<title>${this.sentence(link)}</title>
    </g>`;
  }

  private spine({ links }: Chain): TemplateResult {
    const rtl = this.words!.dir === 'rtl';
    const wide = Math.min(this.width - 2, 720) - 32;
    const box = Math.min(190, Math.round(wide * 0.34));
    const height = this.teams.length * STEP;
    const place = new Map(this.teams.map(({ id }, i) => [id, i]));
    const [start, end] = [(wide - box) / 2 - 6, (wide + box) / 2 + 6];
    const most = Math.max(...links.map(({ promises }) => promises));
    const y = (id: string) => place.get(id)! * STEP + STEP / 2;
    // Ends of arcs on one side of a team stand under each other, the shorter ones nearer to where they go.
    const side = ({ from, to }: Link) => place.get(to.id)! > place.get(from.id)!;
    const ends = new Map<string, number>();
    for (const { id } of this.teams) {
      for (const down of [true, false]) {
        const here = links
          .map((link, i) => ({ link, i }))
          .filter(({ link }) => side(link) === down && (link.from.id === id || link.to.id === id))
          .sort((a, b) => {
            const other = ({ link }: { link: Link }) => y(link.from.id === id ? link.to.id : link.from.id);
            const away = (other(a) < y(id) ? 1 : 0) - (other(b) < y(id) ? 1 : 0);
            return away ? -away : other(b) - other(a);
          });
        const gap = Math.min(8, (BOX - 10) / Math.max(1, here.length - 1));
        here.forEach(({ i }, k) => ends.set(`${i} ${id}`, y(id) + (k - (here.length - 1) / 2) * gap));
      }
    }
    const mirror = (x: number) => (rtl ? wide - x : x);
    const arcs = links.map((link, i) => {
      const down = side(link);
      const [y1, y2] = [ends.get(`${i} ${link.from.id}`)!, ends.get(`${i} ${link.to.id}`)!];
      const x = down ? end : start;
      const far = Math.abs(place.get(link.to.id)! - place.get(link.from.id)!) / Math.max(1, this.teams.length - 1);
      const room = (wide - box) / 2 - 10;
      const out = (x + (down ? 1 : -1) * room * (0.3 + 0.7 * far) * 1.32);
      const weight = 2 + 4 * Math.sqrt(link.promises / most);
      const head = 5 + weight;
      const tip = x + (down ? 1 : -1) * head * 0.8;
      const sign = (down ? 1 : -1) * (rtl ? -1 : 1);
      const kind = i === this.weakest ? 'weakest' : link.reliability >= HOLDS ? '' : 'gives';
      const path = `M${mirror(x)} ${y1}C${mirror(out)} ${y1} ${mirror(out)} ${y2} ${mirror(tip)} ${y2}`;
      const label = i === this.weakest || i === this.at;
      const middle = mirror(x * 0.25 + out * 0.75);
      return {
        i,
        drawn: this.option(
          i,
          link,
          svg`<path class="reach" d=${path}/><path class="arc ${kind}" part="arc" stroke-width=${weight} d=${path}/><path class="head ${kind}" d="M${mirror(x)} ${y2}l${sign * head} ${-head * 0.6}v${head * 1.2}z"/>
          ${
            label
              ? svg`<rect class="tip ${kind}" x=${middle - 28} y=${(y1 + y2) / 2 - 13} width="56" height="26" rx="13"/><text class="tip ${kind}" x=${middle} y=${(y1 + y2) / 2 + 4.5} text-anchor="middle">${this.percent(link.reliability)}</text>`
              : nothing
          }`,
        ),
      };
    });
    // What is marked lies above the others, and the weakest above all but that.
    const above = ({ i }: { i: number }) => (i === this.at ? 2 : i === this.weakest ? 1 : 0);
    arcs.sort((a, b) => above(a) - above(b));
    return html`<p class="lead">${this.t('chain.lead')}</p>
      ${this.legend(true)}
      <div class="spine" part="spine">
        <svg
          class="plot"
          role="listbox"
          tabindex="0"
          aria-label=${this.marked()}
          aria-activedescendant=${this.at < 0 ? nothing : `link-${this.at}`}
          viewBox="0 0 ${wide} ${height}"
          width=${wide}
          height=${height}
          @keydown=${this.walk}
        >
          ${arcs.map(({ drawn }) => drawn)}
        </svg>
        <ol .style=${`width:${box}px`}>
          ${this.teams.map(
            ({ id, name }) => html`<li>
              <button class="team ${id === this.team || id === this.mine ? 'mine' : ''}" part="team" data-team=${id} title=${name} @click=${() => this.look(id)}>
                <bdi>${name}</bdi>
              </button>
            </li>`,
          )}
        </ol>
      </div>`;
  }

  private matrix({ links }: Chain): TemplateResult {
    const { teams } = this;
    const rtl = this.words!.dir === 'rtl';
    const room = Math.min(this.width - 2 - 40, 840) - GUTTER;
    const step = Math.max(4, Math.min(12, Math.floor(room / teams.length)));
    const size = step * teams.length;
    const [wide, high] = [GUTTER + size + 1, HEAD + size + 1];
    const place = new Map(teams.map(({ id }, i) => [id, i]));
    const x = (i: number) => (rtl ? size - (i + 1) * step : GUTTER + i * step);
    const y = (i: number) => HEAD + i * step;
    const left = rtl ? 0 : GUTTER;
    const groups: { id: string; name: string; from: number; to: number }[] = [];
    teams.forEach(({ id, name, parent }, i) => {
      const above = parent ?? { id, name };
      const last = groups.at(-1);
      if (last?.id === above.id) last.to = i + 1;
      else groups.push({ ...above, from: i, to: i + 1 });
    });
    const at = links[this.at];
    const [row, column] = at ? [place.get(at.from.id)!, place.get(at.to.id)!] : [-1, -1];
    const text = at ? `${this.at === this.weakest ? `${this.t('chain.weakest')}, ` : ''}${this.percent(at.reliability)}` : '';
    const length = (this.pen ? ((this.pen.font = '600 12px system-ui'), this.pen.measureText(text).width) : 90) + 20;
    const boxX = at ? Math.max(left, Math.min(x(column) + step / 2 - length / 2, left + size - length)) : 0;
    const boxY = at ? (row * step > 44 ? y(row) - 36 : y(row) + step + 12) : 0;
    return html`${this.legend(false)}
      <div class="matrix" part="matrix">
        <svg
          class="plot"
          role="listbox"
          tabindex="0"
          aria-label=${this.marked()}
          aria-activedescendant=${this.at < 0 ? nothing : `link-${this.at}`}
          viewBox="0 0 ${wide} ${high}"
          width=${wide}
          height=${high}
          @keydown=${this.walk}
        >
          <g role="presentation" aria-hidden="true">
            ${at
              ? svg`<rect class="cross" x=${left} y=${y(row)} width=${size} height=${step}/><rect class="cross" x=${x(column)} y=${HEAD} width=${step} height=${size}/>`
              : nothing}
            ${groups.map(({ name, from, to }) => {
              const [middle, long] = [(from + to) / 2, (to - from) * step];
              const across = rtl ? size - middle * step : GUTTER + middle * step;
              const edge = rtl ? size - from * step : GUTTER + from * step;
              return svg`<path class="grid" d="M${left} ${y(from)}h${size}M${edge} ${HEAD}v${size}"/>
                ${long >= 14 ? svg`<text class="name" x=${rtl ? size + 8 : GUTTER - 8} y=${HEAD + middle * step + 4} text-anchor="end">${this.fit(name, GUTTER - 12)}</text>` : nothing}
                <text class="name" x=${across} y=${HEAD - 8} text-anchor="middle">${this.fit(name, long - 6)}</text>`;
            })}
            <path class="grid" d="M${left} ${y(teams.length)}h${size}M${rtl ? 0 : GUTTER + size} ${HEAD}v${size}" />
            ${teams.map((_, i) => svg`<rect class="self" x=${x(i) + step / 2 - 1} y=${y(i) + step / 2 - 1} width="2" height="2"/>`)}
          </g>
          ${links.map((link, i) => {
            const { from, to, reliability } = link;
            const kind = i === this.weakest ? 'weakest' : reliability >= HOLDS ? '' : reliability >= GIVES ? 'gives' : 'less';
            const inset = kind === 'less' ? 1.75 : 1;
            return this.option(
              i,
              link,
              svg`<rect class="cell ${kind}" part="cell" x=${x(place.get(to.id)!) + inset} y=${y(place.get(from.id)!) + inset} width=${step - 2 * inset} height=${step - 2 * inset}/>`,
            );
          })}
          ${at
            ? svg`<g aria-hidden="true" class="mark ${this.at === this.weakest ? 'weakest' : ''}">
                <circle cx=${x(column) + step / 2} cy=${y(row) + step / 2} r=${step}/>
                <rect x=${boxX} y=${boxY} width=${length} height="24" rx="5"/>
                <text x=${boxX + length / 2} y=${boxY + 16} text-anchor="middle">${text}</text>
              </g>`
            : nothing}
        </svg>
      </div>`;
  }

  /** The marked link in words. */
  private detail({ links }: Chain): TemplateResult | typeof nothing {
    const link = links[this.at];
    if (!link) return nothing;
    const button = ({ id, name }: ChainTeam) => html`<button class="link" @click=${() => this.look(id)}>${own(name)}</button>`;
    return html`<div class="detail">
      <p>${this.words!.parts('chain.serves', { from: button(link.from), to: button(link.to) })} ${this.at === this.weakest ? html`<span class="st c-risk">${this.t('chain.weakest')}</span>` : nothing}</p>
      <dl>
        <div><dt>${this.t('chain.kept')}</dt><dd class="num">${this.percent(link.reliability)}</dd></div>
        <div><dt>${this.t('chain.promises')}</dt><dd class="num">${this.words!.number(link.promises)}</dd></div>
        <div><dt>${this.t('chain.answered')}</dt><dd class="num">${link.answered === null ? '–' : this.percent(link.answered)}</dd></div>
        <div><dt>${this.t('chain.thanks')}</dt><dd class="num">${this.words!.number(link.recognitionsBack)}</dd></div>
      </dl>
      <p class="meta keys">${this.t('chain.keys')}</p>
    </div>`;
  }

  /** One team: who serves it, and whom it serves. */
  private single(team: ChainTeam, narrow: boolean): TemplateResult {
    const { links } = this.chain!;
    const part = (title: string, mine: (link: Link) => boolean, other: (link: Link) => ChainTeam) => {
      const found = links.filter(mine).sort((a, b) => a.reliability - b.reliability);
      return html`<h3>${title}</h3>
        ${found.length
          ? html`<ul>
              ${found.map((link) => {
                const weak = links.indexOf(link) === this.weakest;
                const { id, name } = other(link);
                const long = Math.round(link.reliability * 82);
                return html`<li class="lk">
                  <div class="who">
                    <button class="link" data-team=${id} @click=${() => this.look(id)}>${own(name)}</button> ${weak ? html`<span class="st c-risk">${this.t('chain.weakest')}</span>` : nothing}
                    <div class="meta">${this.t('chain.count', { n: link.promises })} · ${this.t('chain.back', { n: link.recognitionsBack })}</div>
                  </div>
                  <svg class="flip share" viewBox="0 0 84 12" width="84" height="12" aria-hidden="true">
                    <defs><pattern id="miss-${links.indexOf(link)}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="miss" d="M0 0v5" /></pattern></defs>
                    <rect class="rest" x=".5" y=".5" width="83" height="11" rx="2" fill="url(#miss-${links.indexOf(link)})" /><rect class=${weak ? 'weakest' : 'has'} x="1" y="1" width=${long} height="10" rx="1.5" />
                  </svg>
                  <b class="num">${this.percent(link.reliability)}</b>
                </li>`;
              })}
            </ul>`
          : html`<p class="meta nobody">${this.t('chain.nobody')}</p>`}`;
    };
    const withheld = this.kept.get(team.id) ?? 0;
    if (narrow && !this.kept.has(team.id)) void this.withheldOf(team.id);
    return html`<section aria-label=${this.t('chain')}>
      <div class="w-h">
        ${this.chosen && !narrow ? html`<button class="btn q ic" aria-label=${this.t('chain.all')} title=${this.t('chain.all')} @click=${() => this.look('', true)}>${icon('undo')}</button>` : nothing}
        <h2 tabindex="-1">${this.words!.parts('chain.one', { team: own(team.name) })}</h2>
      </div>
      ${this.finding()}
      ${part(this.t('chain.serveIt', { team: team.name }), ({ to }) => to.id === team.id, ({ from }) => from)}
      ${part(this.t('chain.servedBy', { team: team.name }), ({ from }) => from.id === team.id, ({ to }) => to)}
      ${withheld ? html`<p class="w-f">${this.t('chain.withheldOne', { n: withheld })}</p>` : nothing}
      ${narrow ? this.table(links) : nothing}
    </section>`;
  }

  private table(links: Link[]): TemplateResult {
    const head = ['chain.from', 'chain.to', 'chain.promises', 'chain.kept', 'chain.answered', 'chain.thanks'] as const;
    return html`<details class="same" part="table">
      <summary>${icon('chev', 16)}${this.t('chain.table')}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${this.t('chain.table')}>
        <table>
          <thead>
            <tr>
              ${head.map((each) => html`<th scope="col">${this.t(each)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${links.map(
              ({ from, to, promises, reliability, answered, recognitionsBack }, i) => html`<tr>
                <th scope="row">${own(from.name)}</th>
                <td>${own(to.name)}${i === this.weakest ? html` <span class="st c-risk">${this.t('chain.weakest')}</span>` : nothing}</td>
                <td class="num">${this.words!.number(promises)}</td>
                <td class="num">${this.percent(reliability)}</td>
                <td class="num">${answered === null ? '–' : this.percent(answered)}</td>
                <td class="num">${this.words!.number(recognitionsBack)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }
}
