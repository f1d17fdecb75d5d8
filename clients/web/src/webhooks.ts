// Webhooks, for integrators: where they go, how each endpoint is doing, every try with what came back, and going on from there.
import { html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';

import { Refusal, type Client } from './client';
import { Dialog } from './dialog';
import { HybElement, sheet, type Failure } from './element';
import {
  CheckWebhookUrl,
  CreateWebhookEndpoint,
  DeleteWebhookEndpoint,
  EventNames,
  ReplayWebhookEvents,
  ResendWebhookDelivery,
  RotateWebhookSecret,
  SendTestWebhook,
  UpdateWebhookEndpoint,
  WebhookDelivery,
  WebhookDeliveries,
  WebhookEndpoints,
} from './operations';
import type {
  CheckWebhookUrlData,
  DeliveryLine,
  DeliveryWhole,
  EndpointLine,
  EventNamesData,
  UpdateWebhookEndpointInput,
  WebhookDeliveryState,
  WebhookEndpointsData,
  WebhookEndpointState,
  WebhookFormat,
} from './operations';
import styles from './styles/webhooks.css?inline';
import { stopped } from './trouble';
import { icon, menu, own, roving, shapes, wrong, type Icon, type Item } from './ui';
import { LAST_DAY, local } from './when';

const TICK = 2000; // while something is under way; else every fifth
const LIST = 15; // ticks until all endpoints are asked for again
const PAGE = 10;
const MOST = 100; // deliveries in the list
const BARS = 24;
const TYPED = 350; // milliseconds without a key, then the address is looked at
const OVERLAPS = [0, 1, 24, 72, 168];
const FORMATS: WebhookFormat[] = ['STANDARD', 'CLOUDEVENTS', 'SLACK', 'TEAMS'];
const STATES: WebhookDeliveryState[] = ['WAITING', 'IN_FLIGHT', 'DELIVERED', 'EXHAUSTED', 'DROPPED'];
const ENDPOINT_LOOK: Record<WebhookEndpointState, [string, Icon]> = {
  ACTIVE: ['c-kept', 'kept'],
  PAUSED: ['', 'pause'],
  RESTING: ['c-risk', 'at_risk'],
  DISABLED: ['c-broken', 'broken'],
};
const DELIVERY_LOOK: Record<WebhookDeliveryState, [string, Icon]> = {
  WAITING: ['c-wait', 'requested'],
  IN_FLIGHT: ['c-wait', 'offered'],
  DELIVERED: ['c-kept', 'kept'],
  EXHAUSTED: ['c-broken', 'broken'],
  DROPPED: ['', 'closed'],
};
const ON_THE_WAY: WebhookDeliveryState[] = ['WAITING', 'IN_FLIGHT'];

type Endpoint = WebhookEndpointsData['webhookEndpoints']['nodes'][number];

interface Draft {
  id: string | undefined;
  url: string;
  description: string;
  events: Set<string>;
  format: WebhookFormat;
  full: boolean;
}

/** What the service itself says, in English: a reason, an error. */
const said = (text: string): TemplateResult => html`<bdi lang="en">${text}</bdi>`;
const look = ([tone, symbol]: [string, Icon], text: string): TemplateResult => html`<span class="st ${tone}">${icon(symbol)}${text}</span>`;
const host = (url: string): string => URL.parse(url)?.host ?? url;

/** How the last deliveries ended, the newest last: taken upward, given up downward, on the way a point. */
function bars(recent: { state: WebhookDeliveryState }[]): TemplateResult {
  const drawn = recent.slice(0, BARS).reverse();
  return html`<svg class="bars flip" viewBox="0 0 ${BARS * 5} 24" width=${BARS * 5} height="24" aria-hidden="true">
    ${drawn.map(({ state }, i) => {
      const x = (BARS - drawn.length + i) * 5;
      if (state === 'DELIVERED') return svg`<rect class="up" x=${x} y="3" width="4" height="9"/>`;
      if (state === 'EXHAUSTED') return svg`<rect class="down" x=${x} y="12" width="4" height="9"/>`;
      return svg`<rect class="rest" x=${x} y="11" width="4" height="2"/>`;
    })}
  </svg>`;
}

/**
 * `<hyb-webhooks>`. Parts: endpoint, health, delivery, attempt, body, dialog, address, secret. Events: `hyb:acted` after each
 * change.
 */
export default class HybWebhooks extends HybElement {
  static override properties: PropertyDeclarations = { state: { state: true } };
  static override styles = sheet(styles);

  declare state: 'quiet' | 'loading' | 'ready' | 'failed';

  private readonly dialog = new Dialog(this);
  private endpoints: Endpoint[] = [];
  private cursor: string | null = null;
  private hasMore = false;
  private open = '';
  private deliveries: DeliveryLine[] | null = null;
  private hasOlder = false;
  private shown = PAGE;
  private only: WebhookDeliveryState | '' = '';
  private delivery = '';
  private whole: DeliveryWhole | null = null;
  private attempt = -1; // the last one
  private tab: 'answer' | 'sent' = 'answer';
  private trouble: Failure | null = null;
  private note = ''; // what went wrong with an act
  private names: EventNamesData['eventTypes'] = [];
  private ticks = 0;
  private lively = 0; // until when news are expected
  private acting = false;
  private copied = '';

  constructor() {
    super();
    this.state = 'quiet';
  }

  protected override start(_client: Client, alive: AbortSignal): void {
    this.endpoints = [];
    this.open = this.delivery = '';
    void this.load();
    const timer = setInterval(() => void this.tick(), TICK);
    alive.addEventListener('abort', () => clearInterval(timer));
  }

  // --- loading

  private async load(): Promise<void> {
    const slow = setTimeout(() => this.state === 'quiet' && (this.state = 'loading'), 300);
    try {
      const { nodes, pageInfo } = (await this.client.ask(WebhookEndpoints, {})).webhookEndpoints;
      const later = this.endpoints.slice(nodes.length).filter(({ id }) => !nodes.some((each) => each.id === id));
      this.endpoints = [...nodes, ...later];
      if (!later.length) {
        this.cursor = pageInfo.endCursor;
        this.hasMore = pageInfo.hasNextPage;
      }
      this.trouble = null;
      this.state = 'ready';
      if (nodes.length === 1 && !this.open) this.unfold(nodes[0]!.id);
    } catch (error) {
      this.trouble = this.failure(error);
      this.state = 'failed';
    } finally {
      clearTimeout(slow);
      this.requestUpdate();
    }
  }

  private async more(): Promise<void> {
    await this.attempted(async () => {
      const { nodes, pageInfo } = (await this.client.ask(WebhookEndpoints, { after: this.cursor })).webhookEndpoints;
      this.endpoints.push(...nodes);
      this.cursor = pageInfo.endCursor;
      this.hasMore = pageInfo.hasNextPage;
    });
  }

  private async tick(): Promise<void> {
    if (document.hidden || this.state !== 'ready') return;
    this.ticks += 1;
    try {
      if (this.ticks % LIST === 0) await this.load();
      else if (this.open && (Date.now() < this.lively || this.ticks % 5 === 0)) await this.refresh();
    } catch (error) {
      this.trouble = this.failure(error);
      this.requestUpdate();
    }
  }

  /** The open endpoint as it is now, with its deliveries, and the open one of them. */
  private async refresh(): Promise<void> {
    const { open, only } = this;
    if (!open) return;
    const states = only ? [only] : null;
    const now = (await this.client.ask(WebhookDeliveries, { endpoint: open, first: this.shown, states })).node;
    if (open !== this.open || only !== this.only) return;
    if (!now?.deliveries) return this.load();
    const { nodes, pageInfo } = now.deliveries;
    this.deliveries = nodes;
    this.hasOlder = pageInfo.hasNextPage;
    this.trouble = null;
    this.endpoints = this.endpoints.map((each) => {
      if (each.id !== open) return each;
      const recent = only ? each.recent.nodes : [...nodes, ...each.recent.nodes.filter(({ id }) => !nodes.some((line) => line.id === id))];
      return { ...each, ...(now as EndpointLine), recent: { nodes: recent.slice(0, BARS) } };
    });
    const soon = Date.now() + 30_000;
    if (nodes.some(({ state, nextAttemptAt }) => ON_THE_WAY.includes(state) && Date.parse(nextAttemptAt ?? '') < soon)) this.lively = soon;
    const line = nodes.find(({ id }) => id === this.delivery);
    if (line && (line.state !== this.whole?.state || line.attempts.length !== this.whole.attempts.length)) await this.fetchWhole();
    this.requestUpdate();
  }

  private async fetchWhole(): Promise<void> {
    const wanted = this.delivery;
    const { node } = await this.client.ask(WebhookDelivery, { id: wanted });
    if (wanted !== this.delivery) return;
    this.whole = (node?.event ? node : null) as DeliveryWhole | null;
    this.requestUpdate();
  }

  private unfold(id: string): void {
    this.open = this.open === id ? '' : id;
    this.deliveries = null;
    this.shown = PAGE;
    this.only = this.delivery = this.note = '';
    this.requestUpdate();
    void this.attempted(() => this.refresh());
  }

  private look(id: string): void {
    this.delivery = this.delivery === id ? '' : id;
    this.whole = null;
    this.attempt = -1;
    this.tab = 'answer';
    this.requestUpdate();
    if (this.delivery) void this.attempted(() => this.fetchWhole());
  }

  // --- acts

  /** Does something; what goes wrong is said in the open endpoint. */
  private async attempted(act: () => Promise<void>): Promise<void> {
    try {
      this.note = '';
      await act();
    } catch (error) {
      const { text, problem } = this.failure(error);
      this.note = problem?.reference ? `${text} ${this.t('reference')} ${problem.reference}` : text;
    }
    this.requestUpdate();
  }

  /** The same; a second click while the first is on its way is none. */
  private async once(act: () => Promise<void>): Promise<void> {
    if (this.acting) return;
    this.acting = true;
    await this.attempted(act);
    this.acting = false;
  }

  private acted(text: string, detail: object): void {
    this.lively = Date.now() + 30_000;
    this.say(text);
    this.emit('acted', detail);
  }

  private test(id: string): Promise<void> {
    if (this.open !== id) this.unfold(id);
    return this.once(async () => {
      const { delivery } = await this.client.act(SendTestWebhook, { input: { id } });
      this.only = '';
      if (delivery) this.look(delivery.id);
      this.acted(this.t('webhooks.testSent'), { act: 'test', endpoint: id });
      await this.refresh();
    });
  }

  private resend(id: string): Promise<void> {
    return this.once(async () => {
      await this.client.act(ResendWebhookDelivery, { input: { id } });
      this.only = '';
      this.acted(this.t('webhooks.goesOut'), { act: 'resend', delivery: id });
      await this.refresh();
    });
  }

  private alter(input: UpdateWebhookEndpointInput): Promise<void> {
    return this.once(async () => {
      const { endpoint } = await this.client.act(UpdateWebhookEndpoint, { input });
      if (endpoint) this.put(endpoint);
    });
  }

  private put(line: EndpointLine): void {
    this.endpoints = this.endpoints.map((each) => (each.id === line.id ? { ...each, ...line } : each));
    this.acted(this.t(`webhooks.${line.state}`), { act: 'update', endpoint: line.id });
    this.requestUpdate();
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = text;
      this.say(this.t('copied'));
    } catch {
      // Not allowed, or not over plain http: then it is chosen, for Ctrl+C.
      const found = [...this.renderRoot.querySelectorAll('[data-copy]')].find((each) => each.textContent === text);
      if (found) getSelection()?.selectAllChildren(found);
    }
    this.requestUpdate();
  }

  private readonly ask = async (given: Endpoint | null): Promise<void> => {
    const draft: Draft = {
      id: given?.id,
      url: given?.url ?? '',
      description: given?.description ?? '',
      events: new Set(given?.eventTypes),
      format: given?.format ?? 'STANDARD',
      full: given?.style === 'FULL',
    };
    let check: CheckWebhookUrlData['checkWebhookUrl'] | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let empty = false;
    const looking = async (url: string): Promise<void> => {
      const found = await this.client.ask(CheckWebhookUrl, { url }).catch(() => null);
      if (url !== draft.url.trim() || !found) return; // it is looked at again when it is saved
      check = found.checkWebhookUrl;
      this.requestUpdate();
    };
    const typed = ({ currentTarget }: Event) => {
      draft.url = (currentTarget as HTMLInputElement).value;
      const url = draft.url.trim();
      empty = false;
      check = null;
      clearTimeout(timer);
      // What is no whole address yet is no mistake yet.
      if (/^https?:\/\/[^\s/]{2,}/.test(url)) timer = setTimeout(() => void looking(url), TYPED);
      this.requestUpdate();
    };
    const address = () => {
      const refused = empty ? this.t('webhooks.addressMissing') : '';
      const no = check && !check.allowed;
      return html`<div part="address">
        <label class="lab" for="url">${this.t('webhooks.address')}</label>
        <input
          class="field mono ${no || empty ? 'bad' : ''}"
          id="url"
          type="url"
          inputmode="url"
          dir="ltr"
          autocomplete="off"
          spellcheck="false"
          maxlength="2000"
          placeholder="https://"
          aria-invalid=${Boolean(no || empty)}
          aria-describedby="url-error url-check"
          .value=${draft.url}
          @input=${typed}
        />
        ${wrong('url-error', refused)}
        <div id="url-check" role="status">
          ${check
            ? check.allowed
              ? html`<p class="ok c-kept">${icon('check')}${this.t('webhooks.mayGo')}</p>`
              : html`<p class="err">${icon('warn')}<span>${this.t('webhooks.mayNotGo')} ${said(check.explanation)}</span></p>`
            : nothing}
        </div>
      </div>`;
    };
    const body = () => html`${address()}
      <div>
        <label class="lab" for="about">${this.t('webhooks.about')}</label>
        <input class="field" id="about" dir="auto" maxlength="200" .value=${draft.description} @input=${(event: Event) => (draft.description = (event.currentTarget as HTMLInputElement).value)} />
      </div>
      ${this.choose(draft.events)}
      <fieldset>
        <legend class="lab">${this.t('webhooks.format')}</legend>
        <div class="opts">
          ${FORMATS.map(
            (format) => html`<label class="pill"
              ><input type="radio" name="format" .checked=${draft.format === format} @change=${() => (draft.format = format)} />${this.t(`webhooks.${format}`)}</label
            >`,
          )}
        </div>
      </fieldset>
      <label class="chk"
        ><input type="checkbox" .checked=${draft.full} @change=${(event: Event) => (draft.full = (event.currentTarget as HTMLInputElement).checked)} /><span
          >${this.t('webhooks.full')}<span class="meta">${this.t('webhooks.fullMore')}</span></span
        ></label
      >`;
    const act = async () => {
      empty = !draft.url.trim();
      if (empty) {
        this.q('#url')?.focus();
        return false;
      }
      const { id, description, events, format, full } = draft;
      const input = { url: draft.url.trim(), description: description.trim() || null, eventTypes: [...events], format, style: full ? ('FULL' as const) : ('THIN' as const) };
      try {
        if (id) {
          const { endpoint } = await this.client.act(UpdateWebhookEndpoint, { input: { id, ...input } });
          if (endpoint) this.put(endpoint);
        } else {
          const { endpoint } = await this.client.act(CreateWebhookEndpoint, { input });
          if (!endpoint) return;
          this.acted(this.t('webhooks.made'), { act: 'create', endpoint: endpoint.id });
          await this.load();
          if (this.open !== endpoint.id) this.unfold(endpoint.id);
          this.secret(endpoint.secret ?? '', this.t('webhooks.made'), this.t('webhooks.once'), endpoint.url);
        }
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'ADDRESS_REFUSED') throw error;
        check = { allowed: false, explanation: error.message };
        this.q('#url')?.focus();
        return false;
      }
    };
    void this.learn();
    const title = this.t(given ? 'webhooks.change' : 'webhooks.new');
    await this.dialog.ask({ title, label: this.t(given ? 'save' : 'webhooks.create'), body, first: '#url', act });
  };

  /** The names of events, once. */
  private async learn(): Promise<void> {
    if (this.names.length) return;
    const found = await this.client.ask(EventNames, {}).catch(() => null);
    this.names = found?.eventTypes ?? [];
    this.requestUpdate();
  }

  /** Which events: whole kinds as pills, single ones behind them. */
  private choose(chosen: Set<string>, changed: () => void = () => {}): TemplateResult {
    const kinds = [...new Set(this.names.map(({ name }) => `${name.split('.')[0]}.*`))];
    const toggle = (name: string) => (event: Event) => {
      const { checked } = event.currentTarget as HTMLInputElement;
      chosen[checked ? 'add' : 'delete'](name);
      // Who takes a whole kind has each of it.
      if (checked && name.endsWith('.*')) for (const one of chosen) if (one !== name && one.startsWith(name.slice(0, -1))) chosen.delete(one);
      this.requestUpdate();
      changed();
    };
    const box = (name: string) => html`<input type="checkbox" .checked=${chosen.has(name)} @change=${toggle(name)} />`;
    const whole = (name: string) => chosen.has(`${name.split('.')[0]}.*`);
    return html`<fieldset>
      <legend class="lab">${this.t('webhooks.events')}<span class="meta">${this.t('webhooks.allWhenNone')}</span></legend>
      <div class="opts">${kinds.map((name) => html`<label class="pill mono">${box(name)}<bdi dir="ltr">${name}</bdi></label>`)}</div>
      <details class="single">
        <summary>${icon('next', 14)}${this.t('webhooks.single')}</summary>
        <div class="singles">
          ${this.names.map(
            ({ name, description }) => html`<label class="chk"
              >${whole(name) ? html`<input type="checkbox" checked disabled />` : box(name)}<span
                ><span class="mono">${name}</span><span class="meta" lang="en">${description}</span></span
              ></label
            >`,
          )}
        </div>
      </details>
    </fieldset>`;
  }

  private copyable(text: string, part = ''): TemplateResult {
    return html`<div class="field copy" part=${part}>
      <code dir="ltr" data-copy>${text}</code>
      <button type="button" class="btn s" @click=${() => this.copy(text)}>${icon(this.copied === text ? 'check' : 'copy', 16)}${this.t(this.copied === text ? 'copied' : 'copy')}</button>
    </div>`;
  }

  /** Shows a secret, this once. */
  private secret(text: string, title: string, more: string | TemplateResult, url: string): void {
    const { port, hostname } = new URL(url);
    const here = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    const body = () =>
      html`${this.copyable(text, 'secret')}
        <p>${more}</p>
        ${here
          ? html`<p class="meta">${this.t('webhooks.listen')}</p>
              ${this.copyable(`had-your-back listen --port ${port || 80} --secret ${text}`)}`
          : nothing}`;
    void this.dialog.ask({ title, label: this.t('webhooks.kept'), body, tells: true, act: () => void (this.copied = '') });
  }

  private rotate({ id, url, secretHint }: Endpoint): void {
    let hours = 24;
    const body = () => html`<div>
      <label class="lab" for="overlap">${this.t('webhooks.overlap')}</label>
      <select class="field" id="overlap" @change=${(event: Event) => (hours = Number((event.currentTarget as HTMLSelectElement).value))}>
        ${OVERLAPS.map(
          (each) => html`<option value=${each} ?selected=${each === hours}>
            ${each ? this.words!.number(each < 72 ? each : each / 24, { style: 'unit', unit: each < 72 ? 'hour' : 'day', unitDisplay: 'long' }) : this.t('webhooks.noOverlap')}
          </option>`,
        )}
      </select>
    </div>`;
    const act = async () => {
      const { endpoint } = await this.client.act(RotateWebhookSecret, { input: { id, overlapHours: hours } });
      if (!endpoint) return;
      this.put(endpoint);
      const time = this.words!.exactly(new Date(Date.now() + hours * 3_600_000));
      const old = html`<bdi class="mono">${secretHint}</bdi>`;
      const more = hours ? html`${this.t('webhooks.once')} ${this.words!.parts('webhooks.oldSigns', { old, time: html`<b>${time}</b>` })}` : this.t('webhooks.once');
      this.secret(endpoint.secret ?? '', this.t('webhooks.rotated'), more, url);
    };
    void this.dialog.ask({
      title: this.t('webhooks.rotate'),
      text: this.t('webhooks.rotateMore', { host: host(url) }),
      label: this.t('webhooks.rotateDo'),
      body,
      first: '#overlap',
      act,
    });
  }

  private replay({ id, url }: Endpoint): void {
    const types = new Set<string>();
    let [since, until] = [local(new Date(Date.now() - 86_400_000)), ''];
    let onlyMissing = true;
    let count: number | null = null;
    let trouble = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    let turn = 0;
    const input = (dryRun: boolean) => ({
      endpoint: id,
      since: new Date(since).toISOString(),
      until: until ? new Date(until).toISOString() : null,
      types: [...types],
      onlyMissing,
      dryRun,
    });
    const counting = async () => {
      const mine = ++turn;
      let found: number | null = null;
      try {
        trouble = '';
        if (since) found = (await this.client.act(ReplayWebhookEvents, { input: input(true) })).count;
      } catch (error) {
        if (mine === turn) trouble = this.failure(error).text;
      }
      if (mine !== turn) return;
      count = found;
      this.requestUpdate();
    };
    const changed = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void counting(), TYPED);
    };
    const when = (label: string, name: string, value: string, set: (value: string) => void) => html`<div>
      <label class="lab" for=${name}>${label}</label>
      <input
        class="field num"
        id=${name}
        type="datetime-local"
        max=${LAST_DAY}
        .value=${value}
        aria-describedby="count"
        @input=${(event: Event) => {
          set((event.currentTarget as HTMLInputElement).value);
          changed();
        }}
      />
    </div>`;
    const body = () => html`<div class="two">
        ${when(this.t('webhooks.from'), 'since', since, (value) => (since = value))}
        ${when(this.t('webhooks.until'), 'until', until, (value) => (until = value))}
      </div>
      ${this.choose(types, changed)}
      <label class="chk"
        ><input
          type="checkbox"
          .checked=${onlyMissing}
          @change=${(event: Event) => {
            onlyMissing = (event.currentTarget as HTMLInputElement).checked;
            changed();
          }}
        /><span>${this.t('webhooks.onlyMissing')}</span></label
      >
      <div class="note accent" id="count" role="status">
        ${trouble
          ? html`${icon('warn')}<span class="grow">${trouble}</span>`
          : count === null
            ? html`<span class="grow">${this.t('webhooks.counting')}</span>`
            : html`<span class="big num">${this.words!.number(count)}</span><span class="grow">${this.t('webhooks.wouldGo', { n: count })}</span>`}
      </div>`;
    const act = async () => {
      const done = await this.client.act(ReplayWebhookEvents, { input: input(false) });
      this.only = '';
      this.acted(this.t('webhooks.replayed', { n: done.count ?? 0 }), { act: 'replay', endpoint: id });
      if (this.open === id) await this.refresh();
    };
    void this.learn();
    void counting();
    void this.dialog.ask({
      title: this.t('webhooks.replayTo', { host: host(url) }),
      label: () => this.t('webhooks.replayDo', { n: count ?? 0 }),
      body,
      first: '#since',
      ready: () => Boolean(count),
      act,
    });
  }

  private removing({ id, url }: Endpoint): void {
    const act = async () => {
      await this.client.act(DeleteWebhookEndpoint, { input: { id } });
      this.endpoints = this.endpoints.filter((each) => each.id !== id);
      if (this.open === id) this.open = '';
      this.acted(this.t('webhooks.removed'), { act: 'delete', endpoint: id });
      void this.focusOn('.new');
    };
    const text = html`${this.words!.parts('webhooks.removeMore', { url: html`<bdi class="mono">${url}</bdi>` })}`;
    void this.dialog.ask({ title: this.t('webhooks.removeTitle'), text, label: this.t('webhooks.remove'), act });
  }

  // --- drawing

  protected override view(): TemplateResult {
    const { state, endpoints } = this;
    return html`<section aria-label=${this.t('webhooks')}>
        <div class="w-h">
          <h2>${this.t('webhooks')}</h2>
          ${state === 'ready' && endpoints.length ? this.add() : nothing}
        </div>
        ${this.trouble && state === 'ready'
          ? html`<div class="bar" role="status">${icon('offline')}<span class="grow"><b>${this.trouble.text}</b> ${this.t('webhooks.asSeen')}</span></div>`
          : nothing}
        ${state === 'loading' ? shapes(this.t('webhooks.loading')) : nothing}
        ${state === 'failed' && this.trouble
          ? stopped(this, this.t('webhooks.failed'), this.trouble, () => this.load())
          : nothing}
        ${state === 'ready' && !endpoints.length
          ? html`<div class="blank">
              ${icon('link', 26)}
              <h3>${this.t('webhooks.none')}</h3>
              <p>${this.t('webhooks.noneMore')}</p>
              ${this.add()}
            </div>`
          : nothing}
        ${state === 'failed' ? nothing : endpoints.map((each) => this.row(each))}
        ${this.hasMore ? html`<div class="older"><button class="btn q" @click=${() => this.more()}>${this.t('webhooks.more')}</button></div>` : nothing}
      </section>
      ${this.dialog.view()}`;
  }

  private add(): TemplateResult {
    return html`<button class="btn p push new" @click=${() => this.ask(null)}>${icon('plus')}${this.t('webhooks.new')}</button>`;
  }

  private row(one: Endpoint): TemplateResult {
    const { id, url, state, health } = one;
    const on = id === this.open;
    const what = [one.eventTypes.join(', ') || this.t('webhooks.allEvents')];
    if (one.format !== 'STANDARD') what.push(this.t(`webhooks.${one.format}`));
    const running = state === 'ACTIVE';
    const items: Item[] = [
      { icon: 'next', label: this.t('webhooks.test'), act: () => void this.test(id) },
      { icon: 'replay', label: this.t('webhooks.replay'), act: () => this.replay(one) },
      { icon: running ? 'pause' : 'undo', label: this.t(running ? 'webhooks.pause' : 'webhooks.resume'), act: () => void this.alter({ id, paused: running }) },
      { icon: 'pen', label: this.t('webhooks.change'), act: () => void this.ask(one) },
      { icon: 'lock', label: this.t('webhooks.rotate'), act: () => this.rotate(one) },
      { icon: 'x', label: this.t('webhooks.remove'), act: () => this.removing(one) },
    ];
    return html`<article class="end ${on ? 'on' : ''}" part="endpoint" aria-label=${url}>
      <div class="line">
        <button class="ep" aria-expanded=${on} @click=${() => this.unfold(id)}>
          <span class="u mono" dir="ltr" title=${url}>${url}</span>
          <span class="what meta">${one.description ? html`${own(one.description)} · ` : nothing}<bdi>${what.join(' · ')}</bdi></span>
          <span class="spark" part="health">${bars(one.recent.nodes)}</span>
          <span class="much meta num">${health.waiting ? this.t('webhooks.wait', { n: health.waiting }) : this.t('webhooks.lastDay', { n: health.deliveredLastDay })}</span>
          <span class="how">${look(ENDPOINT_LOOK[state], this.t(`webhooks.${state}`))}</span>
        </button>
        ${menu(`menu-${id}`, icon('more'), `${this.t('more')}: ${url}`, items)}
      </div>
      ${state === 'ACTIVE'
        ? nothing
        : html`<p class="why">
            ${state === 'PAUSED' || !one.stateReason ? nothing : html`${said(one.stateReason)} `}${this.t(`webhooks.why.${state}`, { n: health.waiting })}
          </p>`}
      ${on ? this.inside(one) : nothing}
    </article>`;
  }

  private inside(one: Endpoint): TemplateResult {
    const { deliveries } = this;
    const choose = ({ currentTarget }: Event) => {
      this.only = (currentTarget as HTMLSelectElement).value as WebhookDeliveryState | '';
      this.shown = PAGE;
      void this.attempted(() => this.refresh());
    };
    const older = () => {
      this.shown = Math.min(MOST, this.shown + 2 * PAGE);
      void this.attempted(() => this.refresh());
    };
    return html`<div class="inside">
      <div class="tools row wrap">
        <h3>${this.t('webhooks.deliveries')}</h3>
        <label class="choice pill ${this.only ? 'on' : ''}"
          ><select aria-label=${this.t('webhooks.state')} @change=${choose}>
            <option value="" ?selected=${!this.only}>${this.t('webhooks.allStates')}</option>
            ${STATES.map((state) => html`<option value=${state} ?selected=${state === this.only}>${this.t(`webhooks.${state}`)}</option>`)}
          </select>${icon('chev', 14)}</label
        >
        <span class="push row wrap">
          <button class="btn s" @click=${() => this.test(one.id)}>${this.t('webhooks.test')}</button>
          <button class="btn s" @click=${() => this.replay(one)}>${this.t('webhooks.replay')}</button>
        </span>
      </div>
      ${this.note ? html`<div class="note bad" role="alert">${icon('warn')}<span class="grow">${this.note}</span></div>` : nothing}
      ${deliveries?.length === 0 ? html`<p class="meta nothing">${this.t(this.only ? 'webhooks.noneLikeThat' : 'webhooks.noDeliveries')}</p>` : nothing}
      ${deliveries?.map((each) => this.line(each, one))}
      ${this.hasOlder && this.shown < MOST && deliveries ? html`<div class="older"><button class="btn q s" @click=${older}>${this.t('webhooks.older')}</button></div>` : nothing}
    </div>`;
  }

  private line(one: DeliveryLine, endpoint: Endpoint): TemplateResult {
    const { id, state, sequence, event, attempts } = one;
    const on = id === this.delivery;
    const words = this.words!;
    const last = attempts.at(-1);
    const result = last ? [this.t('webhooks.tries', { n: attempts.length }), last.status ?? nothing, words.unit(last.milliseconds, 'millisecond')] : [this.t('webhooks.notTried')];
    return html`<button class="dlv" part="delivery" aria-expanded=${on} @click=${() => this.look(id)}>
        <span class="seq mono num faint">${words.number(sequence)}</span>
        <span class="type mono" dir="ltr">${event.type.split('.').map((part, i) => html`${i ? html`.<wbr />` : nothing}${part}`)}</span>
        <span class="how">${look(DELIVERY_LOOK[state], this.t(`webhooks.${state}`))}</span>
        <span class="much meta num">${result.filter((each) => each !== nothing).map((each, i) => [i ? ' · ' : '', html`<bdi>${each}</bdi>`])}</span>
        <span class="go">${icon('chev', 14)}</span>
      </button>
      ${on ? this.tried(one, endpoint) : nothing}`;
  }

  private tried({ id, state, nextAttemptAt }: DeliveryLine, endpoint: Endpoint): TemplateResult {
    const { whole } = this;
    if (!whole) return html`<div class="att" part="attempt" aria-busy="true"><span class="sk w5"></span></div>`;
    const words = this.words!;
    const all = whole.attempts;
    const at = this.attempt < 0 ? all.length - 1 : Math.min(this.attempt, all.length - 1);
    const one = all[at];
    const { event } = whole;
    const sent = JSON.stringify({ id: event.id, type: event.type, timestamp: event.occurredAt, data: event.data }, null, 2);
    const tab = (name: 'answer' | 'sent') => html`<button
      class="pill"
      role="tab"
      id="tab-${name}"
      aria-controls="panel"
      aria-selected=${this.tab === name}
      tabindex=${this.tab === name ? 0 : -1}
      @click=${() => this.turn(name)}
      @focus=${() => this.turn(name)}
    >
      ${this.t(`webhooks.${name}`)}
    </button>`;
    const second = (instant: string) => words.date(new Date(instant), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    return html`<div class="att" part="attempt">
      ${all.length > 1
        ? html`<div class="row wrap nth" role="group" aria-label=${this.t('webhooks.attempts')} @keydown=${roving('.pill')}>
            ${all.map(
              ({ number }, i) => html`<button
                class="pill num"
                tabindex=${i === at ? 0 : -1}
                aria-pressed=${i === at}
                aria-label=${this.t('webhooks.attempt', { n: number })}
                @click=${() => {
                  this.attempt = i;
                  this.requestUpdate();
                }}
              >
                ${words.number(number)}
              </button>`,
            )}
          </div>`
        : nothing}
      ${one
        ? html`<p class="facts num">
            <b>${this.t('webhooks.attempt', { n: one.number })}</b>
            <time datetime=${one.at}>${second(one.at)}</time>
            <span>${words.unit(one.milliseconds, 'millisecond')}</span>
            ${one.status ? html`<b class=${one.status < 300 ? 'c-kept' : 'c-broken'}><bdi>HTTP ${one.status}</bdi></b>` : nothing}
            ${one.peerAddress ? html`<span>${this.words!.parts('webhooks.toPeer', { peer: html`<bdi class="mono">${one.peerAddress}</bdi>` })}</span>` : nothing}
            <span>${words.maybe(`webhooks.trigger.${one.trigger}`) ?? one.trigger}</span>
          </p>`
        : html`<p class="facts">${this.t('webhooks.notTried')}</p>`}
      <div role="tablist" class="row tabs" aria-label=${this.t('webhooks.bodies')} @keydown=${roving('[role=tab]')}>${tab('answer')}${tab('sent')}</div>
      <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" part="body">
        ${this.tab === 'sent'
          ? html`<pre class="code" tabindex="0" dir="ltr">${sent}</pre>
              ${endpoint.format !== 'STANDARD' || endpoint.style === 'FULL' ? html`<p class="meta">${this.t('webhooks.sentMore')}</p>` : nothing}`
          : html`${one?.error ? html`<p class="err">${icon('warn')}${said(one.error)}</p>` : nothing}
            ${one?.responseBody
              ? html`<pre class="code" tabindex="0" dir="ltr">${one.responseBody}</pre>`
              : one?.error
                ? nothing
                : html`<p class="meta">${this.t(one ? 'webhooks.noWords' : 'webhooks.noAnswer')}</p>`}`}
      </div>
      <div class="row wrap ends">
        <button class="btn s" @click=${() => this.resend(id)}>${icon('replay', 16)}${this.t('webhooks.again')}</button>
        ${nextAttemptAt && state === 'WAITING' ? html`<span class="meta push">${this.t('webhooks.next', { time: second(nextAttemptAt) })}</span>` : nothing}
      </div>
    </div>`;
  }

  private turn(name: 'answer' | 'sent'): void {
    this.tab = name;
    this.requestUpdate();
  }
}
