// Saying thank you: one question when closed, a short form when open, ten seconds to change one's mind when sent.
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';

import { newKey, type Client, type News, type Thanks } from './client';
import { HybElement, keep, recall, sheet } from './element';
import { form } from './form';
import { Commitments, GiveRecognition, WithdrawRecognition } from './operations';
import type { BehavioursData, CommitmentCard, CommitmentState, PromiseLine, RecognitionCard, ViewerData, Visibility } from './operations';
import { People, type Chosen } from './people';
import styles from './styles/give.css?inline';
import { face, icon, names, own, plainNames, roving, wrong } from './ui';

const MOST = 2000; // code points of a message
const UNDO_SECONDS = 10;
const FIELDS = ['recipients', 'behaviours', 'message', 'link'] as const;
const DONE: CommitmentState[] = ['KEPT', 'DELIVERED'];
const VISIBILITIES: Visibility[] = ['EVERYONE', 'TEAMS', 'PEOPLE', 'PEOPLE_AND_MANAGERS'];

type Field = (typeof FIELDS)[number];

interface Draft {
  recipients: Chosen[];
  behaviours: string[];
  message: string;
  visibility: Visibility;
  link: string;
  promise: PromiseLine | null;
  /** One thank-you, however often it is sent. */
  key: string;
  at: string | null;
}

interface Sent {
  draft: Draft;
  names: string[];
  recognition: RecognitionCard | null;
  left: number;
  trouble: string;
}

const blank = (): Draft => ({
  recipients: [],
  behaviours: [],
  message: '',
  visibility: 'EVERYONE',
  link: '',
  promise: null,
  key: newKey(),
  at: null,
});
const written = (draft: Draft | null): boolean => Boolean(draft && (draft.message || draft.recipients.length || draft.behaviours.length));

/**
 * `<hyb-give>`. Parts: prompt, suggestion, people, listbox, behaviour, message, hint, count, visibility, link, promise, send,
 * undo. Events: `hyb:given` with `detail.recognition`, `hyb:acted` when it is taken back.
 */
export default class HybGive extends HybElement {
  static override properties: PropertyDeclarations = { viewer: { state: true }, catalogue: { state: true }, open: { state: true } };
  static override styles = [sheet(styles), form];

  declare viewer: ViewerData['viewer'] | undefined;
  declare catalogue: BehavioursData['behaviours'];
  declare open: boolean;

  private draft = blank();
  private wrong: Partial<Record<Field, string>> = {};
  private note: { kind: 'bad' | 'accent'; icon: string; text: string; signIn?: boolean } | null = null;
  private sending = false;
  private again = false; // the button says so after a first try
  private linked = false;
  private promises: CommitmentCard[] | null = null; // to choose from, once somebody asked for them
  private choosing: 'no' | 'yes' | string = 'no'; // or what kept them from coming
  private waiting = false; // for the network
  private sent: Sent | null = null;
  private clock: ReturnType<typeof setInterval> | undefined;
  private thanked = new Set<string>();
  private readonly people = new People(this, {
    id: 'who',
    client: () => this.client,
    words: () => this.words!,
    label: () => this.t('whoLabel'),
    without: () => (this.viewer ? [this.viewer.person?.id ?? ''] : []),
    teams: true,
    changed: () => {
      this.draft.recipients = this.people.chosen;
      this.changed('recipients');
    },
    say: (text) => this.say(text),
  });

  constructor() {
    super();
    this.catalogue = [];
    this.open = false;
  }

  protected override start(client: Client, alive: AbortSignal): void {
    client.hear('thank', alive, (news) => this.begin(news));
    client.hear('taken', alive, ({ id }) => this.sent?.recognition?.id === id && this.end());
    addEventListener('online', () => this.waiting && void this.send(), { signal: alive });
    alive.addEventListener('abort', () => clearInterval(this.clock));
    void this.load(client, alive);
  }

  protected override translated(): void {
    if (this.viewer) void this.load(this.client, this.alive.signal);
  }

