// The past of a number as a line in its band. Text does not scale: it is drawn for the width it gets.
import { html, nothing, svg, type TemplateResult } from 'lit';

import type { Words } from './words';

/** A day's number; null where there was none, which leaves a gap. */
export interface Point {
  at: Date;
  value: number | null;
  low: number | null;
  high: number | null;
  recipe: string;
}
interface Known extends Point {
  value: number;
  low: number;
  high: number;
}

const [LEFT, RIGHT, TOP, HEIGHT] = [30, 40, 14, 164];

/** The plot. `label` says it in a sentence; `anew` stands where another recipe began. Time runs to the right in every script. */
export function history(words: Words, points: Point[], width: number, label: string, anew: string): TemplateResult {
  const runs = points.reduce<Known[][]>((all, point) => {
    if (point.value === null) all.push([]);
    else all.at(-1)!.push(point as Known);
    return all;
  }, [[]]).filter((run) => run.length);
  const known = runs.flat();
  const [first, last] = [known[0]!, known.at(-1)!];
  const floor = Math.max(0, Math.floor(Math.min(...known.map(({ low }) => low)) / 10) * 10);
  const top = Math.min(100, Math.ceil(Math.max(...known.map(({ high }) => high)) / 10) * 10);
  const step = top - floor > 50 ? 20 : 10;
  const end = width - RIGHT;
  const span = last.at.getTime() - first.at.getTime() || 1;
  const x = (at: Date) => LEFT + ((at.getTime() - first.at.getTime()) / span) * (end - LEFT);
  const y = (n: number) => TOP + HEIGHT - ((n - floor) / (top - floor || 1)) * HEIGHT;
  const path = (at: [Date, number][]) => at.map(([when, n], i) => `${i ? 'L' : 'M'}${x(when).toFixed(1)} ${y(n).toFixed(1)}`).join('');
  const whole = (n: number) => words.number(Math.round(n));

  const lines = Array.from({ length: Math.floor((top - floor) / step) + 1 }, (_, i) => floor + i * step);
  const changed = known.find((point, i) => i && known[i - 1]!.recipe !== point.recipe);
  // Three numbers at the end stand apart even where the band is thin.
  const at = y(last.value);
  const over = Math.min(y(last.high), at - 15);
  const under = Math.max(y(last.low), at + 15);
  return html`<svg class="plot" viewBox="0 0 ${width} 206" width=${width} height="206" role="img" aria-label=${label} direction="ltr">
    ${lines.map((n) => svg`<line class="grid" x1=${LEFT} x2=${end} y1=${y(n)} y2=${y(n)}/><text x=${LEFT - 8} y=${y(n) + 4} text-anchor="end">${whole(n)}</text>`)}
    ${runs.map((run) => svg`
      <path class="band" d="${path([...run.map(({ at: t, high }): [Date, number] => [t, high]), ...[...run].reverse().map(({ at: t, low }): [Date, number] => [t, low])])}Z"/>
      <path class="line" d=${path(run.map(({ at: t, value }) => [t, value]))}/>`)}
    ${changed ? svg`<line class="mark" x1=${x(changed.at)} x2=${x(changed.at)} y1=${TOP} y2=${TOP + HEIGHT + 6}/><text x=${x(changed.at) + 6} y=${TOP + 8}>${anew}</text>` : nothing}
    <circle class="dot" cx=${end} cy=${at} r="5" />
    <text class="lead" x=${end + 10} y=${at + 4}>${whole(last.value)}</text>
    <text x=${end + 10} y=${over + 4}>${whole(last.high)}</text>
    <text x=${end + 10} y=${under + 4}>${whole(last.low)}</text>
    ${ticks(words, first.at, last.at, Math.floor((end - LEFT) / 90)).map(([t, text]) => svg`<text x=${Math.min(Math.max(x(t), LEFT + 16), end - 16)} y="202" text-anchor="middle">${text}</text>`)}
  </svg>`;
}

/** Where months begin; over a shorter time, some days. */
function ticks(words: Words, from: Date, to: Date, most: number): [Date, string][] {
  const months: [Date, string][] = [];
  for (let day = new Date(from.getFullYear(), from.getMonth() + 1, 1); day <= to; day = new Date(day.getFullYear(), day.getMonth() + 1, 1)) {
    months.push([day, words.date(day, { month: 'short' })]);
  }
  if (months.length > 1) return months;
  const count = Math.max(2, Math.min(most, 4));
  return Array.from({ length: count }, (_, i) => {
    const day = new Date(from.getTime() + ((to.getTime() - from.getTime()) * i) / (count - 1));
    return [day, words.date(day, { day: 'numeric', month: 'short' })];
  });
}
