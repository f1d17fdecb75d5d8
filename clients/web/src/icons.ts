// Original icons on a 24 grid, 1.6 stroke. Class b is the marigold shape that stands behind the line drawing.
import { svg, type SVGTemplateResult } from 'lit';

const hand = 'M8.1 15.2v-3a1.05 1.05 0 0 1 2.1 0v-1.4a1.05 1.05 0 0 1 2.1 0v.4a1.05 1.05 0 0 1 2.1 0v1a1 1 0 0 1 2 0v4.6c0 2.6-1.6 4.2-4 4.2-1.9 0-3-.7-3.9-2.2l-1.9-3c-.7-1.2.7-2.2 1.5-1.2z';

export const icons = {
  // behaviours, by their keys
  had_my_back: svg`<path class="b" d=${hand}/><path d=${hand} stroke-width="1.3"/><circle cx="12" cy="4.2" r="2.4"/><path d="M3 21v-6.5C3 11 5.2 8.8 7.8 8.3M21 21v-6.5c0-3.5-2.2-5.7-4.8-6.2"/>`,
  owned_it: svg`<circle class="b" cx="8" cy="15.5" r="5.5"/><circle cx="9" cy="14.5" r="4.7"/><path d="M12.5 11.2 20.5 3.5M17 7l3 3M14.3 9.5l2 2"/><circle cx="8.3" cy="15.2" r="1" class="solid"/>`,
  felt_with_me: svg`<path class="b" d="M10.5 21.2C5 17.5 1.8 14.5 1.8 10.9c0-2.6 2-4.6 4.4-4.6 1.7 0 3.3.9 4.3 2.6 1-1.7 2.6-2.6 4.3-2.6 2.4 0 4.4 2 4.4 4.6 0 3.6-3.2 6.6-8.7 10.3z"/><path d="M12.5 19.8C7 16.1 3.8 13.1 3.8 9.5c0-2.6 2-4.6 4.4-4.6 1.7 0 3.3.9 4.3 2.6 1-1.7 2.6-2.6 4.3-2.6 2.4 0 4.4 2 4.4 4.6 0 3.6-3.2 6.6-8.7 10.3z"/>`,
  took_the_harder_way: svg`<path class="b" d="M1.5 21 9.5 8l8 13z"/><path d="m3.5 20.5 9.5-16 9 16z"/><path d="M12.3 20.5c0-2.7 3.4-2.8 3.2-5.2-.2-2.2-3.9-2-3.9-4.3 0-1.3.8-2.1 1.4-2.9"/>`,
  was_a_resource: svg`<circle class="b" cx="10.5" cy="13.5" r="8.5"/><circle cx="12.5" cy="11.5" r="8.5"/><path d="m16.3 7.7-2.5 5.1-5.1 2.5 2.5-5.1z" class="paper"/>`,
  said_what_we_can_do: svg`<path class="b" d="M3.5 5.5 11 3v18.5L3.5 19z"/><path d="M5 20.5h14M7 20.5V4.5c0-.6.4-1 1-1h8.5c.6 0 1 .4 1 1v16"/><path d="M7 3.9l5.5 2.3c.3.1.5.4.5.8v13.5"/><path d="M10.7 12.5v1.5"/>`,
  served_the_chain: svg`<path class="b" d="M2 14.5a4.7 4.7 0 0 1 4.7-4.7h2.6a4.7 4.7 0 0 1 0 9.4H6.7A4.7 4.7 0 0 1 2 14.5z"/><path d="M10 16.5H7.5a4.5 4.5 0 0 1 0-9H10M14 7.5h2.5a4.5 4.5 0 0 1 0 9H14M8 12h8"/>`,
  led_by_example: svg`<path class="b" d="M3.5 6.5c3-1.8 5.5 1 8.5 0s4-1.5 5.5-1v9c-2-.6-3.5 0-5.5.8-3 1-5.5-1.6-8.5 0z"/><path d="M5.5 21.5v-18M5.5 4.7c3-1.8 5.5 1.1 8.2.2 2.6-.9 4-1.5 5.8-.9v8.7c-2-.6-3.2 0-5.5.8-3 1-5.5-1.6-8.5 0"/>`,
  // the promise ring: it closes as a promise is made, and opens when it breaks
  requested: svg`<circle cx="12" cy="12" r="8" stroke-dasharray="3.14 3.14"/>`,
  offered: svg`<circle cx="12" cy="12" r="8" stroke-dasharray="3.14 3.14"/><circle cx="12" cy="12" r="2.5" class="solid"/>`,
  countered: svg`<path d="M12 4a8 8 0 0 1 0 16"/><path d="M12 20a8 8 0 0 1 0-16" stroke-dasharray="3.14 3.14"/>`,
  promised: svg`<circle cx="12" cy="12" r="8"/>`,
  at_risk: svg`<circle cx="12" cy="12" r="8"/><path d="M12 7.8v5"/><circle cx="12" cy="16" r="1.2" class="solid"/>`,
  delivered: svg`<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="4" class="solid"/>`,
  kept: svg`<circle cx="12" cy="12" r="9" class="solid"/><path d="m7.8 12.3 2.9 2.9 5.6-6" class="ink-paper" stroke-width="2"/>`,
  broken: svg`<path d="M10.2 3.7a8 8 0 0 0-2.7 15.3l2.2-3.8-2-3.2 2.5-3.3z"/><path d="M14 5.3a8 8 0 0 1-2.3 15.5l2.2-3.8-2-3.2 2.3-3.3z" transform="translate(1.5 0)"/>`,
  declined: svg`<path d="M12 4a8 8 0 1 0 8 8"/><path d="M13 12h8M18 8.8l3.2 3.2-3.2 3.2" class="flip"/>`,
  closed: svg`<circle cx="12" cy="12" r="8" stroke-dasharray="1 3.19"/><path d="M8.5 12h7"/>`,
  // light and dark
  auto: svg`<circle cx="12" cy="12" r="8"/><path class="solid" d="M12 4a8 8 0 0 1 0 16z"/>`,
  light: svg`<circle cx="12" cy="12" r="4.2"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>`,
  dark: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>`,
  // the rest
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  x: svg`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  more: svg`<g class="solid"><circle cx="5.5" cy="12" r="1.6"/><circle cx="12" cy="12" r="1.6"/><circle cx="18.5" cy="12" r="1.6"/></g>`,
  chev: svg`<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>`,
  next: svg`<path class="flip" d="m9.5 6.5 5.5 5.5-5.5 5.5"/>`,
  arrow: svg`<g class="flip"><path d="M4 12h15.5M14 6.5l5.5 5.5-5.5 5.5"/></g>`,
  link: svg`<path d="M9.5 14.5l5-5M11 7l2.3-2.3a4 4 0 0 1 5.9 5.9L17 13M13 17l-2.3 2.3a4 4 0 0 1-5.9-5.9L7 11"/>`,
  eye: svg`<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.7"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.3"/><path d="M2.5 19.5c0-3.4 2.7-5.5 6.5-5.5s6.5 2.1 6.5 5.5M15.5 5.6a3.3 3.3 0 0 1 0 5.8M18 14.6c2.2.7 3.5 2.4 3.5 4.9"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.3 2"/>`,
  comment: svg`<path d="M4 5.5h16v11H11l-4.5 3.5v-3.5H4z"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  smile: svg`<circle cx="12" cy="12" r="8.5"/><path d="M8.3 14c.8 1.5 2.1 2.2 3.7 2.2s2.9-.7 3.7-2.2"/><g class="solid"><circle cx="9" cy="10" r="1.2"/><circle cx="15" cy="10" r="1.2"/></g>`,
  second: svg`<path transform="translate(-8.6 -14.3) scale(1.64)" stroke-width="1" d=${hand}/>`,
  offline: svg`<path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 5.3-1.1M5 12a10 10 0 0 1 4.5-2.6M2 8.5a15 15 0 0 1 4.7-2.9M13 5.1a15 15 0 0 1 9 3.4M16.5 10.6A10 10 0 0 1 19 12"/><circle cx="12" cy="19" r="1.3" class="solid"/>`,
  warn: svg`<path d="M12 4 21.5 20h-19z"/><path d="M12 10v4.5"/><circle cx="12" cy="17.2" r="1.1" class="solid"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5"/><circle cx="12" cy="7.8" r="1.2" class="solid"/>`,
  pen: svg`<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z"/>`,
  lock: svg`<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>`,
  undo: svg`<path class="flip" d="M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3"/>`,
  replay: svg`<path class="flip" d="M5 5v4.5h4.5M5.3 9.5A7.8 7.8 0 1 1 4.2 13"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5"/>`,
  pause: svg`<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="2.4"/>`,
  bell: svg`<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>`,
  home: svg`<path d="M4 11l8-7 8 7v9h-5.5v-5.5h-5V20H4z"/>`,
  chart: svg`<path d="M4 20h16M7 16v-5M12 16V6M17 16v-8"/>`,
  reply: svg`<path class="flip" d="M9 6 4 11l5 5M4.5 11H15a5 5 0 0 1 5 5v2"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type Icon = keyof typeof icons;