  private async load(client: Client, alive: AbortSignal): Promise<void> {
    try {
      const [viewer, catalogue] = await Promise.all([client.viewer(), client.behaviours(this.words!.lang)]);
      if (alive.aborted) return;
      const first = !this.viewer;
      this.catalogue = catalogue.filter(({ retired }) => !retired);
      this.viewer = viewer;
      const stored = first ? recall<Draft>(this.place) : null;
      if (stored && written(stored)) {
        // A draft that was left open by a reload stands open again.
        this.draft = { ...blank(), ...stored };
        this.people.chosen = this.draft.recipients;
        this.open = true;
      }
    } catch (error) {
      this.failure(error);
      setTimeout(() => alive.aborted || void this.load(client, alive), 5000);
    }
  }

  /** Each person's own, on this device. */
  private get place(): string {
    return `draft.${this.viewer?.person?.id}`;
  }

  // --- opening, closing, keeping

  /** Opens the form; about a person, or a promise, if one is named. */
  begin({ person, promise }: News['thank'] = {}): void {
    this.end();
    if (promise) this.draft.promise = promise;
    if (person && !this.draft.recipients.some(({ id }) => id === person.id)) {
      this.people.chosen = this.draft.recipients;
      this.people.add({ id: person.id, name: person.displayName, sub: '', team: false });
    }
    this.people.chosen = this.draft.recipients;
    this.open = true;
    this.requestUpdate();
    void this.focusOn(this.draft.recipients.length ? '.opt[tabindex="0"]' : '#who');
  }

  private close(): void {
    this.open = false;
    this.note = null;
    this.wrong = {};
    void this.focusOn('.prompt');
  }

  private discard(): void {
    this.draft = blank();
    this.people.chosen = [];
    this.linked = this.again = this.waiting = false;
    this.choosing = 'no';
    keep(this.place, null);
    this.close();
  }

  private changed(field?: Field): void {
    if (field) delete this.wrong[field];
    this.note = null;
    this.waiting = false;
    this.draft.at = new Date().toISOString();
    keep(this.place, this.draft);
    this.requestUpdate();
  }

  // --- sending

  private missing(): Partial<Record<Field, string>> {
    const { recipients, behaviours, message } = this.draft;
    const over = [...message.trim()].length - MOST;
    return {
      ...(recipients.length ? {} : { recipients: this.t('missing.recipients') }),
      ...(behaviours.length ? {} : { behaviours: this.t('missing.behaviours') }),
      ...(message.trim() ? (over > 0 ? { message: this.t('tooLong', { n: over }) } : {}) : { message: this.t('missing.message') }),
    };
  }

  private async failAt(wrong: Partial<Record<Field, string>>): Promise<void> {
    this.wrong = wrong;
    if (wrong.link) this.linked = true;
    this.requestUpdate();
    const first = FIELDS.find((field) => wrong[field]);
    if (first) await this.focusOn({ recipients: '#who', behaviours: '.opt[tabindex="0"]', message: '#message', link: '#link' }[first]);
  }

