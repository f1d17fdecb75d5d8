// My open loops: what waits for me, what I promised, what was promised to me. One promise opens in its place, with all that
// may be done with it, each act with as few fields as it needs.
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { newKey, Refusal, type Client } from './client';
import { HybElement, keep, recall, sheet, type Failure } from './element';
import { form } from './form';
import { ActOnCommitment, AwaitingMe, Commitment, CommitmentChanged, Commitments, GiveRecognition, Loops, OfferCommitment, RequestCommitment } from './operations';
import type { BehavioursData, CommitmentActName, CommitmentCard, CommitmentData, CommitmentsData, RecognitionCard, VarianceReason, ViewerData } from './operations';
import { People, type Chosen } from './people';
import { ACTS, colourOf, fieldOf, groupOf, GROUPS, LOOSE, otherOf, REASONS, ringOf, urgency, type Field, type Group } from './promise';
import styles from './styles/commitments.css?inline';
import { stopped } from './trouble';
import { face, icon, own, roving, shapes, wrong } from './ui';
import { day, dayAndHour, dayField, distance, instantOf } from './when';

const RETRY = 20_000;
const PAGE = 40; // of each list; then there is "more"
const GATHER = 150; // milliseconds in which news are answered by one question
const FEW = 3; // behaviours that are offered before "more"

type Step = NonNullable<NonNullable<CommitmentData['node']>['history']>['nodes'][number];
/** THANK stands for yes with thanks, or for thanks after a yes. */
type Doing = CommitmentActName | 'ASK' | 'OFFER' | 'THANK';

interface Loop {
  it: CommitmentCard;
  group: Group;
  steps: Step[] | null;
  thanked: boolean;
}

type Page = Pick<CommitmentsData['commitments'], 'nodes'> & { pageInfo: { hasNextPage: boolean; endCursor: string | null } };

interface Form {
  doing: Doing;
  /** Of the commitment; empty for a new one. */
  id: string;
  version: number;
  /** One act, however often it is sent. */
  key: string;
  text: Partial<Record<Field, string>>;
  otherDay: boolean;
  who: Chosen[];
  behaviours: string[];
  private: boolean;
}

const NEW: Record<'ASK' | 'OFFER', Field[]> = { ASK: ['who', 'title', 'conditions', 'due'], OFFER: ['who', 'title', 'conditions', 'due'] };
const fieldsOf = (doing: Doing): Field[] => (doing === 'THANK' ? ['behaviours', 'message'] : doing === 'ASK' || doing === 'OFFER' ? NEW[doing] : ACTS[doing].fields);

/**
 * `<hyb-commitments>`. Parts: header, ask, offer, group, row, card, terms, diff, acts, form, timeline, thanks. Events:
 * `hyb:acted` after each act, `hyb:given` when a kept promise is thanked for.
 */
export default class HybCommitments extends HybElement {
  static override properties: PropertyDeclarations = {
    viewer: { state: true },
    catalogue: { state: true },
    state: { state: true },
    live: { state: true },
    open: { state: true },
  };
  static override styles = [sheet(styles), form];

  declare viewer: ViewerData['viewer'] | undefined;
  declare catalogue: BehavioursData['behaviours'];
  declare state: 'quiet' | 'loading' | 'ready' | 'failed';
  declare live: boolean;
  /** The id of the one that is open. */
  declare open: string;

  private loops: Loop[] = [];
  private pages: Record<Group, number> = { waits: 0, promised: 0, expected: 0 }; // that were asked for beside the first
  private more = new Set<Group>(); // of which there are more
  private form: Form | null = null;
  private wrong: Partial<Record<Field, string>> = {};
  private note: { kind: 'bad' | 'accent'; icon: string; lead: unknown; text?: string; signIn?: boolean } | null = null;
  private stale = false;
  private sending = false;
  private allBehaviours = false;
  private trouble: Failure | null = null;
  private seenAt = new Date();
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly finding = {
    id: 'who',
    client: () => this.client,
    words: () => this.words!,
    label: () => this.t(this.form?.doing === 'ASK' ? 'need.ofWhom' : this.form?.doing === 'OFFER' ? 'need.toWhom' : 'need.whoCan'),
    without: () => {
      const it = this.loop(this.form?.id)?.it;
      return [this.me, it?.customer.id ?? '', this.form?.doing === 'HAND_OVER' ? (it?.performer?.id ?? '') : ''];
    },
    teams: true,
    most: 1,
    changed: () => {
      if (this.form) this.form.who = this.people.chosen;
      this.written('who');
    },
    say: (text: string) => this.say(text),
  };
  private readonly people: People = new People(this, this.finding);

  constructor() {
    super();
    this.catalogue = [];
    this.state = 'quiet';
    this.live = true;
    this.open = '';
  }

  private get me(): string {
    return this.viewer?.person?.id ?? '';
  }
  private get place(): string {
    return `promise.${this.me}`;
  }
  private loop(id: string | undefined): Loop | undefined {
    return this.loops.find(({ it }) => it.id === id);
  }

  // --- loading and hearing

  protected override start(client: Client, alive: AbortSignal): void {
    this.loops = [];
    this.viewer = undefined;
    addEventListener('online', () => this.state === 'failed' && void this.begin(client, alive), { signal: alive });
    const clock = setInterval(() => document.hidden || this.requestUpdate(), 60_000);
    alive.addEventListener('abort', () => {
      clearInterval(clock);
      clearTimeout(this.timer);
    });
    void this.begin(client, alive);
  }

  protected override translated(): void {
    void this.client.behaviours(this.words!.lang).then((all) => (this.catalogue = all.filter(({ retired }) => !retired)), () => {});
  }

