// One recognition as it is shown: the thanked come first, the giver signs; below it, what the viewer may do with it.
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { newKey, Refusal, type Thanks } from './client';
import type { Dialog } from './dialog';
import type { HybElement } from './element';
import {
  AddComment,
  Comments,
  DeleteComment,
  EditRecognition,
  EndorseRecognition,
  Moderate,
  ReactToRecognition,
  RemoveEndorsement,
  RemoveReaction,
  Report,
  WithdrawRecognition,
} from './operations';
import type { CommentLine, PromiseLine, RecognitionAct, RecognitionCard } from './operations';
import { colourOf, ringOf } from './promise';
import { face, icon, menu, names, own, plainNames, time, wrong, type Item } from './ui';
import type { Words } from './words';

const EDIT_MINUTES = 15; // the service's default; it has the last word
const NAMES = 3; // then "and 4 others"
const LONG = 180; // characters that may take more than the fold's five lines in a narrow column
export const REACTIONS = ['👏', '💛', '🙏', '👍', '🔥', '🌱'] as const;

/** Where letters lie: the feed. */
export interface Desk extends HybElement {
  readonly me: { id: string } | null;
  readonly dialog: Dialog;
  label(behaviour: { key: string; label: string }): string;
  /** The viewer sees to it that this one is gone. */
  removed(letter: Letter, said: string): void;
}

interface Talk {
  lines: CommentLine[];
  next: string | null;
  trouble: string;
  writing: string;
  failed: string;
  key: string;
  /** What was written, or is deleted, is under way. */
  busy: boolean;
}

export class Letter {
  /** Pixels, as it was when it was last seen; 0 before. */
  height = 0;
  /** Whether it is longer than its fold; undefined until somebody looked. */
  long: boolean | undefined;
  unfolded = false;
  pending = false;
  fresh = false;
  /** What became of it, once it is gone: only that is shown. */
  gone = '';
  private note: { text: string; bad: boolean } | null = null;
  private talk: Talk | null = null;
  private editing: { text: string; trouble: string } | null = null;

  constructor(
    private readonly desk: Desk,
    public data: Thanks,
  ) {
    this.long = (data.message?.length ?? 0) > LONG || data.message?.includes('\n') ? undefined : false;
  }

  get id(): string {
    return this.data.id;
  }
  private get words(): Words {
    return this.desk.words!;
  }
  private may(act: RecognitionAct): boolean {
    return this.data.viewerMay.includes(act);
  }
  private get selector(): string {
    return `article[data-id="${CSS.escape(this.id)}"]`;
  }
  focus(inside = ''): void {
    void this.desk.focusOn(`${this.selector} ${inside}`);
  }
  private tell(text: string, bad = false): void {
    this.note = { text, bad };
    this.desk.requestUpdate();
    this.focus('.note');
  }

  // --- acts

  /** Shown at once, and taken back when the service says no. */
  private async toggle(name: 'ENDORSE' | 'REACT', change: Partial<RecognitionCard>, act: () => Promise<{ recognition: Partial<RecognitionCard> | null }>): Promise<void> {
    const before = this.data;
    this.data = { ...before, ...change };
    this.note = null;
    this.desk.requestUpdate();
    try {
      const { recognition } = await act();
      this.data = { ...this.data, ...recognition };
      this.desk.emit('acted', { act: name, recognition: this.data });
    } catch (error) {
      this.data = before;
      this.tell(this.desk.failure(error).text, true);
    }
    this.desk.requestUpdate();
  }

  private readonly endorse = (): void => {
    const { id, viewerHasEndorsed: off, endorsementCount } = this.data;
    const { client } = this.desk;
    const input = { id };
    void this.toggle('ENDORSE', { viewerHasEndorsed: !off, endorsementCount: endorsementCount + (off ? -1 : 1) }, () =>
      off ? client.act(RemoveEndorsement, { input }) : client.act(EndorseRecognition, { input }),
    );
  };