  private async send(): Promise<void> {
    if (this.sending || !this.viewer?.person) return;
    const missing = this.missing();
    if (Object.keys(missing).length) return this.failAt(missing);
    const { draft, client } = this;
    const me = this.viewer.person;
    const { key } = draft;
    this.sending = true;
    this.waiting = false;
    // Shown at once; taken back with the words kept when the service says no.
    const [first] = draft.recipients;
    const guess: Thanks = {
      id: key,
      message: draft.message.trim(),
      giver: { id: me.id, displayName: me.displayName, teams: me.teams },
      recipients: first?.team ? [] : draft.recipients.map(({ id, name }) => ({ id, displayName: name })),
      team: first?.team ? { id: first.id, name: first.name } : null,
      behaviours: this.catalogue.filter(({ key: each }) => draft.behaviours.includes(each)).map(({ key: each, label }) => ({ key: each, label })),
      visibility: draft.visibility,
      state: 'ACTIVE',
      createdAt: new Date().toISOString(),
      editedAt: null,
      link: draft.link || null,
      commitment: draft.promise,
      reactions: [],
      endorsementCount: 0,
      viewerHasEndorsed: false,
      commentCount: 0,
      viewerMay: [],
    };
    client.tell('giving', { key, recognition: guess });
    const sent: Sent = { draft, names: draft.recipients.map(({ name }) => name), recognition: null, left: UNDO_SECONDS, trouble: '' };
    this.sent = sent;
    this.draft = blank();
    this.people.chosen = [];
    this.open = this.linked = this.again = false;
    this.choosing = 'no';
    this.note = null;
    this.requestUpdate();
    void this.focusOn('.undo .btn');
    try {
      const { recognition } = await client.act(GiveRecognition, {
        input: {
          recipients: draft.recipients.map(({ id }) => id),
          message: draft.message,
          behaviours: draft.behaviours,
          visibility: draft.visibility,
          link: draft.link.trim() || null,
          commitment: draft.promise?.id ?? null,
          idempotencyKey: key,
        },
      });
      sent.recognition = recognition!;
      keep(this.place, null);
      for (const { id } of draft.recipients) this.thanked.add(id);
      client.tell('given', { key, recognition: { ...recognition!, commitment: draft.promise } });
      this.emit('given', { recognition });
      this.count(sent);
    } catch (error) {
      client.tell('failed', { key });
      this.end();
      this.restore(draft);
      this.refuse(error);
    } finally {
      this.sending = false;
      this.requestUpdate();
    }
  }

  private restore(draft: Draft): void {
    this.draft = draft;
    this.people.chosen = draft.recipients;
    this.open = true;
    keep(this.place, draft);
    this.requestUpdate();
  }

  private refuse(error: unknown): void {
    const { text, problem, refusal } = this.failure(error);
    this.again = true;
    if (refusal) {
      const wrong: Partial<Record<Field, string>> = {};
      for (const { code, message, path } of refusal.errors) {
        const field = FIELDS.find((each) => path?.includes(each));
        const sentence = this.sentence(code, message, field);
        if (field && code !== 'PACE_LIMIT') wrong[field] ??= sentence;
        else this.note = code === 'PACE_LIMIT' ? { kind: 'accent', icon: 'clock', text: sentence } : { kind: 'bad', icon: 'warn', text: sentence };
      }
      if (refusal.code === 'CONFLICT') this.draft.key = newKey();
      void this.failAt(wrong);
    } else if (problem?.trouble === 'signedOut') {
      this.note = { kind: 'bad', icon: 'lock', text: this.t('notSent.signedOut'), signIn: true };
    } else if (problem?.trouble === 'network') {
      this.waiting = true;
      this.note = { kind: 'bad', icon: 'offline', text: this.t('notSent.network') };
    } else {
      this.note = { kind: 'bad', icon: 'warn', text: problem?.reference ? `${text} ${this.t('reference')} ${problem.reference}` : text };
    }
    if (this.note) void this.focusOn('.foot .btn.p');
  }