  private async begin(client: Client, alive: AbortSignal): Promise<void> {
    clearTimeout(this.timer);
    const slow = setTimeout(() => (this.state = 'loading'), 300);
    try {
      const [viewer, catalogue] = await Promise.all([client.viewer(), client.behaviours(this.words!.lang)]);
      if (alive.aborted) return;
      const first = this.viewer === undefined;
      this.viewer = viewer;
      this.catalogue = catalogue.filter(({ retired }) => !retired);
      if (!viewer?.person) return;
      await this.load();
      this.state = 'ready';
      if (!first) return;
      this.restore();
      void client.listen(
        CommitmentChanged,
        {},
        alive,
        () => {
          clearTimeout(this.timer);
          this.timer = setTimeout(() => void this.refresh(), GATHER);
        },
        (live) => {
          this.live = live;
          if (live) void this.refresh();
        },
      );
    } catch (error) {
      if (alive.aborted) return;
      this.trouble = this.failure(error);
      this.state = 'failed';
      if (['network', 'fault', 'busy'].includes(this.trouble.problem?.trouble ?? '')) this.timer = setTimeout(() => void this.begin(client, alive), RETRY);
    } finally {
      clearTimeout(slow);
      this.requestUpdate();
    }
  }

  /** The list as it is now. What is open keeps its place, whatever became of it. */
  private async load(): Promise<void> {
    const mine = ++this.turn;
    const { viewer, promised, expected } = await this.client.ask(Loops, { me: this.me, states: LOOSE });
    const lists: [Group, Page][] = [['promised', promised], ['expected', expected]];
    if (viewer) lists.unshift(['waits', viewer.awaitingMe]);
    const all: CommitmentCard[] = [];
    const more = new Set<Group>();
    for (const [group, first] of lists) {
      let page = first;
      for (let n = 0; n < this.pages[group] && page.pageInfo.hasNextPage; n++) {
        all.push(...page.nodes);
        page = await this.next(group, page.pageInfo.endCursor);
      }
      all.push(...page.nodes);
      if (page.pageInfo.hasNextPage) more.add(group);
    }
    if (mine !== this.turn) return;
    this.more = more;
    const cards = new Map(all.map((it) => [it.id, it]));
    const held = this.loop(this.open);
    const loops = [...cards.values()].flatMap((it): Loop[] => {
      if (it.id === held?.it.id) return [];
      const group = groupOf(it, this.me);
      return group ? [{ it, group, steps: null, thanked: false }] : [];
    });
    this.loops = loops.sort((a, b) => (urgency(a.it) < urgency(b.it) ? -1 : 1));
    if (held) this.loops.push(held);
    this.seenAt = new Date();
    this.trouble = null;
    this.requestUpdate();
    if (held && cards.get(held.it.id)?.version !== held.it.version) await this.look(held);
  }

  private async next(group: Group, after: string | null): Promise<Page> {
    if (group === 'waits') return (await this.client.ask(AwaitingMe, { first: PAGE, after })).viewer!.awaitingMe;
    const whose = group === 'promised' ? { performer: this.me } : { customer: this.me };
    return (await this.client.ask(Commitments, { first: PAGE, after, filter: { ...whose, states: LOOSE } })).commitments;
  }

  private async showMore(group: Group): Promise<void> {
    const many = () => this.loops.filter((each) => each.group === group).length;
    const before = many();
    try {
      do {
        this.pages[group]++;
        await this.load(); // a page may hold only what another list brought already
      } while (many() === before && this.more.has(group));
    } catch (error) {
      this.pages[group]--;
      return this.say(this.failure(error).text);
    }
    await this.updateComplete;
    const shown = [...this.renderRoot.querySelectorAll<HTMLElement>(`.${group} .loop .t`)];
    (shown[before] ?? shown.at(-1))?.focus();
  }