  private react(emoji: string): void {
    const { id, reactions } = this.data;
    const now = reactions.find((each) => each.emoji === emoji);
    const on = !now?.viewerHasReacted;
    const next = now
      ? reactions.map((each) => (each === now ? { ...now, viewerHasReacted: on, count: now.count + (on ? 1 : -1) } : each)).filter(({ count }) => count)
      : [...reactions, { emoji, count: 1, viewerHasReacted: true }];
    const { client } = this.desk;
    const input = { id, emoji };
    void this.toggle('REACT', { reactions: next }, () =>
      on ? client.act(ReactToRecognition, { input }) : client.act(RemoveReaction, { input }),
    );
  }

  private readonly edit = (): void => {
    this.editing = { text: this.data.message ?? '', trouble: '' };
    this.desk.requestUpdate();
    this.focus('.edit textarea');
  };

  private async save(): Promise<void> {
    const { editing } = this;
    if (!editing) return;
    try {
      const { recognition } = await this.desk.client.act(EditRecognition, { input: { id: this.id, message: editing.text } });
      this.data = { ...this.data, ...recognition };
      this.editing = null;
      this.long = undefined;
      this.desk.emit('acted', { act: 'EDIT', recognition: this.data });
      this.focus();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'EDIT_WINDOW_OVER') {
        this.data = { ...this.data, viewerMay: this.data.viewerMay.filter((act) => act !== 'EDIT') };
      }
      editing.trouble = this.desk.failure(error).text;
    }
    this.desk.requestUpdate();
  }

  private withdraw(): void {
    const { desk } = this;
    void desk.dialog.ask({
      title: desk.t('withdrawTitle'),
      text: desk.t('withdrawMore'),
      label: desk.t('withdraw'),
      act: async () => {
        await desk.client.act(WithdrawRecognition, { input: { id: this.id } });
        desk.emit('acted', { act: 'WITHDRAW', recognition: this.data });
        desk.removed(this, desk.t('withdrawn'));
      },
    });
  }

  private report(id: string): void {
    const { desk } = this;
    void desk.dialog.ask({
      title: desk.t('reportTitle'),
      text: desk.t('reportMore'),
      label: desk.t('report'),
      reason: desk.t('reason'),
      act: async (reason) => {
        await desk.client.act(Report, { input: { id, reason } });
        this.tell(desk.t('reported'));
      },
    });
  }

  /** To the service's own page, which shows this one to whoever may see it. */
  private async copyLink(): Promise<void> {
    const link = `${this.desk.client.endpoint}/?thanks=${this.id}`;
    try {
      await navigator.clipboard.writeText(link);
      this.tell(this.desk.t('linkCopied'));
    } catch {
      this.tell(link); // a page without https, or one that forbids it: it can be taken by hand
    }
  }

  private hide(): void {
    const { desk } = this;
    void desk.dialog.ask({
      title: desk.t('hideTitle'),
      text: desk.t('hideMore'),
      label: desk.t('hide'),
      reason: desk.t('reason'),
      act: async (reason) => {
        await desk.client.act(Moderate, { input: { id: this.id, reason, hide: true } });
        desk.removed(this, desk.t('hidden'));
      },
    });
  }

  private readonly toggleTalk = (): void => {
    this.talk = this.talk ? null : { lines: [], next: null, trouble: '', writing: '', failed: '', key: newKey(), busy: false };
    this.desk.requestUpdate();
    if (!this.talk) return;
    void this.readOn();
    if (this.may('COMMENT')) this.focus('.write input');
  };

  private async readOn(): Promise<void> {
    const { talk } = this;
    if (!talk) return;
    talk.trouble = '';
    try {
      const { node } = await this.desk.client.ask(Comments, { recognition: this.id, after: talk.next });
      talk.lines = [...talk.lines, ...(node?.comments?.nodes ?? [])];
      talk.next = node?.comments?.pageInfo.hasNextPage ? node.comments.pageInfo.endCursor : null;
      if (node?.commentCount != null) this.data = { ...this.data, commentCount: node.commentCount };
    } catch (error) {
      talk.trouble = this.desk.failure(error).text;
    }
    this.desk.requestUpdate();
  }

  private async write(): Promise<void> {
    const { talk } = this;
    if (!talk?.writing.trim() || talk.busy) return;
    talk.busy = true;
    talk.failed = '';
    const text = talk.writing;
    try {
      const input = { recognition: this.id, text, idempotencyKey: talk.key };
      const { comment, recognition } = await this.desk.client.act(AddComment, { input });
      if (comment) talk.lines = [...talk.lines, comment];
      if (talk.writing === text) talk.writing = ''; // else more was written meanwhile
      talk.key = newKey();
      this.data = { ...this.data, ...recognition };
    } catch (error) {
      talk.failed = this.desk.failure(error).text;
    } finally {
      talk.busy = false;
    }
    this.desk.requestUpdate();
  }

  private async erase(comment: CommentLine): Promise<void> {
    const { talk } = this;
    if (!talk || talk.busy) return;
    talk.busy = true;
    try {
      const { recognition } = await this.desk.client.act(DeleteComment, { input: { id: comment.id } });
      talk.lines = talk.lines.filter(({ id }) => id !== comment.id);
      this.data = { ...this.data, commentCount: recognition?.commentCount ?? this.data.commentCount - 1 };
      this.desk.requestUpdate();
      this.focus('.talk');
    } catch (error) {
      this.tell(this.desk.failure(error).text, true);
    } finally {
      talk.busy = false;
    }
  }

  // --- drawing

  view(position: number): TemplateResult {
    const { data, words } = this;
    if (this.gone) {
      return html`<article class="rec gone" part="card" data-id=${data.id} tabindex="0" aria-label=${this.gone} aria-posinset=${position} aria-setsize="-1">
        <p class="note" role="status" tabindex="-1">${icon('check')}<span>${this.gone}</span></p>
      </article>`;
    }
    const { recipients, team } = data;
    const all = team ? [team.name] : recipients.map(({ displayName }) => displayName);
    const shown = all.length > NAMES + 1 ? [...all.slice(0, NAMES), words.t('others', { n: all.length - NAMES })] : all;
    const labels = data.behaviours.map((each) => this.desk.label(each));
    const [first, second] = recipients;
    return html`<article
      class="rec ${this.fresh ? 'fresh' : ''}"
      part="card"
      data-id=${data.id}
      tabindex="0"
      aria-busy=${this.pending}
      aria-posinset=${position}
      aria-setsize="-1"
      aria-label=${words.t('cardLabel', { names: plainNames(words, shown), behaviours: plainNames(words, labels) })}
    >
      <div>
        ${team
          ? face(team, 'back sq')
          : second
            ? html`<span class="avs">${face(first!, 's32 back')}${face(second, 's32')}</span>`
            : first
              ? face(first, 'back')
              : nothing}
      </div>
      <div class="who">
        <h3 class="names" part="names" title=${all.length > shown.length ? plainNames(words, all) : nothing}>
          ${names(words, shown)}
          ${team
            ? html` <span class="meta">${words.t('wholeTeam')}${recipients.length ? `, ${words.t('people', { n: recipients.length })}` : ''}</span>`
            : nothing}
        </h3>
        <div class="when">${this.more()}</div>
        <div class="behs">
          ${data.behaviours.map(({ key }, i) => html`<span class="beh" part="behaviour">${icon(key, 20)}${labels[i]}</span>`)}
        </div>
      </div>
      <div class="body">
        ${this.editing ? this.editor(this.editing) : this.message()} ${this.signature()}
        ${data.link || data.commitment
          ? html`<div class="atts">${data.link ? attachment(data.link) : nothing}${data.commitment ? promise(words, data.commitment) : nothing}</div>`
          : nothing}
        ${this.acts()}
        ${this.note
          ? html`<p class="note ${this.note.bad ? 'bad' : ''}" role="status" tabindex="-1">
              ${icon(this.note.bad ? 'warn' : 'check')}<span class="grow">${this.note.text}</span>
            </p>`
          : nothing}
        ${this.talk ? this.comments(this.talk) : nothing}
      </div>
    </article>`;
  }

  private more(): TemplateResult | typeof nothing {
    const { desk } = this;
    const items: Item[] = [];
    if (this.pending) return nothing;
    items.push({ icon: 'copy', label: desk.t('copyLink'), act: () => void this.copyLink() });
    if (this.may('EDIT')) items.push({ icon: 'pen', label: desk.t('edit'), act: this.edit });
    if (this.may('WITHDRAW')) items.push({ icon: 'undo', label: desk.t('withdraw'), act: () => this.withdraw() });
    if (this.may('REPORT')) items.push({ icon: 'warn', label: desk.t('report'), act: () => this.report(this.id), apart: true });
    if (this.may('MODERATE')) items.push({ icon: 'eye', label: desk.t('hide'), act: () => this.hide(), apart: !this.may('REPORT') });
    return menu(`more-${this.id}`, icon('more'), desk.t('more'), items);
  }

  private message(): TemplateResult {
    const unfold = () => {
      this.unfolded = true;
      this.desk.requestUpdate();
      this.focus();
    };
    const folded = this.long !== false && !this.unfolded;
    return html`<blockquote class="voice" part="message"><p class=${folded ? 'fold' : ''} dir="auto">${this.data.message ?? ''}</p></blockquote>
      ${this.long && !this.unfolded ? html`<button class="link" aria-expanded="false" @click=${unfold}>${this.words.t('readAll')}</button>` : nothing}`;
  }

  private editor(editing: { text: string; trouble: string }): TemplateResult {
    const { desk } = this;
    const cancel = () => {
      this.editing = null;
      desk.requestUpdate();
      this.focus();
    };
    const id = `edit-${this.id}`;
    return html`<form
      class="edit"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.save();
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') cancel();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.save();
      }}
    >
      <textarea
        class="field ${editing.trouble ? 'bad' : ''}"
        rows="4"
        dir="auto"
        aria-label=${desk.t('edit')}
        aria-describedby=${id}
        .value=${editing.text}
        @input=${({ currentTarget }: Event) => (editing.text = (currentTarget as HTMLTextAreaElement).value)}
      ></textarea>
      ${wrong(id, editing.trouble)}
      <div class="row">
        <button type="submit" class="btn p s">${desk.t('save')}</button>
        <button type="button" class="btn q s" @click=${cancel}>${desk.t('cancel')}</button>
      </div>
    </form>`;
  }

  private signature(): TemplateResult {
    const { giver, createdAt, editedAt, visibility } = this.data;
    const [team] = giver.teams;
    return html`<p class="sign" part="signature">
      <b>${giver.id === this.desk.me?.id ? this.words.t('you') : own(giver.displayName)}</b>
      ${team ? html`<span class="meta"><bdi>${team.name}</bdi></span>` : nothing} ${time(this.words, createdAt)}
      ${editedAt ? html`<span class="meta faint">${this.words.t('edited')}</span>` : nothing}
      ${visibility === 'EVERYONE' ? nothing : html`<span class="meta row">${icon('lock', 14)}${this.words.t(`visibility.${visibility}`)}</span>`}
    </p>`;
  }

  private acts(): TemplateResult | typeof nothing {
    const { data, words, desk } = this;
    if (this.pending) return nothing;
    const { endorsementCount: saw, viewerHasEndorsed: mine, reactions, commentCount } = data;
    const left = EDIT_MINUTES - Math.floor((Date.now() - new Date(data.createdAt).getTime()) / 60_000);
    const name = (emoji: string) => words.maybe(`reaction.${emoji}`) ?? emoji;
    return html`<div class="acts" part="actions">
      ${this.may('ENDORSE') || mine || saw
        ? html`<button class="re say" aria-pressed=${mine} ?disabled=${!this.may('ENDORSE') && !mine} @click=${this.endorse}>
            ${icon('second', 16)}${words.t('sawToo')}${saw ? html` <span class="num">${words.number(saw)}</span>` : nothing}
          </button>`
        : nothing}
      ${reactions.map(
        ({ emoji, count, viewerHasReacted }) => html`<button
          class="re"
          aria-pressed=${viewerHasReacted}
          aria-label=${words.t('reacted', { name: name(emoji), n: count })}
          ?disabled=${!this.may('REACT')}
          @click=${() => this.react(emoji)}
        >
          <span>${emoji}</span><span class="num">${words.number(count)}</span>
        </button>`,
      )}
      ${this.may('REACT')
        ? menu(
            `react-${this.id}`,
            icon('smile'),
            desk.t('react'),
            REACTIONS.map((emoji) => ({ label: emoji, name: name(emoji), act: () => this.react(emoji) })),
            'emoji',
            're bare',
          )
        : nothing}
      ${this.may('COMMENT') || commentCount
        ? html`<button
            class="re bare talk"
            aria-expanded=${Boolean(this.talk)}
            aria-label=${commentCount ? words.t('comments', { n: commentCount }) : words.t('comment')}
            @click=${this.toggleTalk}
          >
            ${icon('comment')}${commentCount ? html`<span class="num">${words.number(commentCount)}</span>` : nothing}
          </button>`
        : nothing}
      ${this.may('EDIT') && left > 0 && !this.editing
        ? html`<span class="push row">
            <span class="meta faint left">${words.t('leftToEdit', { time: words.unit(left, 'minute') })}</span>
            <button class="btn q s" @click=${this.edit}>${icon('pen', 16)}${words.t('edit')}</button>
          </span>`
        : nothing}
    </div>`;
  }

  private comments(talk: Talk): TemplateResult {
    const { desk, words } = this;
    const send = (event: Event) => {
      event.preventDefault();
      void this.write();
    };
    const typed = ({ currentTarget }: Event) => {
      talk.writing = (currentTarget as HTMLInputElement).value;
      talk.key = newKey(); // other words are another comment; the same ones sent twice are one
    };
    const id = `comment-${this.id}`;
    return html`<div class="coms" part="comments">
      ${talk.lines.map((line) => {
        const mine = line.author.id === desk.me?.id;
        return html`<div class="com">
          ${face(line.author, 's28')}
          <div class="grow">
            <div class="row meta wrap">
              <b class="c-ink">${mine ? words.t('you') : own(line.author.displayName)}</b>${time(words, line.createdAt)}
              <button class="link" @click=${() => (mine ? void this.erase(line) : this.report(line.id))}>${words.t(mine ? 'deleteComment' : 'reportShort')}</button>
            </div>
            <p class="voice" dir="auto">${line.text}</p>
          </div>
        </div>`;
      })}
      ${talk.trouble
        ? html`<p class="err">${icon('warn')}${talk.trouble} <button class="link" @click=${() => this.readOn()}>${words.t('tryAgain')}</button></p>`
        : talk.next
          ? html`<button class="link" @click=${() => this.readOn()}>${words.t('moreComments')}</button>`
          : nothing}
      ${this.may('COMMENT')
        ? html`<form class="write" @submit=${send}>
            <div class="row">
              <input
                class="field"
                maxlength="2000"
                dir="auto"
                enterkeyhint="send"
                aria-label=${words.t('addComment')}
                placeholder=${words.t('addComment')}
                aria-describedby=${id}
                .value=${live(talk.writing)}
                @input=${typed}
              />
              <button type="submit" class="btn">${words.t('sendComment')}</button>
            </div>
            ${wrong(id, talk.failed)}
          </form>`
        : nothing}
    </div>`;
  }
}

/** The promise that it came out of. */
const promise = (words: Words, { title, state }: PromiseLine): TemplateResult =>
  html`<span class="tag" part="promise"
    >${icon(ringOf(state), 16, colourOf(state, false))}<b>${words.parts(state === 'KEPT' ? 'promiseKept' : 'promiseAbout', { title: own(title) })}</b></span
  >`;

/** Only what the service lets through as a link; a name is made of its host and last part. */
function attachment(link: string): TemplateResult {
  const url = URL.canParse(link) ? new URL(link) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return html`<span class="tag">${icon('link', 16)}<b>${link}</b></span>`;
  let last = url.pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    last = decodeURIComponent(last);
  } catch {
    // as it stands
  }
  return html`<a class="tag" part="attachment" href=${url.href} target="_blank" rel="noreferrer noopener"
    >${icon('link', 16)}<b><bdi>${last ? `${url.host} · ${last}` : url.host}</bdi></b></a
  >`;
}