  /** A refusal in the reader's language, where the service's sentence has something to say that is only here. */
  private sentence(code: string, message: string, field: Field | undefined): string {
    if (code === 'INVALID' && field === 'link') return this.t('badLink');
    const [, day, time] = (code === 'PACE_LIMIT' && /(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/.exec(message)) || [];
    if (day) return this.t('pace', { time: this.words!.exactly(new Date(`${day}T${time}Z`)) });
    return this.refused(code, message);
  }

  private async signIn(): Promise<void> {
    if (!(await this.client.signIn())) return;
    this.note = null;
    this.requestUpdate();
    await this.send();
  }

  // --- ten seconds

  private count(sent: Sent): void {
    clearInterval(this.clock);
    this.clock = setInterval(() => {
      sent.left--;
      this.requestUpdate();
      if (sent.left > 0 || this.sent !== sent) return;
      const focused = this.q('.undo')?.contains((this.renderRoot as ShadowRoot).activeElement);
      this.end();
      if (focused && sent.recognition) this.client.tell('show', { id: sent.recognition.id });
    }, 1000);
  }

  private end(): void {
    clearInterval(this.clock);
    this.sent = null;
    this.requestUpdate();
  }

  private async undo(): Promise<void> {
    const sent = this.sent;
    if (!sent?.recognition) return;
    clearInterval(this.clock);
    const { id } = sent.recognition;
    try {
      await this.client.act(WithdrawRecognition, { input: { id } });
    } catch (error) {
      sent.trouble = this.failure(error).text;
      return this.requestUpdate();
    }
    this.client.tell('taken', { id });
    this.emit('acted', { act: 'WITHDRAW', recognition: sent.recognition });
    this.end();
    for (const one of sent.draft.recipients) this.thanked.delete(one.id);
    // A new key: the same words sent again are a new thank-you.
    this.restore({ ...sent.draft, key: newKey() });
    this.say(this.t('takenBack'));
    void this.focusOn('#message');
  }

  // --- drawing

  protected override view(): TemplateResult | typeof nothing {
    if (this.viewer === undefined) return html`<div class="give-closed" aria-busy="true"><span class="sk o"></span><span class="sk w5"></span></div>`;
    if (!this.viewer?.person) return html`<p class="note">${icon('info')}<span class="grow">${this.t('readOnly')}</span></p>`;
    return html`<section aria-label=${this.t('give')}>${this.undoBar()}${this.open ? this.form() : this.closed(this.viewer.person)}</section>`;
  }

  private closed(me: { id: string; displayName: string }): TemplateResult {
    const lately = this.viewer!.unseenTeammates.filter(({ id }) => !this.thanked.has(id)).slice(0, 2);
    return html`<div class="give-closed">
        ${face(me)}
        <button class="prompt" part="prompt" @click=${() => this.begin()}>${this.t(written(this.draft) ? 'goOn' : 'prompt')}</button>
      </div>
      ${lately.length
        ? html`<div class="lately" part="suggestion">
            <span>${this.t('lately')} <span class="faint">${this.t('onlyYou')}</span></span>
            ${lately.map(
              (person) => html`<button class="person" @click=${() => this.begin({ person })}>${face(person, 's24')}${own(person.displayName)}</button>`,
            )}
          </div>`
        : nothing}`;
  }

  private form(): TemplateResult {
    const { draft, wrong: bad } = this;
    const length = [...draft.message.trim()].length;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.send();
    };
    const keys = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
      else if (event.key === 'Escape' && !event.defaultPrevented) this.close();
    };
    const toggle = (key: string) => () => {
      const on = draft.behaviours.includes(key);
      draft.behaviours = on ? draft.behaviours.filter((other) => other !== key) : [...draft.behaviours, key];
      this.changed('behaviours');
    };
    const write = ({ currentTarget }: Event) => {
      draft.message = (currentTarget as HTMLTextAreaElement).value;
      this.changed('message');
    };
    return html`<form novalidate @submit=${submit} @keydown=${keys}>
      <div class="w-h one">
        <h2>${this.t('give')}</h2>
        <span class="meta faint push">${draft.at ? this.t('draftSaved', { time: this.words!.clock(new Date(draft.at)) }) : nothing}</span>
        <button type="button" class="btn q ic" aria-label=${this.t('close')} @click=${() => this.close()}>${icon('x')}</button>
      </div>
      <div class="form">
        ${this.note
          ? html`<div class="note ${this.note.kind}" role="alert">
              ${icon(this.note.icon, 20)}<span class="grow"><b>${this.note.text}</b></span>
              ${this.note.signIn ? html`<button type="button" class="btn s" @click=${() => this.signIn()}>${this.t('signInAgain')}</button>` : nothing}
            </div>`
          : nothing}
        <div>
          <label class="lab" for="who">${this.t('who')}<span class="meta">${this.t('whoHint')}</span></label>
          ${this.people.template('who-error', Boolean(bad.recipients))} ${wrong('who-error', bad.recipients)}
        </div>
        <div>
          <div class="lab" id="what">${this.t('what')}<span class="meta">${this.t('whatHint')}</span></div>
          <div class="opts ${bad.behaviours ? 'bad' : ''}" role="group" aria-labelledby="what" aria-describedby="what-error" @keydown=${roving('.opt')}>
            ${this.catalogue.map(
              ({ key, label, description }, i) => html`<button
                type="button"
                class="opt"
                part="behaviour"
                tabindex=${i ? -1 : 0}
                aria-pressed=${draft.behaviours.includes(key)}
                title=${description}
                @click=${toggle(key)}
              >
                ${icon(key, 22)}${label}<span class="tick">${icon('check', 16)}</span>
              </button>`,
            )}
          </div>
          ${wrong('what-error', bad.behaviours)}
        </div>
        <div>
          <label class="lab" for="message">${this.t('message')}</label>
          <textarea
            class="field ${bad.message ? 'bad' : ''}"
            id="message"
            part="message"
            rows="4"
            dir="auto"
            aria-describedby="message-error hint"
            aria-invalid=${Boolean(bad.message)}
            .value=${draft.message}
            @input=${write}
          ></textarea>
          ${wrong('message-error', bad.message)}
          <p class="under">
            <span class="hint" id="hint" part="hint">${this.t('hint')}</span>
            <span class="num nowrap ${length > MOST ? 'c-broken' : ''}" part="count">${this.t('count', { n: length, most: MOST })}</span>
          </p>
        </div>
        ${this.linked || draft.link ? this.linkField() : nothing}
        ${draft.promise ? this.aboutPromise(draft.promise) : this.choosing === 'no' ? nothing : this.promiseField()}
      </div>
      <div class="foot">
        <label class="choice" part="visibility">
          ${icon('eye')}<select aria-label=${this.t('seenBy')} @change=${({ currentTarget }: Event) => {
            draft.visibility = (currentTarget as HTMLSelectElement).value as Visibility;
            this.changed();
          }}>
            ${VISIBILITIES.map((each) => html`<option value=${each} ?selected=${each === draft.visibility}>${this.t(`visibility.${each}`)}</option>`)}
          </select>${icon('chev', 14)}
        </label>
        ${this.linked || draft.link
          ? nothing
          : html`<button
              type="button"
              class="btn q"
              part="link"
              @click=${() => {
                this.linked = true;
                this.requestUpdate();
                void this.focusOn('#link');
              }}
            >
              ${icon('link')}${this.t('addLink')}
            </button>`}
        ${draft.promise || this.choosing !== 'no'
          ? nothing
          : html`<button type="button" class="btn q" part="promise" @click=${() => this.choosePromise()}>${icon('promised')}${this.t('aboutPromise')}</button>`}
        <button type="button" class="btn q" ?hidden=${!written(draft)} @click=${() => this.discard()}>${this.t('discard')}</button>
        <span class="push"><button type="submit" class="btn p" part="send">${this.t(this.again ? 'tryAgain' : 'send')}</button></span>
      </div>
    </form>`;
  }

  private linkField(): TemplateResult {
    const write = ({ currentTarget }: Event) => {
      this.draft.link = (currentTarget as HTMLInputElement).value;
      this.changed('link');
    };
    return html`<div>
      <label class="lab" for="link">${this.t('link')}</label>
      <input
        class="field ${this.wrong.link ? 'bad' : ''}"
        id="link"
        type="url"
        inputmode="url"
        placeholder="https://"
        aria-describedby="link-error"
        aria-invalid=${Boolean(this.wrong.link)}
        .value=${this.draft.link}
        @input=${write}
      />
      ${wrong('link-error', this.wrong.link)}
    </div>`;
  }

  private async choosePromise(): Promise<void> {
    this.choosing = 'yes';
    this.requestUpdate();
    try {
      const filter = { customer: this.viewer!.person!.id, states: DONE };
      this.promises = (await this.client.ask(Commitments, { first: 50, filter })).commitments.nodes.filter(({ performer }) => performer);
    } catch (error) {
      this.choosing = this.failure(error).text;
    }
    this.requestUpdate();
    void this.focusOn('#promise');
  }

  /** What was promised to the viewer and done: by whom they thank, if that is said already. */
  private promiseField(): TemplateResult {
    const people = this.draft.recipients.filter(({ team }) => !team).map(({ id }) => id);
    const all = this.promises ?? [];
    const theirs = all.filter(({ performer }) => people.includes(performer!.id));
    const shown = theirs.length ? theirs : all;
    const choose = ({ currentTarget }: Event) => {
      const found = all.find(({ id }) => id === (currentTarget as HTMLSelectElement).value);
      if (!found) return;
      const { id, title, state, performer } = found;
      this.draft.promise = { id, title, state };
      if (!this.draft.recipients.length) this.people.add({ id: performer!.id, name: performer!.displayName, sub: '', team: false });
      this.changed();
      void this.focusOn('.about .x');
    };
    return html`<div>
      <label class="lab" for="promise">${this.t('aboutPromise')}</label>
      ${this.choosing !== 'yes'
        ? html`<p class="err" role="alert">${icon('warn')}<span>${this.choosing}</span></p>`
        : this.promises && !all.length
          ? html`<p class="meta" id="promise" tabindex="-1">${this.t('noPromise')}</p>`
          : html`<select class="field" id="promise" aria-busy=${!this.promises} @change=${choose}>
              <option value="">${this.promises ? this.t('whichPromise') : '…'}</option>
              ${shown.map(({ id, title, performer }) => html`<option value=${id}>${title} · ${performer!.displayName}</option>`)}
            </select>`}
    </div>`;
  }

  private aboutPromise({ title, state }: PromiseLine): TemplateResult {
    const remove = () => {
      this.draft.promise = null;
      this.choosing = 'no';
      this.changed();
      void this.focusOn('.foot [part=promise]');
    };
    return html`<p class="tag about" part="promise">
      ${icon(state === 'KEPT' ? 'kept' : 'delivered', 16, state === 'KEPT' ? 'c-kept' : '')}<b>${this.words!.parts(state === 'KEPT' ? 'promiseKept' : 'promiseAbout', { title: own(title) })}</b>
      <button type="button" class="x" aria-label=${this.t('remove', { name: title })} @click=${remove}>${icon('x', 14)}</button>
    </p>`;
  }

  private undoBar(): TemplateResult | typeof nothing {
    const { sent } = this;
    if (!sent) return nothing;
    const words = this.words!;
    const all = sent.names;
    return html`<div class="undo" part="undo">
      <svg class="i count" viewBox="0 0 28 28" aria-hidden="true">
        <circle class="rest" cx="14" cy="14" r="11" />
        <circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke-dasharray="${(sent.left * 100) / UNDO_SECONDS} 100" transform="rotate(-90 14 14)" />
        <text x="14" y="18" text-anchor="middle">${words.number(sent.left)}</text>
      </svg>
      <div class="tx">
        <b role="status" aria-label=${words.t('thanked', { n: all.length, names: plainNames(words, all) })}>${words.parts('thanked', { n: all.length, names: names(words, all) })}</b>
        <div class="meta">${this.t('undoMore', { n: sent.left })}</div>
        <p class="err" role="alert" ?hidden=${!sent.trouble}>${icon('warn')}${sent.trouble}</p>
      </div>
      <button class="btn push" aria-disabled=${!sent.recognition} @click=${() => this.undo()}>${icon('undo')}${this.t('undo')}</button>
    </div>`;
  }
}