  private async refresh(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.failure(error); // what is shown stays
    }
  }

  /** One promise with its history. */
  private async look(loop: Loop): Promise<void> {
    const { node } = await this.client.ask(Commitment, { id: loop.it.id, first: 100 });
    if (!node?.history) return;
    const it = node as CommitmentCard;
    const moved = it.version > loop.it.version;
    loop.it = it;
    loop.steps = node.history.nodes;
    if (moved && this.form?.id === it.id && !this.sending) this.overtaken(loop);
    this.requestUpdate();
  }

  /** Somebody moved while the viewer was writing: say what, and keep every word. */
  private overtaken(loop: Loop): void {
    const { form } = this;
    if (!form) return;
    const step = loop.steps?.at(-1);
    this.stale = true;
    form.version = loop.it.version;
    form.key = newKey();
    const still = this.can(form, loop);
    this.note = {
      kind: still ? 'accent' : 'bad',
      icon: 'info',
      lead: html`${step ? this.told(step) : nothing} ${step?.terms?.dueAt ? this.words!.parts('moved.due', { time: dayAndHour(this.words!, loop.it.dueAt) }) : nothing}`,
      text: this.t(still ? 'moved' : 'moved.gone'),
    };
    this.requestUpdate();
  }

  private can({ doing }: Form, { it, thanked }: Loop): boolean {
    if (doing === 'THANK') return it.allowedActs.includes('CONFIRM') || (it.state === 'KEPT' && !thanked);
    return doing === 'ASK' || doing === 'OFFER' || it.allowedActs.includes(doing);
  }

  // --- opening and writing

  private readonly toggle = async (id: string): Promise<void> => {
    const was = this.loop(this.open);
    if (was && !this.form) {
      // What was done with it may have taken it to another place, or off the list.
      const group = groupOf(was.it, this.me);
      if (group) was.group = group;
      else this.loops = this.loops.filter((each) => each !== was);
      this.loops.sort((a, b) => (urgency(a.it) < urgency(b.it) ? -1 : 1));
    }
    this.leave();
    this.open = this.open === id ? '' : id;
    const loop = this.loop(this.open);
    if (!loop || loop.steps) return;
    try {
      await this.look(loop);
    } catch (error) {
      this.note = { kind: 'bad', icon: 'warn', lead: this.failure(error).text };
      this.requestUpdate();
    }
  };

  private write(doing: Doing, it?: CommitmentCard): void {
    const stored = recall<Form>(this.place);
    const kept = stored?.doing === doing && stored.id === (it?.id ?? '') ? stored : null;
    const text: Form['text'] = doing === 'COUNTER' || doing === 'PROPOSE_CHANGE' ? { conditions: it?.conditions ?? '' } : {};
    this.form = { doing, id: it?.id ?? '', key: newKey(), text, otherDay: false, who: [], behaviours: [], private: it?.private ?? false, ...kept, version: it?.version ?? 0 };
    this.people.chosen = this.form?.who ?? [];
    this.finding.teams = doing === 'ASK' || doing === 'DECLINE';
    this.wrong = {};
    this.note = null;
    this.stale = this.allBehaviours = false;
    this.requestUpdate();
    this.toFirst(fieldsOf(doing)[0]);
  }

  private toFirst(field: Field | undefined): void {
    const days = '.days .pill[tabindex="0"]';
    const places: Partial<Record<Field, string>> = { due: days, answerBy: days, reason: '.reasons .pill[tabindex="0"]', behaviours: '.opt[tabindex="0"]' };
    void this.focusOn(field ? (places[field] ?? `#${field}`) : '.acts .btn');
  }

  private written(field?: Field): void {
    if (field) delete this.wrong[field];
    keep(this.place, this.form);
    this.requestUpdate();
  }

  private leave(): void {
    this.form = null;
    this.note = null;
    this.wrong = {};
    this.stale = false;
    this.people.chosen = [];
  }

  private readonly back = (): void => {
    const { form } = this;
    keep(this.place, null);
    this.leave();
    this.requestUpdate();
    void this.focusOn(form?.id ? `#act-${form.doing}` : form?.doing === 'OFFER' ? '#offer' : '#ask');
  };

  /** What was being written when the page was left stands open again. */
  private restore(): void {
    const stored = recall<Form>(this.place);
    if (!stored) return;
    const loop = this.loop(stored.id);
    if (stored.id && !loop) return keep(this.place, null);
    if (loop) void this.toggle(loop.it.id);
    this.form = stored;
    this.people.chosen = stored.who;
    this.finding.teams = stored.doing === 'ASK' || stored.doing === 'DECLINE';
    if (loop && loop.it.version !== stored.version) void this.look(loop).then(() => this.overtaken(loop), () => {});
  }

  // --- acting

  private missing({ doing, text, who, behaviours }: Form, it?: CommitmentCard): Partial<Record<Field, string>> {
    const need: Partial<Record<Field, string>> = {};
    const fields = fieldsOf(doing);
    const change = doing === 'COUNTER' || doing === 'PROPOSE_CHANGE';
    if (fields.includes('who') && doing !== 'DECLINE' && !who.length) need.who = this.t('need.who');
    if (fields.includes('title') && !text.title?.trim()) need.title = this.t('need.title');
    if (fields.includes('due') && !change && !text.due) need.due = this.t('need.due');
    if (change && !text.due && (text.conditions ?? '').trim() === (it?.conditions ?? '')) need.due = this.t('need.change');
    if (fields.includes('answerBy') && !text.answerBy) need.answerBy = this.t('need.due');
    if (fields.includes('reason') && !text.reason) need.reason = this.t('need.reason');
    if ((doing === 'REJECT' || text.reason === 'OTHER') && !text.note?.trim()) need.note = this.t('need.note');
    if (fields.includes('behaviours') && !behaviours.length) need.behaviours = this.t('missing.behaviours');
    if (fields.includes('message') && !text.message?.trim()) need.message = this.t('missing.message');
    return need;
  }

  /** What an act carries: what was written, and nothing else. */
  private details({ doing, text, who }: Form, it: CommitmentCard): object {
    const said = (field: Field) => text[field]?.trim() || null;
    const out: Record<string, unknown> = {};
    for (const field of fieldsOf(doing)) {
      if (field === 'who') {
        if (who[0]) out[doing === 'DECLINE' ? 'referTo' : 'to'] = who[0].id;
      } else if (field === 'due') out.dueAt = text.due ? instantOf(text.due) : null;
      else if (field === 'answerBy') out.answerBy = instantOf(text.answerBy!);
      else if (field !== 'conditions' || said(field) !== (it.conditions || null)) out[field] = said(field);
    }
    return Object.fromEntries(Object.entries(out).filter(([, value]) => value !== null));
  }

  private readonly submit = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    const { form } = this;
    if (!form || this.sending) return;
    this.wrong = this.missing(form, this.loop(form.id)?.it);
    const first = fieldsOf(form.doing).find((field) => this.wrong[field]);
    this.requestUpdate();
    if (first) return this.toFirst(first);
    await this.carryOut(form);
  };

  /** Acts, and shows what became of it; what was written stays until the service has it. */
  private async carryOut(form: Form): Promise<void> {
    const loop = this.loop(form.id);
    this.sending = true;
    this.note = null;
    this.requestUpdate();
    try {
      if (form.doing === 'ASK' || form.doing === 'OFFER') await this.makeNew(form);
      else if (form.doing === 'THANK' && loop?.it.state === 'KEPT') await this.thank(form, loop);
      else if (loop) await this.act(form, loop);
    } catch (error) {
      this.refuse(error, form);
    } finally {
      this.sending = false;
      this.requestUpdate();
    }
  }

  private async makeNew({ doing, text, who, key, private: hidden }: Form): Promise<void> {
    const said = { title: text.title!.trim(), conditions: text.conditions?.trim() || null, dueAt: instantOf(text.due!), private: hidden && !who[0]!.team, idempotencyKey: key };
    const { commitment } =
      doing === 'ASK'
        ? await this.client.act(RequestCommitment, { input: { of: who[0]!.id, ...said } })
        : await this.client.act(OfferCommitment, { input: { to: who[0]!.id, ...said } });
    const it = commitment!;
    this.done();
    const group = groupOf(it, this.me) ?? 'expected';
    if (!this.loop(it.id)) this.loops = [...this.loops, { it, group, steps: null, thanked: false }].sort((a, b) => (urgency(a.it) < urgency(b.it) ? -1 : 1));
    this.emit('acted', { act: doing === 'ASK' ? 'REQUEST' : 'OFFER', commitment: it });
    this.say(`${it.title}: ${this.t(`state.${it.state}`)}`);
    this.requestUpdate();
    void this.focusOn(`[data-id="${it.id}"] .t`);
  }

  private async act(form: Form, loop: Loop): Promise<void> {
    const thanks = form.doing === 'THANK' ? { message: form.text.message!.trim(), behaviours: form.behaviours } : null;
    const name = form.doing === 'THANK' ? 'CONFIRM' : (form.doing as CommitmentActName);
    const act = { [fieldOf(name)]: thanks ? { recognition: thanks } : this.details(form, loop.it) };
    const { actOnCommitment: done } = await this.client.ask(ActOnCommitment, { input: { id: loop.it.id, version: form.version, act, idempotencyKey: form.key } });
    if (done.userErrors.length) {
      if (done.userErrors[0]?.code !== 'STALE_VERSION') throw new Refusal(done.userErrors);
      this.form ??= fieldsOf(form.doing).length ? form : null;
      await this.look(loop);
      if (this.form) this.overtaken(loop);
      else this.note = { kind: 'accent', icon: 'info', lead: loop.steps?.length ? this.told(loop.steps.at(-1)!) : '', text: this.t('moved.look') };
      return void this.focusOn(this.form ? '.form .btn.p' : '.acts .btn');
    }
    loop.it = done.commitment!;
    loop.thanked = Boolean(done.recognition);
    this.done();
    this.emit('acted', { act: name, commitment: loop.it });
    if (done.recognition) this.given(done.recognition, loop.it);
    this.say(`${loop.it.title}: ${this.t(`state.${loop.it.state}`)}`);
    void this.focusOn(`[data-id="${loop.it.id}"] .m`);
    await this.look(loop);
  }

  private async thank(form: Form, loop: Loop): Promise<void> {
    const { it } = loop;
    const { recognition } = await this.client.act(GiveRecognition, {
      input: { recipients: [it.performer!.id], message: form.text.message!.trim(), behaviours: form.behaviours, commitment: it.id, idempotencyKey: form.key },
    });
    loop.thanked = true;
    this.done();
    this.given(recognition!, it);
    void this.focusOn(`[data-id="${it.id}"] .m`);
  }

  /** The feed shows it at once. */
  private given(card: RecognitionCard, { id, title, state }: CommitmentCard): void {
    const key = newKey();
    const recognition = { ...card, commitment: { id, title, state } };
    this.client.tell('giving', { key, recognition });
    this.client.tell('given', { key, recognition });
    this.emit('given', { recognition });
  }

  private done(): void {
    keep(this.place, null);
    this.leave();
  }

  private refuse(error: unknown, form: Form): void {
    const { text, problem, refusal } = this.failure(error);
    for (const { code, message, path } of refusal?.errors ?? []) {
      const at = path?.at(-1) ?? '';
      const field = ({ dueAt: form.doing === 'DEFER' ? 'answerBy' : 'due', of: 'who', to: 'who', referTo: 'who', recipients: 'who' } as Record<string, Field>)[at] ?? (at as Field);
      if (this.form && fieldsOf(form.doing).includes(field)) this.wrong[field] ??= this.refused(code, message);
      else this.note = { kind: 'bad', icon: 'warn', lead: this.refused(code, message) };
    }
    if (refusal?.code === 'CONFLICT') form.key = newKey();
    if (problem) {
      const network = problem.trouble === 'network';
      this.note = {
        kind: 'bad',
        icon: network ? 'offline' : problem.trouble === 'signedOut' ? 'lock' : 'warn',
        lead: text,
        text: problem.reference ? `${this.t('reference')} ${problem.reference}` : this.t('kept.words'),
        signIn: problem.trouble === 'signedOut',
      };
    }
    const first = fieldsOf(form.doing).find((field) => this.wrong[field]);
    this.requestUpdate();
    if (first) this.toFirst(first);
    else void this.focusOn(this.form ? '.form .btn.p' : '.acts .btn');
  }

  private readonly signIn = async (): Promise<void> => {
    if (!(await this.client.signIn())) return;
    this.note = null;
    if (this.form) await this.submit();
    else this.requestUpdate();
  };

  // --- drawing the list

  protected override view(): TemplateResult | typeof nothing {
    if (this.state === 'failed' && this.trouble) return stopped(this, this.t('loops.failed'), this.trouble, () => this.begin(this.client, this.alive.signal));
    if (this.state === 'loading') return shapes(this.t('loops.loading'));
    if (this.viewer === undefined || (this.viewer?.person && this.state !== 'ready')) return nothing;
    if (!this.viewer?.person) return html`<p class="note">${icon('info')}<span class="grow">${this.t('loops.readOnly')}</span></p>`;
    if (this.form && !this.form.id) return this.newOne(this.form);
    return html`<section class="loops" aria-label=${this.t('loops')}>
      <div class="w-h" part="header">
        <h2>${this.t('loops')}</h2>
        <span class="push row">
          <button class="btn s" id="ask" part="ask" @click=${() => this.write('ASK')}>${this.t('ask')}</button>
          <button class="btn s" id="offer" part="offer" @click=${() => this.write('OFFER')}>${this.t('offer')}</button>
        </span>
      </div>
      ${this.live ? nothing : html`<div class="bar" role="status">${icon('offline')}<span class="grow"><b>${this.t('offlineBar')}</b> ${this.t('offlineMore', { time: this.words!.clock(this.seenAt) })}</span></div>`}
      ${this.loops.length ? GROUPS.map((group) => this.group(group)) : this.blank()}
    </section>`;
  }

  private group(group: Group): TemplateResult | typeof nothing {
    const loops = this.loops.filter((each) => each.group === group).sort((a, b) => (urgency(a.it) < urgency(b.it) ? -1 : 1));
    const more = this.more.has(group);
    if (!loops.length && !more) return nothing;
    return html`<div class="group ${group} ${group === 'waits' ? 'yours' : ''}" part="group">
      <h3>${this.t(`loops.${group}`)} <span>${this.words!.number(loops.length)}${more ? '+' : nothing}</span></h3>
      <ul>${repeat(loops, ({ it }) => it.id, (loop, i) => this.row(loop, group === 'waits' && !i))}</ul>
      ${more ? html`<p class="older"><button class="btn s" @click=${() => this.showMore(group)}>${this.t('loops.more')}</button></p>` : nothing}
    </div>`;
  }

  private row(loop: Loop, first: boolean): TemplateResult {
    const { it, group } = loop;
    const open = this.open === it.id;
    const waits = group === 'waits' && groupOf(it, this.me) === 'waits';
    const why = it.state === 'BROKEN' && !it.reason && it.allowedActs.includes('GIVE_REASON');
    const act = waits
      ? html`<button class="btn s ${first && !this.open ? 'p' : ''}" @click=${() => this.openAt(it.id)}>${this.t(it.state === 'REQUESTED' || it.state === 'OFFERED' ? 'answer' : 'look')}</button>`
      : why
        ? html`<button
            class="btn s"
            @click=${async () => {
              await this.openAt(it.id);
              this.write('GIVE_REASON', loop.it);
            }}
          >
            ${this.t('sayWhy')}
          </button>`
        : nothing;
    return html`<li class="loop ${open ? 'open' : ''}" data-id=${it.id} part="row">
      <span class="ring">${icon(ringOf(it.state), 22, colourOf(it.state, waits))}</span>
      <div class="what">
        <button class="t" aria-expanded=${open} @click=${() => this.toggle(it.id)}>${own(it.title)}</button>
        <p class="m" tabindex="-1">${this.line(loop, waits)}</p>
      </div>
      ${open ? nothing : html`<div class="act">${act}</div>`} ${open ? this.card(loop) : nothing}
    </li>`;
  }

  private async openAt(id: string): Promise<void> {
    await this.toggle(id);
    await this.focusOn(`[data-id="${id}"] .acts .btn`);
  }

  private name(someone: { displayName?: string; name?: string; id: string } | null | undefined): TemplateResult {
    return html`<b>${someone?.id === this.me ? this.t('you') : own(someone?.displayName ?? someone?.name ?? '')}</b>`;
  }

  /** Who, where it stands, and by when: one line. */
  private line({ it, thanked }: Loop, waits: boolean): TemplateResult {
    const words = this.words!;
    const mine = it.performer?.id === this.me;
    const name = this.name(otherOf(it, this.me));
    const say = (key: Parameters<typeof words.parts>[0], values: object = {}) => words.parts(key, { name, ...values });
    const state = (kind: string, text: string) => html`<span class="st ${kind}">${text}</span>`;
    const due = it.state === 'BROKEN' ? say('loop.wasDue', { time: day(words, it.dueAt) }) : say('loop.due', { time: day(words, it.dueAt) });
    const answer = it.answerBy ? say('loop.answerBy', { time: day(words, it.answerBy) }) : due;
    let parts: unknown[];
    if (!LOOSE.includes(it.state)) {
      parts = [say(mine ? 'loop.for' : 'loop.by'), state(colourOf(it.state, false), thanked ? this.t('state.thanked') : this.t(`state.${it.state}`))];
    } else if (waits) {
      if (it.state === 'REQUESTED' && !it.performer) parts = [say('loop.asksTeam', { name: this.name(it.customer), team: this.name(it.awaitingTeam) }), answer];
      else if (it.state === 'REQUESTED') parts = [say('loop.asks'), answer];
      else if (it.state === 'OFFERED') parts = [say('loop.offers'), answer];
      else if (it.state === 'COUNTERED') parts = [say('loop.counters'), answer];
      else if (it.state === 'DELIVERED') parts = [say('loop.delivers'), it.deliveredAt ? say('loop.since', { time: day(words, it.deliveredAt) }) : due];
      else if (it.pendingHandOverTo) parts = [say('loop.hands', { name: this.name(it.performer) }), say('loop.for', { name: this.name(it.customer) }), due];
      else parts = [say('loop.changes'), due];
    } else {
      const said =
        it.state === 'REQUESTED' && !it.performer
          ? say('loop.unclaimed', { name: this.name(it.awaitingTeam ?? it.performerTeam) })
          : it.state === 'REQUESTED'
            ? say('loop.asked')
            : it.state === 'OFFERED'
              ? say('loop.offered')
              : it.state === 'COUNTERED'
                ? say('loop.countered')
                : it.state === 'DELIVERED'
                  ? say(mine ? 'loop.done' : 'loop.delivers')
                  : say(mine ? 'loop.for' : 'loop.by');
      parts = [
        said,
        it.state === 'AT_RISK' || it.state === 'BROKEN' ? state(colourOf(it.state, false), this.t(`state.${it.state}`)) : null,
        it.overdue ? state('c-broken', this.t('loop.late')) : null,
        it.pendingHandOverTo ? say('loop.handing', { name: this.name(it.pendingHandOverTo) }) : it.pendingChange ? this.t('loop.changing') : null,
        ['REQUESTED', 'OFFERED', 'COUNTERED'].includes(it.state) ? answer : due,
      ];
    }
    return html`${parts.filter(Boolean).map((part, i) => html`${i ? '\u00a0· ' : nothing}${part}`)}`;
  }

  // --- drawing one promise

  private card(loop: Loop): TemplateResult {
    const { it } = loop;
    const { form } = this;
    const writing = form?.id === it.id;
    return html`<div class="body" part="card">
      ${this.diff(loop) ?? nothing} ${this.terms(loop)}
      ${it.state === 'AT_RISK' && it.performer?.id === this.me && !writing ? html`<p class="note">${icon('info')}<span class="grow">${this.words!.parts('risk.free', { name: this.name(it.customer) })}</span></p>` : nothing}
      ${this.note && !writing ? this.noteBar(this.note) : nothing}
      ${writing ? this.formOf(form!, loop) : this.acts(loop)}
      ${loop.steps ? this.timeline(loop.steps) : nothing}
    </div>`;
  }

  private noteBar({ kind, icon: sign, lead, text, signIn }: NonNullable<typeof this.note>): TemplateResult {
    return html`<div class="note ${kind}" role="alert">
      ${icon(sign, 20)}<span class="grow"><b>${lead}</b> ${text}</span>
      ${signIn ? html`<button type="button" class="btn s" @click=${this.signIn}>${this.t('signInAgain')}</button>` : nothing}
    </div>`;
  }

  private terms({ it, steps }: Loop): TemplateResult {
    const words = this.words!;
    const voice = (text: string) => html`<span class="voice" dir="auto">${text}</span>`;
    const link = it.evidence && /^https?:\/\/\S+$/.test(it.evidence) ? it.evidence : '';
    const risk = it.state === 'AT_RISK' ? steps?.findLast(({ act }) => act === 'FLAG_AT_RISK')?.note : null;
    const rows: [string, unknown][] = [];
    if (it.evidence) rows.push(['term.evidence', link ? html`<a href=${link} rel="noopener noreferrer nofollow" target="_blank">${own(link)}</a>` : voice(it.evidence)]);
    if (it.conditions) rows.push(['term.conditions', voice(it.conditions)]);
    if (!['KEPT', 'BROKEN'].includes(it.state) || !it.closedAt) rows.push(['term.due', html`${dayAndHour(words, it.dueAt)} <span class="meta">${distance(words, it.dueAt)}</span>`]);
    if (it.firstDueAt !== it.dueAt) rows.push(['term.firstDue', dayAndHour(words, it.firstDueAt)]);
    if (it.reason) rows.push(['term.reason', this.t(`reason.${it.reason}`)]);
    if (risk) rows.push(['term.note', voice(risk)]);
    if (it.alternative) rows.push(['term.alternative', voice(it.alternative)]);
    if (it.referredTo) rows.push(['term.referredTo', own(it.referredTo.displayName ?? it.referredTo.name ?? '')]);
    if (it.private) rows.push(['term.seenBy', html`<span class="row">${icon('lock', 16)}${this.t('seen.private')}</span>`]);
    return html`<dl class="terms" part="terms">${rows.map(([key, value]) => html`<dt>${words.t(key as 'term.due')}</dt><dd>${value}</dd>`)}</dl>
      ${it.allowedActs.includes('CONFIRM') ? html`<p class="meta silence">${this.t('silence')}</p>` : nothing}`;
  }

  /** What is and what is suggested, term by term. */
  private diff({ it, steps }: Loop): TemplateResult | null {
    type Terms = { title: string | null; conditions: string | null; dueAt: string | null };
    let was: Terms = it;
    let now: Terms | null = it.pendingChange;
    let by: Step | undefined = steps?.findLast(({ act }) => act === 'PROPOSE_CHANGE');
    if (it.state === 'COUNTERED' && steps) {
      const at = steps.findLastIndex(({ act }) => act === 'COUNTER');
      by = steps[at];
      // What the steps before have said, the last word on each.
      was = { title: null, conditions: null, dueAt: null };
      for (const { terms } of steps.slice(0, at)) {
        was = { title: terms?.title ?? was.title, conditions: terms?.conditions ?? was.conditions, dueAt: terms?.dueAt ?? was.dueAt };
      }
      now = it;
    }
    if (!now) return null;
    const words = this.words!;
    const rows: [string, string, string][] = [];
    if (now.dueAt && was.dueAt && now.dueAt !== was.dueAt) rows.push(['term.due', dayAndHour(words, was.dueAt), dayAndHour(words, now.dueAt)]);
    if (now.conditions && now.conditions !== was.conditions) rows.push(['term.conditions', was.conditions ?? '', now.conditions]);
    if (now.title && was.title && now.title !== was.title) rows.push(['term.title', was.title ?? '', now.title]);
    if (!rows.length) return null;
    const suggests = by?.actor?.id === this.me ? this.t('diff.you') : this.t('diff.now', { name: by?.actor?.displayName ?? '' });
    return html`<table class="diff" part="diff">
        <thead><tr><td></td><th scope="col">${this.t('diff.was')}</th><th scope="col"><bdi>${suggests}</bdi></th></tr></thead>
        <tbody>
          ${rows.map(
            ([key, before, after]) => html`<tr>
              <th scope="row">${words.t(key as 'term.due')}</th>
              <td class="was" data-l=${this.t('diff.was')} dir="auto">${before || '\u2013'}</td>
              <td class="now" data-l=${suggests} dir="auto">${after || '\u2013'}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${by?.note ? html`<p class="voice by" dir="auto">${by.note}</p>` : nothing}`;
  }

  private acts({ it, thanked }: Loop): TemplateResult | typeof nothing {
    const all = (Object.keys(ACTS) as CommitmentActName[]).filter((act) => it.allowedActs.includes(act) && !(act === 'GIVE_REASON' && it.reason));
    const thank = it.allowedActs.includes('CONFIRM') || (it.state === 'KEPT' && it.customer.id === this.me && !thanked && it.performer);
    if (!all.length && !thank) return nothing;
    // Whoever proposed can take back the proposal; whoever asked, the request.
    const label = (act: CommitmentActName) =>
      act === 'WITHDRAW' && (it.pendingChange || it.pendingHandOverTo)
        ? this.t('act.WITHDRAW_PROPOSAL')
        : this.t(act === 'ACCEPT' && it.customer.id === this.me ? 'act.AGREE_CHANGE' : `act.${act}`); // who counts on it promises nothing
    return html`<div class="acts" role="toolbar" aria-label=${this.t('acts')} part="acts">
      ${thank
        ? html`<button class="btn p" id="act-THANK" part="thanks" @click=${() => this.write('THANK', it)}>${this.t(it.state === 'KEPT' ? 'give' : 'act.THANK')}</button>`
        : nothing}
      ${all.map((act, i) => {
        const { fields, quiet, danger } = ACTS[act];
        const kind = !i && !thank && !quiet ? 'p' : quiet ? `q ${danger ? 'danger' : ''}` : '';
        const go = () => (fields.length ? this.write(act, it) : this.atOnce(act, it));
        return html`<button class="btn ${kind}" id="act-${act}" aria-disabled=${this.sending} @click=${go}>${label(act)}</button>`;
      })}
    </div>`;
  }

  private async atOnce(doing: CommitmentActName, it: CommitmentCard): Promise<void> {
    if (this.sending) return;
    await this.carryOut({ doing, id: it.id, version: it.version, key: newKey(), text: {}, otherDay: false, who: [], behaviours: [], private: false });
  }

  /** Who did what: the name, then what, so that no verb has to agree. */
  private told(step: Step): unknown {
    const what = this.words!.maybe(`step.${step.act}`) ?? step.act;
    return step.actor ? this.words!.parts('step', { name: this.name(step.actor), what }) : html`<b>${what}</b>`;
  }

  private timeline(steps: Step[]): TemplateResult {
    const words = this.words!;
    return html`<details class="talk" part="timeline">
      <summary class="link">${this.t('talk')}</summary>
      <ol class="tl">
        ${steps.map(
          (step) => html`<li class=${['REQUESTED', 'OFFERED', 'COUNTERED'].includes(step.to) ? 'ask' : ''}>
            ${icon(ringOf(step.to), 28, colourOf(step.to, false))}
            <div>
              <div class="d"><span>${this.told(step)}</span><time class="when" datetime=${step.at} title=${words.exactly(new Date(step.at))}>${dayAndHour(words, step.at)}</time></div>
              ${step.note ? html`<p class="voice" dir="auto">${step.note}</p>` : nothing}
              ${step.reason ? html`<p class="chg">${this.t(`reason.${step.reason}`)}</p>` : nothing}
              ${step.terms?.dueAt ? html`<p class="chg">${words.parts('loop.due', { time: dayAndHour(words, step.terms.dueAt) })}</p>` : nothing}
            </div>
          </li>`,
        )}
      </ol>
    </details>`;
  }

  // --- drawing forms

  private newOne(form: Form): TemplateResult {
    const asking = form.doing === 'ASK';
    const to = form.who[0];
    const keys = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.back();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.submit(event);
    };
    const seen = ({ currentTarget }: Event) => {
      form.private = (currentTarget as HTMLSelectElement).value === 'private';
      this.written();
    };
    return html`<form novalidate part="form" aria-label=${this.t(asking ? 'ask.title' : 'offer.title')} @submit=${this.submit} @keydown=${keys}>
      <div class="w-h">
        <h2>${this.t(asking ? 'ask.title' : 'offer.title')}</h2>
        <button type="button" class="btn q ic push" aria-label=${this.t('close')} @click=${this.back}>${icon('x')}</button>
      </div>
      <div class="form">
        ${this.note ? this.noteBar(this.note) : nothing} ${this.field('who', form, asking ? this.t('ask.whoHint') : '', to?.team ? this.t('ask.team') : '')}
        ${this.field('title', form)} ${this.field('conditions', form, this.t('conditionsHint'))} ${this.field('due', form)}
      </div>
      <div class="foot">
        ${to?.team
          ? html`<span class="row meta">${icon('people')}${this.t('seen.teams')}</span>`
          : html`<label class="choice"
              >${icon(form.private ? 'lock' : 'people')}<select aria-label=${this.t('term.seenBy')} @change=${seen}>
                <option value="teams" ?selected=${!form.private}>${this.t('seen.teams')}</option>
                <option value="private" ?selected=${form.private}>${this.t('seen.private')}</option></select
              >${icon('chev', 14)}</label
            >`}
        <span class="push"><button type="submit" class="btn p" aria-disabled=${this.sending}>${asking ? (to ? this.words!.parts('ask.of', { name: own(to.name) }) : this.t('ask')) : this.t('offer')}</button></span>
      </div>
    </form>`;
  }

  private formOf(form: Form, loop: Loop): TemplateResult {
    const { it } = loop;
    const { doing } = form;
    const can = this.can(form, loop);
    const good = doing === 'DECLINE' && Boolean(form.text.alternative?.trim() || form.who.length);
    const send = doing === 'DECLINE' ? this.t(good ? 'decline.with' : 'act.DECLINE') : doing === 'THANK' ? this.t('send') : this.t(`act.${doing as CommitmentActName}`);
    const keys = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.back();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.submit(event);
    };
    return html`<form novalidate class="form" part="form" aria-label=${send} @submit=${this.submit} @keydown=${keys}>
      ${this.note ? this.noteBar(this.note) : nothing}
      ${doing === 'THANK' ? html`<div class="row">${face(it.performer!, 's32 back')}<b>${this.words!.parts('thankFor', { name: own(it.performer!.displayName) })}</b></div>` : nothing}
      ${fieldsOf(doing).map((field) => this.field(field, form, '', '', it))}
      ${doing === 'DECLINE' ? html`<p class="note">${icon('declined', 20)}<span class="grow"><b>${this.t('decline.good')}</b> ${this.t('decline.bare')}</span></p>` : nothing}
      ${doing === 'GIVE_REASON' || doing === 'REVOKE' ? html`<p class="meta">${this.t('reason.for')}</p>` : nothing}
      <div class="acts">
        ${can ? html`<button type="submit" class="btn p" aria-disabled=${this.sending}>${this.stale ? this.t('sendAgain') : send}</button>` : nothing}
        <button type="button" class="btn q" @click=${this.back}>${this.t(this.stale ? 'discard' : 'back')}</button>
      </div>
    </form>`;
  }

  private field(field: Field, form: Form, hint = '', under = '', it?: CommitmentCard): TemplateResult {
    const bad = this.wrong[field];
    const id = field as string;
    const label = this.label(field, form.doing);
    if (field === 'due' || field === 'answerBy') {
      const pick = (value: string, other: boolean) => {
        form.text[field] = value;
        form.otherDay = other;
        this.written(field);
        if (other) void this.focusOn(`#${id}`);
      };
      const latest = field === 'answerBy' && it ? { latest: it.dueAt } : {};
      return dayField(this.words!, { id, label, value: form.text[field] ?? '', other: form.otherDay, bad, pick, ...latest });
    }
    if (field === 'who') {
      return html`<div>
        <label class="lab" for="who">${label}<span class="meta">${hint}</span></label>
        ${this.people.template('who-error', Boolean(bad))} ${wrong('who-error', bad)} ${under ? html`<p class="under"><span class="hint">${under}</span></p>` : nothing}
      </div>`;
    }
    if (field === 'reason') return this.reasons(form, label, bad);
    if (field === 'behaviours') return this.behaviours(form, bad);
    const write = ({ currentTarget }: Event) => {
      form.text[field] = (currentTarget as HTMLInputElement).value;
      this.written(field);
    };
    const value = form.text[field] ?? '';
    return html`<div>
      <label class="lab" for=${id}>${label}<span class="meta">${hint}</span></label>
      ${field === 'title'
        ? html`<input class="field ${bad ? 'bad' : ''}" id=${id} maxlength="200" dir="auto" aria-describedby="${id}-error" aria-invalid=${Boolean(bad)} .value=${value} @input=${write} />`
        : html`<textarea class="field small ${bad ? 'bad' : ''}" id=${id} rows="2" maxlength="2000" dir="auto" aria-describedby="${id}-error" aria-invalid=${Boolean(bad)} .value=${value} @input=${write}></textarea>`}
      ${wrong(`${id}-error`, bad)}
    </div>`;
  }

  private label(field: Field, doing: Doing): string {
    if (field === 'who') return this.finding.label();
    if (field === 'title') return this.t(doing === 'OFFER' ? 'need.offer' : 'need.what');
    if (field === 'due') return this.t('need.byWhen');
    if (field === 'answerBy') return this.t('need.answerBy');
    if (field === 'conditions') return this.t('term.conditions');
    if (field === 'reason') return this.t(doing === 'FLAG_AT_RISK' ? 'need.inTheWay' : 'need.gotInTheWay');
    if (field === 'alternative') return this.t('need.instead');
    if (field === 'evidence') return this.t('need.evidence');
    if (field === 'message') return this.t('message');
    return this.t(doing === 'REJECT' ? 'need.missing' : 'need.words');
  }

  private reasons(form: Form, label: string, bad: string | undefined): TemplateResult {
    const choose = (reason: VarianceReason) => () => {
      form.text.reason = reason;
      this.written('reason');
    };
    const at = Math.max(0, REASONS.indexOf(form.text.reason as (typeof REASONS)[number]));
    return html`<div>
      <div class="lab" id="reason-label">${label}</div>
      <div class="row wrap reasons" role="group" aria-labelledby="reason-label" aria-describedby="reason-error" @keydown=${roving('.pill')}>
        ${REASONS.map(
          (reason, i) => html`<button type="button" class="pill" tabindex=${i === at ? 0 : -1} aria-pressed=${form.text.reason === reason} @click=${choose(reason)}>${this.t(`reason.${reason}`)}</button>`,
        )}
      </div>
      ${wrong('reason-error', bad)}
    </div>`;
  }

  private behaviours(form: Form, bad: string | undefined): TemplateResult {
    const shown = this.allBehaviours ? this.catalogue : this.catalogue.filter(({ key }, i) => i < FEW || form.behaviours.includes(key));
    const rest = this.catalogue.length - shown.length;
    const toggle = (key: string) => () => {
      form.behaviours = form.behaviours.includes(key) ? form.behaviours.filter((each) => each !== key) : [...form.behaviours, key];
      this.written('behaviours');
    };
    const all = () => {
      this.allBehaviours = true;
      this.requestUpdate();
      void this.focusOn(`.opt:nth-of-type(${shown.length + 1})`);
    };
    return html`<div>
      <div class="opts ${bad ? 'bad' : ''}" role="group" aria-label=${this.t('what')} aria-describedby="behaviours-error" @keydown=${roving('.opt')}>
        ${shown.map(
          ({ key, label }, i) => html`<button type="button" class="opt" tabindex=${i ? -1 : 0} aria-pressed=${form.behaviours.includes(key)} @click=${toggle(key)}>
            ${icon(key, 22)}${label}<span class="tick">${icon('check', 16)}</span>
          </button>`,
        )}
        ${rest ? html`<button type="button" class="opt more" tabindex="-1" @click=${all}>${icon('plus')}${this.t('thank.more', { n: rest })}</button>` : nothing}
      </div>
      ${wrong('behaviours-error', bad)}
    </div>`;
  }

  private blank(): TemplateResult {
    return html`<div class="blank">
      <svg class="i" viewBox="0 0 72 52" width="72" height="52" aria-hidden="true"><circle class="disc" cx="26" cy="28" r="22" /><circle class="hole" cx="42" cy="24" r="22" /></svg>
      <h3>${this.t('loops.empty')}</h3>
      <p>${this.t('loops.emptyMore')}</p>
      <button class="btn" @click=${() => this.write('OFFER')}>${this.t('offer.title')}</button>
    </div>`;
  }
}
