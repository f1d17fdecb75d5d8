// A field for people and teams: chips, and a list that suggests as one types (ARIA combobox with a listbox).
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

import type { Client } from './client';
import { FindRecipients } from './operations';
import { face, icon, own } from './ui';
import type { Words } from './words';

/** Who was chosen. */
export interface Chosen {
  id: string;
  name: string;
  sub: string;
  team: boolean;
}

interface Host extends ReactiveControllerHost {
  renderRoot: HTMLElement | DocumentFragment;
}

interface Settings {
  id: string;
  client: () => Client;
  words: () => Words;
  /** What the field is called. */
  label: () => string;
  /** Ids that are not offered. */
  without?: () => string[];
  /** May a team be chosen? It stands alone then: its people are worked out when it is sent. */
  teams: boolean;
  /** At most so many people. */
  most?: number;
  changed: () => void;
  /** Says something to whoever cannot see it. */
  say: (text: string) => void;
}

const PAUSE = 120; // milliseconds between a key and the question

export class People implements ReactiveController {
  chosen: Chosen[] = [];
  private found: Chosen[] | null = null;
  private typed = '';
  private at = 0;
  private marked = false; // the last chip, after one Backspace
  private trouble = '';
  private turn = 0;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly host: Host,
    private readonly settings: Settings,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  get input(): HTMLInputElement | null {
    return this.host.renderRoot.querySelector<HTMLInputElement>(`#${this.settings.id}`);
  }

  add(one: Chosen): void {
    const { most = Infinity, teams } = this.settings;
    const others = this.chosen.filter(({ id, team }) => id !== one.id && !(teams && team));
    this.chosen = one.team ? [one] : [...others.slice(0, most - 1), one];
    this.settings.changed();
    this.close();
  }

  remove(one: Chosen): void {
    this.chosen = this.chosen.filter(({ id }) => id !== one.id);
    this.marked = false;
    this.settings.changed();
    this.input?.focus();
    this.host.requestUpdate();
  }

  private close(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.found = null;
    this.trouble = '';
    this.typed = '';
    if (this.input) this.input.value = '';
    this.host.requestUpdate();
  }

  private async look(text: string): Promise<void> {
    const mine = ++this.turn;
    this.typed = text;
    if (!text) return this.close();
    const words = this.settings.words();
    let found: Chosen[] = [];
    let trouble = '';
    try {
      const { people, teams } = await this.settings.client().ask(FindRecipients, { search: text });
      found = [
        ...people.nodes.map(({ id, displayName: name, teams: [team], jobTitle }) => ({
          id,
          name,
          sub: team?.name ?? jobTitle ?? '',
          team: false,
        })),
        ...(this.settings.teams ? teams.nodes : []).map(({ id, name, members }) => ({
          id,
          name,
          sub: `${words.t('wholeTeam')} · ${words.t('people', { n: members.totalCount ?? 0 })}`,
          team: true,
        })),
      ];
      const taken = new Set([...(this.settings.without?.() ?? []), ...this.chosen.map(({ id }) => id)]);
      found = found.filter(({ id }) => !taken.has(id));
    } catch {
      trouble = words.t('problem.network');
    }
    if (mine !== this.turn) return;
    this.found = found;
    this.trouble = trouble;
    this.at = 0;
    this.host.requestUpdate();
  }

  private readonly typing = ({ currentTarget }: Event): void => {
    clearTimeout(this.timer);
    const text = (currentTarget as HTMLInputElement).value.trim();
    this.marked = false;
    this.timer = setTimeout(() => void this.look(text), PAUSE);
  };

  private readonly key = (event: KeyboardEvent): void => {
    const input = event.currentTarget as HTMLInputElement;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.found?.length ?? 0;
    if (event.isComposing) return;
    if (event.key === 'Backspace' && !input.value) {
      const last = this.chosen.at(-1);
      if (!last) return;
      if (this.marked) return this.remove(last);
      this.marked = true;
      this.settings.say(this.settings.words().t('removeNext', { name: last.name }));
    } else if (step) {
      event.preventDefault();
      if (count) this.at = (this.at + step + count) % count;
      else void this.look(input.value.trim());
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const one = this.found?.[this.at];
      if (one) this.add(one);
    } else if (event.key === 'Escape' && (this.found || input.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (this.found) {
        this.found = null;
        this.turn++;
      } else this.close();
    } else if (this.marked) this.marked = false;
    else return;
    this.host.requestUpdate();
  };

  private mark(name: string): TemplateResult {
    const at = this.typed ? name.toLocaleLowerCase().indexOf(this.typed.toLocaleLowerCase()) : -1;
    if (at < 0) return own(name);
    const end = at + this.typed.length;
    return html`<bdi>${name.slice(0, at)}<mark>${name.slice(at, end)}</mark>${name.slice(end)}</bdi>`;
  }

  /** The field, to stand under its label; `error` is the id of the line that says what is wrong. */
  template(error: string, bad: boolean): TemplateResult {
    const { id, label } = this.settings;
    const words = this.settings.words();
    const open = Boolean(this.found?.length);
    return html`<div class="field combo ${bad ? 'bad' : ''}" part="people" @click=${(event: Event) => event.target === event.currentTarget && this.input?.focus()}>
        ${this.chosen.map(
          (one, i) => html`<span class="person ${this.marked && i === this.chosen.length - 1 ? 'marked' : ''}"
            >${face(one, one.team ? 's24 sq' : 's24')}<bdi>${one.name}</bdi
            ><button type="button" class="x" aria-label=${words.t('remove', { name: one.name })} @click=${() => this.remove(one)}>${icon('x', 14)}</button></span
          >`,
        )}
        <input
          id=${id}
          role="combobox"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          enterkeyhint="done"
          aria-label=${label()}
          aria-autocomplete="list"
          aria-controls="${id}-list"
          aria-expanded=${open}
          aria-activedescendant=${open ? `${id}-${this.at}` : nothing}
          aria-describedby=${error}
          aria-invalid=${bad}
          @input=${this.typing}
          @keydown=${this.key}
          @blur=${() => this.close()}
        />
      </div>
      <ul
        class="list"
        id="${id}-list"
        role="listbox"
        part="listbox"
        aria-label=${label()}
        ?hidden=${!open}
        @pointerdown=${(event: Event) => event.preventDefault() /* or the field would lose the focus, and the list close */}
      >
        ${this.found?.map(
          (one, i) => html`<li id="${id}-${i}" role="option" aria-selected=${i === this.at} @click=${() => this.add(one)}>
            ${face(one, one.team ? 's32 sq' : 's32')}
            <div class="grow">${this.mark(one.name)}<div class="sub">${one.sub}</div></div>
            <span class="kbd" aria-hidden="true">↵</span>
          </li>`,
        )}
      </ul>
      <p class="under" ?hidden=${!this.found}>
        <span role="status">${this.found ? this.trouble || words.t('matches', { n: this.found.length }) : ''}</span>
        <span class="push row nowrap keys" aria-hidden="true" ?hidden=${!open}
          ><span class="kbd">↑ ↓</span>${words.t('toMove')}<span class="kbd">↵</span>${words.t('toPick')}</span
        >
      </p>`;
  }
}
