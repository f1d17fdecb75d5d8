// Days that a promise may have: how they are written, and a field to choose one.
import { html, nothing, type TemplateResult } from 'lit';

import { icon, roving, wrong } from './ui';
import type { Words } from './words';

const DAY = 86_400_000;
const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const apart = (date: Date): number => Math.round((midnight(date) - midnight(new Date())) / DAY);

/** A day in a line: tomorrow and 16:00, Mon and 12:00, or Sat 28 Nov. Exact on hover. */
export function day(words: Words, instant: string): TemplateResult {
  const date = new Date(instant);
  const days = apart(date);
  const near = words.format(Intl.RelativeTimeFormat, { numeric: 'auto' });
  const text =
    Math.abs(days) < 2
      ? `${near.format(days, 'day')}${words.dir === 'rtl' ? '،' : ','} ${words.clock(date)}`
      : words.date(date, days > 0 && days < 7 ? { weekday: 'short', hour: '2-digit', minute: '2-digit' } : { weekday: 'short', day: 'numeric', month: 'short' });
  return html`<time datetime=${instant} title=${words.exactly(date)}>${text.replace(/ /g, '\u00a0')}</time>`;
}

/** Day and hour. */
export const dayAndHour = (words: Words, instant: string): string =>
  words.date(new Date(instant), { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** How far it is, in words. */
export function distance(words: Words, instant: string): string {
  const hours = Math.round((Date.parse(instant) - Date.now()) / 3_600_000);
  const format = words.format(Intl.RelativeTimeFormat, { numeric: 'always' });
  return Math.abs(hours) < 48 ? format.format(hours, 'hour') : format.format(apart(new Date(instant)), 'day');
}

/** The last instant that a field for a time can name: years of five digits are none for a clock here, nor for the service. */
export const LAST_DAY = '9999-12-31T23:59';
/** As a field for a time of the place writes it. */
export function local(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
/** As the service reads it. */
export const instantOf = (value: string): string => new Date(value).toISOString().replace('.000', '');

/** Days that are likely: the next one on which people work, the end of the week, a week later. At 17:00. */
function likely(latest: number): Date[] {
  const at = (days: number) => {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 17);
  };
  let next = 1;
  while ([0, 6].includes(at(next).getDay())) next++;
  const friday = (12 - new Date().getDay()) % 7 || 7;
  return [...new Set([next, friday, friday + 7])].map(at).filter((date) => date.getTime() <= latest).sort((a, b) => a.getTime() - b.getTime());
}

interface Settings {
  id: string;
  label: string;
  value: string;
  /** Whether another day is being chosen. */
  other: boolean;
  latest?: string;
  bad: string | undefined;
  pick: (value: string, other: boolean) => void;
}

/** Some likely days as chips, and any other. */
export function dayField(words: Words, { id, label, value, other, latest, bad, pick }: Settings): TemplateResult {
  const days = likely(latest ? Date.parse(latest) : Infinity);
  const tomorrow = words.format(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(1, 'day');
  const name = (date: Date) =>
    apart(date) === 1 ? tomorrow.charAt(0).toLocaleUpperCase(words.lang) + tomorrow.slice(1) : words.date(date, { weekday: 'short', day: 'numeric', month: 'short' });
  const chip = (text: string, on: boolean, i: number, choose: () => void) =>
    html`<button type="button" class="pill" tabindex=${i ? -1 : 0} aria-pressed=${on} @click=${choose}>${text}</button>`;
  const first = days[0] ?? new Date(latest ?? Date.now() + DAY);
  return html`<div>
    <div class="lab" id="${id}-label">${label}</div>
    <div class="row wrap days" role="group" aria-labelledby="${id}-label" aria-describedby="${id}-error" @keydown=${roving('.pill')}>
      ${days.map((date, i) => chip(name(date), !other && value === local(date), i, () => pick(local(date), false)))}
      ${chip(words.t('anotherDay'), other, days.length, () => pick(value || local(first), true))}
    </div>
    ${other
      ? html`<input
          class="field day ${bad ? 'bad' : ''}"
          type="datetime-local"
          id=${id}
          aria-label=${label}
          aria-describedby="${id}-error"
          aria-invalid=${Boolean(bad)}
          min=${local(new Date())}
          max=${latest ? local(new Date(latest)) : LAST_DAY}
          .value=${value}
          @change=${({ currentTarget }: Event) => pick((currentTarget as HTMLInputElement).value, true)}
        />`
      : nothing}
    ${value && !other ? html`<p class="under"><span class="hint row">${icon('clock', 16)}${dayAndHour(words, new Date(value).toISOString())}</span></p>` : nothing}
    ${wrong(`${id}-error`, bad)}
  </div>`;
}
