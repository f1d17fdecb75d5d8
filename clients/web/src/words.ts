// What the product says, in the language of the page, and how that language writes numbers, times and lists.
// The texts are data (src/words/LANGUAGE/COMPONENT.json); the build joins those of one language into one file.
import type * as base from './words/en/base.json';
import type * as commitments from './words/en/commitments.json';
import type * as feed from './words/en/feed.json';
import type * as give from './words/en/give.json';
import type * as page from './words/en/page.json';
import type * as teamScore from './words/en/team-score.json';
import type * as chain from './words/en/chain.json';
import type * as signage from './words/en/signage.json';
import type * as webhooks from './words/en/webhooks.json';

type Texts = typeof base & typeof give & typeof feed & typeof page & typeof webhooks & typeof teamScore & typeof commitments & typeof chain & typeof signage;
export type Key = Exclude<keyof Texts, 'default'>;
export type Values = Record<string, string | number>;
/** A text, or one for each plural category of `n`. {name} stands for a value. */
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;

const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;
const DAY = 86_400_000;
const here = import.meta.url; // by a name of its own, or vite would look for the files

export class Words {
  readonly dir: 'ltr' | 'rtl';
  private readonly rules: Intl.PluralRules;
  private readonly formats = new Map<string, unknown>();

  constructor(
    /** The tag by which numbers and times are written: what the page says, such as de-CH. */
    readonly lang: string,
    private readonly texts: Record<string, Text>,
  ) {
    this.dir = RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr';
    this.rules = new Intl.PluralRules(lang);
  }

  private text(key: string, values: Values): string {
    const found = this.texts[key] ?? key;
    if (typeof found === 'string') return found;
    return found[this.rules.select(Number(values.n))] ?? found.other ?? key;
  }

  /** A text with its values. Numbers are written as the language does; a plural is chosen by `n`. */
  t(key: Key, values: Values = {}): string {
    return this.text(key, values).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? this.number(value) : value;
    });
  }

  /** The same for a text in which templates stand: answers its parts, for `html`. */
  parts(key: Key, values: Record<string, unknown>): unknown[] {
    return this.text(key, { n: Number(values.n ?? 0) })
      .split(/\{(\w+)\}/)
      .map((part, i) => (i % 2 ? (typeof values[part] === 'number' ? this.number(values[part]) : values[part]) : part));
  }

  /** A text that may not be there, such as that of an error code. */
  maybe(key: string, values: Values = {}): string | undefined {
    return key in this.texts ? this.t(key as Key, values) : undefined;
  }

  /** A format of this language, made once: to make one takes forty times as long as to write with it. */
  format<Format, Options>(Kind: new (lang: string, options: Options) => Format, options: Options): Format {
    const key = Kind.name + JSON.stringify(options);
    if (!this.formats.has(key)) this.formats.set(key, new Kind(this.lang, options));
    return this.formats.get(key) as Format;
  }
  number(n: number, options: Intl.NumberFormatOptions = {}): string {
    return this.format(Intl.NumberFormat, options).format(n);
  }
  unit(n: number, unit: string): string {
    return this.number(n, { style: 'unit', unit, unitDisplay: 'short' });
  }
  /** Names in a list, as the language joins them: those at odd places are what joins. */
  list(names: string[]): { type: 'element' | 'literal'; value: string }[] {
    return this.format(Intl.ListFormat, { type: 'conjunction' }).formatToParts(names);
  }
  date(date: Date, options: Intl.DateTimeFormatOptions): string {
    return this.format(Intl.DateTimeFormat, options).format(date);
  }
  clock(date: Date): string {
    return this.date(date, { hour: '2-digit', minute: '2-digit' });
  }
  exactly(date: Date): string {
    return this.date(date, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  }
  /** Relative up to six days, then the day. */
  since(date: Date, now = new Date()): string {
    const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
    if (minutes < 1) return this.t('justNow');
    const short = this.format(Intl.RelativeTimeFormat, { numeric: 'auto', style: 'short' });
    if (minutes < 60) return short.format(-minutes, 'minute');
    if (minutes < 24 * 60) return short.format(-Math.floor(minutes / 60), 'hour');
    const midnight = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
    const days = Math.round((midnight(now) - midnight(date)) / DAY);
    if (days <= 6) return short.format(-days, 'day');
    const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
    return this.date(date, { day: 'numeric', month: 'short', ...year });
  }
}

/** Integrity of the file of each language, put in by the build. */
declare const LANGUAGES: Record<string, string>;
const loaded = new Map<string, Promise<Record<string, Text>>>();

/** The words for a language tag: of that language, or else in English. */
export async function wordsFor(tag: string): Promise<Words> {
  let lang = tag;
  try {
    lang = Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    lang = 'en';
  }
  const short = lang.split('-')[0] ?? 'en';
  const language = short in LANGUAGES ? short : 'en';
  if (language !== short) lang = 'en';
  // A page that says "en" leaves open whose: then numbers and times are written as the reader's browser does.
  if (lang === 'ar') lang = 'ar-u-nu-arab'; // the digits that belong to its letters; ar-MA and others have their own
  else if (lang === language && navigator.language.startsWith(`${language}-`)) lang = navigator.language;
  if (!loaded.has(language)) {
    const integrity = LANGUAGES[language] ?? '';
    const url = new URL(`words/${language}.json?${encodeURIComponent(integrity.slice(7, 15))}`, here);
    const texts = fetch(url, { integrity, credentials: 'omit' }).then((response) => response.json() as Promise<Record<string, Text>>);
    texts.catch(() => loaded.delete(language));
    loaded.set(language, texts);
  }
  return new Words(lang, await loaded.get(language)!);
}
