// Pieces that all components are made of, as templates.
import { html, nothing, type TemplateResult } from 'lit';

import { icons, type Icon } from './icons';
import type { Words } from './words';

export type { Icon };

/** An icon, hidden from readers: the word stands beside it. */
export const icon = (name: string, size = 18, kind = ''): TemplateResult =>
  html`<svg class="i ${kind}" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true">${icons[name as Icon] ?? icons.closed}</svg>`;

function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = (part = '') => [...part][0] ?? '';
  // Two letters of a script that joins them would read as a word.
  return /\p{Script=Latin}/u.test(first(name)) && parts.length > 1 ? first(parts[0]) + first(parts.at(-1)) : first(parts[0]);
}

/** A face: initials on a pale tint by id. `kind` adds classes: back (the backing), sq (a team), s24, s28, s32. */
export function face(thing: { id: string; displayName?: string; name?: string }, kind = ''): TemplateResult {
  const tint = [...thing.id].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % 8;
  return html`<span class="av h${tint} ${kind}" part="avatar" aria-hidden="true">${initials(thing.displayName ?? thing.name ?? '')}</span>`;
}

/** Somebody else's words inside ours, on their own side of any change of direction. */
export const own = (text: string): TemplateResult => html`<bdi>${text}</bdi>`;

/** Names joined as the language does it. */
export const names = (words: Words, all: string[]): unknown[] =>
  words.list(all).map(({ type, value }) => (type === 'element' ? own(value) : value));
export const plainNames = (words: Words, all: string[]): string =>
  words
    .list(all)
    .map(({ value }) => value)
    .join('');

/** A time: relative in words, exact on hover, focus and tap. */
export function time(words: Words, instant: string): TemplateResult {
  const date = new Date(instant);
  const [short, long] = [words.since(date), words.exactly(date)];
  const swap = ({ currentTarget }: Event) => (currentTarget as HTMLElement).toggleAttribute('data-exact');
  return html`<time class="meta faint" datetime=${instant} title=${long} @click=${swap}><span>${short}</span><span class="exact">${long}</span></time>`;
}

/** The line under a field that says what is wrong with it; the field names it by aria-describedby. */
export const wrong = (id: string, text: string | undefined): TemplateResult =>
  html`<p class="err" id=${id} ?hidden=${!text}>${text ? [icon('warn'), html`<span>${text}</span>`] : nothing}</p>`;

/** Still shapes of the final size; a component shows them when loading takes longer than 300 ms. */
export const shapes = (text: string): TemplateResult => html`
  <p class="vh" role="status">${text}</p>
  ${[1, 2].map(
    () => html`<div class="shape" aria-hidden="true">
      <span class="sk o"></span>
      <div><span class="sk w5"></span><span class="sk w3"></span></div>
      <div class="lines"><span class="sk"></span><span class="sk"></span><span class="sk w4"></span></div>
    </div>`,
  )}
`;

/** Arrows, Home and End walk through the controls of a group; only one of them is in the order of Tab. Use as @keydown. */
export function roving(selector: string): (event: KeyboardEvent) => void {
  return (event) => {
    const group = event.currentTarget as HTMLElement;
    const controls = [...group.querySelectorAll<HTMLElement>(selector)];
    const at = controls.indexOf(event.target as HTMLElement);
    const rtl = getComputedStyle(group).direction === 'rtl' ? -1 : 1;
    const step = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? controls.length - 1
          : step === undefined
            ? -1
            : (at + step + controls.length) % controls.length;
    if (at < 0 || to < 0) return;
    event.preventDefault();
    controls.forEach((control, i) => (control.tabIndex = i === to ? 0 : -1));
    controls[to]?.focus();
  };
}

export interface Item {
  icon?: Icon;
  label: string;
  /** What a reader hears instead, where the label is a picture. */
  name?: string;
  /** Stands below a line. */
  apart?: boolean;
  act: () => void;
}

/**
 * A button with a menu: arrows, Home, End and Escape; the browser closes it on a click elsewhere. It stands in the top layer,
 * so no widget cuts it off.
 */
export function menu(id: string, button: TemplateResult, label: string, items: Item[], kind = '', buttonKind = 'btn q s ic'): TemplateResult {
  const open = (event: Event) => {
    const opener = event.currentTarget as HTMLElement;
    const popup = opener.nextElementSibling as HTMLElement;
    popup.showPopover();
    const at = opener.getBoundingClientRect();
    // From where the button begins, if there is room in the widget; else to where it ends.
    const rtl = getComputedStyle(opener).direction === 'rtl';
    const room = opener.closest('.root')!.getBoundingClientRect();
    const start = rtl ? at.right - popup.offsetWidth : at.left;
    const fits = rtl ? start >= room.left : start + popup.offsetWidth <= room.right;
    const wished = fits ? start : rtl ? at.left : at.right - popup.offsetWidth;
    const left = Math.max(8, Math.min(wished, innerWidth - popup.offsetWidth - 8));
    const below = at.bottom + 4 + popup.offsetHeight <= innerHeight;
    popup.style.left = `${left + scrollX}px`;
    popup.style.top = `${(below ? at.bottom + 4 : at.top - popup.offsetHeight - 4) + scrollY}px`;
    popup.querySelector<HTMLElement>('button')?.focus();
  };
  const toggled = ({ currentTarget, newState }: ToggleEvent) =>
    (currentTarget as HTMLElement).previousElementSibling?.setAttribute('aria-expanded', String(newState === 'open'));
  const choose = (item: Item) => (event: Event) => {
    const popup = (event.currentTarget as HTMLElement).parentElement!;
    popup.hidePopover();
    (popup.previousElementSibling as HTMLElement).focus();
    item.act();
  };
  const walk = roving('[role=menuitem]');
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Tab') (event.currentTarget as HTMLElement).hidePopover();
    walk(event);
  };
  return html`<button class=${buttonKind} aria-haspopup="menu" aria-expanded="false" @click=${open}>${button}<span class="vh">${label}</span></button
    ><div class="menu ${kind}" id=${id} role="menu" popover aria-label=${label} part="menu" @toggle=${toggled} @keydown=${keys}>
      ${items.map(
        (item, i) =>
          html`${item.apart && i ? html`<hr />` : nothing}<button role="menuitem" tabindex=${i ? -1 : 0} aria-label=${item.name ?? nothing} title=${item.name ?? nothing} @click=${choose(item)}>
            ${item.icon ? icon(item.icon) : nothing}${item.label}
          </button>`,
      )}
    </div>`;
}
