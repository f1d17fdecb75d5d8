// The feed: thanks as letters, newest first. New ones wait above, older ones come as one reads on.
import { ask, Problem } from './api.js';
import { card } from './card.js';
import { fill, h, icon, redraw, say, svg } from './dom.js';
import { format, words } from './words.js';

const PAGE = 20;
const POLL = 10_000;
const RETRY = 20_000;

export function feed({ viewer, behaviours, onThank, signIn }) {
  const me = viewer?.person;
  const filter = { who: 'everyone', behaviour: '', search: '' };
  const cards = new Map(); // by id, as shown
  let waiting = []; // newer ones that were fetched and not shown yet
  let waitingMore = false;
  let newest = null;
  let oldest = null;
  let hasOlder = false;
  let seenAt = new Date();
  let turn = 0; // grows with every change of the filter, so that late answers are dropped
  let busy = false;
  let broken = false; // it did not load at all, and tries again by itself
  let retry;

  const live = h('span.live.push', {}, words.live);
  const filters = h('div.filters', { role: 'group', 'aria-label': words.filters });
  const bar = h('div.bar', { hidden: true });
  const newer = h('div.newer', { hidden: true });
  const list = h('div', { role: 'feed', 'aria-label': words.feed });
  const older = h('button.btn.q', { onclick: () => loadOlder() }, words.older);
  const foot = h('div.older', { hidden: true }, older);
  const state = h('div');
  const widget = h(
    'section.w.feed',
    { 'aria-label': words.feed },
    h('div.w-h', {}, h('h2', {}, words.feed), live),
    filters,
    bar,
    newer,
    list,
    state,
    foot,
  );

  // --- which ones

  function drawFilters() {
    const pill = (who, label) =>
      h(
        'button.pill',
        {
          'data-act': who,
          'aria-pressed': String(filter.who === who),
          onclick() {
            filter.who = who;
            again();
          },
        },
        label,
      );
    redraw(
      filters,
      pill('everyone', words.everyone),
      me?.teams.length > 0 && pill('team', words.myTeam),
      me && pill('me', words.aboutMe),
      h(
        `label.choice.pill${filter.behaviour && '.on'}`,
        {},
        h(
          'select',
          {
            'data-act': 'behaviour',
            'aria-label': words.behaviour,
            onchange({ target }) {
              filter.behaviour = target.value;
              again();
            },
          },
          h('option', { value: '' }, words.allBehaviours),
          behaviours.map(({ key, label }) => h('option', { value: key, selected: key === filter.behaviour }, label)),
        ),
        icon('chev', 14),
      ),
    );
  }
  const filtered = () => filter.who !== 'everyone' || filter.behaviour || filter.search;
  function variables() {
    const chosen = {};
    if (filter.who === 'team') chosen.team = me.teams[0].id;
    if (filter.who === 'me') chosen.recipient = me.id;
    if (filter.behaviour) chosen.behaviours = [filter.behaviour];
    if (filter.search) chosen.search = filter.search;
    return { filter: chosen };
  }
  const page = async (more) => (await ask('Feed', { ...variables(), ...more })).recognitions;
  function again() {
    drawFilters();
    load();
  }

  // --- loading

  async function load() {
    turn += 1;
    const mine = turn;
    clearTimeout(retry);
    list.setAttribute('aria-busy', 'true');
    // Nothing for 300 ms: what is quick needs no sign that it takes time.
    const shapes = setTimeout(() => {
      show([]);
      fill(state, skeleton());
      say(words.loading);
    }, 300);
    try {
      const { nodes, pageInfo } = await page({ first: PAGE });
      if (mine !== turn) return;
      newest = pageInfo.startCursor;
      oldest = pageInfo.endCursor;
      hasOlder = pageInfo.hasNextPage;
      broken = false;
      show(nodes);
      online();
    } catch (problem) {
      if (mine !== turn) return;
      failed(problem);
    } finally {
      clearTimeout(shapes);
      if (mine === turn) list.removeAttribute('aria-busy');
    }
  }

  function show(recognitions) {
    waiting = [];
    cards.clear();
    recognitions.forEach((recognition) => cards.set(recognition.id, card(recognition, me)));
    fill(
      list,
      [...cards.values()].map(({ element }) => element),
    );
    settle();
  }

  /** Puts one where its time belongs. */
  function insert(recognition) {
    const fresh = card(recognition, me);
    cards.set(recognition.id, fresh);
    list.insertBefore(fresh.element, [...list.children].find(({ dataset }) => dataset.at <= recognition.createdAt) ?? null);
    return fresh;
  }

  async function loadOlder() {
    if (busy || !hasOlder) return;
    const mine = turn;
    busy = true;
    list.setAttribute('aria-busy', 'true');
    try {
      const { nodes, pageInfo } = await page({ first: PAGE, after: oldest });
      if (mine !== turn) return;
      oldest = pageInfo.endCursor ?? oldest;
      hasOlder = pageInfo.hasNextPage;
      nodes
        .filter(({ id }) => !cards.has(id))
        .forEach((recognition) => {
          cards.set(recognition.id, card(recognition, me));
          list.append(cards.get(recognition.id).element);
        });
      settle();
    } catch (problem) {
      offline(problem);
    } finally {
      busy = false;
      list.removeAttribute('aria-busy');
    }
  }

  async function poll() {
    if (broken || document.hidden || !list.isConnected || list.hasAttribute('aria-busy')) return;
    const mine = turn;
    try {
      const { nodes, pageInfo } = await page(newest ? { last: PAGE, before: newest } : { first: PAGE });
      if (mine !== turn) return;
      online();
      if (!nodes.length) return;
      newest = pageInfo.startCursor;
      waitingMore ||= pageInfo.hasPreviousPage;
      waiting = [...nodes.filter(({ id }) => !cards.has(id)), ...waiting];
      if (cards.size) settle();
      else showWaiting(); // nothing is being read that could be pushed away
    } catch (problem) {
      if (mine === turn) offline(problem);
    }
  }

  function showWaiting() {
    // More than a page came while nobody looked: then the newest page, without a gap in it.
    if (waitingMore) {
      waitingMore = false;
      load();
      return;
    }
    const shown = waiting
      .reverse()
      .filter(({ id }) => !cards.has(id))
      .map(insert);
    waiting = [];
    settle();
    shown.at(-1)?.element.focus();
  }

  /** What stands around the cards: how many wait above, where the end is, or why there are none. */
  function settle() {
    waiting = waiting.filter(({ id }) => !cards.has(id));
    newer.hidden = !waiting.length;
    if (waiting.length) {
      const text = words.newer(waiting.length, waitingMore);
      if (newer.textContent !== text) {
        fill(newer, h('button.pill', { onclick: showWaiting }, h('i.dot1'), text));
        say(text);
      }
    } else fill(newer);
    [...list.children].forEach((element, i) => element.setAttribute('aria-posinset', i + 1));
    foot.hidden = !cards.size;
    fill(foot, hasOlder ? older : h('p.meta.faint', {}, words.end));
    fill(state, cards.size ? null : blank());
  }

  // --- when there is nothing to show

  function blank() {
    if (filtered()) {
      return h(
        'div.blank',
        {},
        icon('search', 26),
        h('h3', {}, filter.search ? words.filteredFor(filter.search) : words.filtered),
        h('p', {}, words.filteredMore),
        h(
          'button.btn',
          {
            onclick() {
              Object.assign(filter, { who: 'everyone', behaviour: '', search: '' });
              widget.dispatchEvent(new Event('hyb:cleared'));
              again();
            },
          },
          words.showAll,
        ),
      );
    }
    return h(
      'div.blank',
      {},
      svg(
        '72 52',
        72,
        52,
        '<circle cx="26" cy="28" r="22" fill="var(--hyb-accent)" stroke="none"/><circle cx="42" cy="24" r="22" fill="var(--hyb-surface)" stroke="var(--hyb-ink)" stroke-dasharray="4 5"/>',
      ),
      h('h3', {}, words.empty),
      h('p', {}, words.emptyMore),
      onThank && h('button.btn.p', { onclick: () => onThank() }, words.give),
    );
  }
  const skeleton = () =>
    [52, 38].map((width) =>
      h(
        'div.rec.shape',
        { 'aria-hidden': 'true' },
        h('span.sk.o'),
        h('div', {}, bone(width, 14), bone(28)),
        h('div.body', {}, bone(100), bone(94), bone(width - 12)),
      ),
    );
  function bone(width, height = 12) {
    const line = h('span.sk');
    line.style.width = `${width}%`;
    line.style.height = `${height}px`;
    return line;
  }

  function failed(problem) {
    if (!(problem instanceof Problem)) throw problem;
    broken = true;
    show([]);
    const again =
      problem.kind === 'signedOut'
        ? h('button.btn', { onclick: signIn }, words.signInAgain)
        : h('button.btn', { onclick: () => load() }, words.tryNow);
    const soon = problem.kind === 'network' || problem.kind === 'fault';
    if (soon) retry = setTimeout(load, RETRY);
    fill(
      state,
      h(
        'div.blank',
        { role: 'alert' },
        h('span.c-broken', {}, icon(problem.kind === 'network' ? 'offline' : 'warn', 26)),
        h('h3', {}, words.failed),
        h('p', {}, problem.message, ' ', soon && words.againSoon),
        h(
          'div.row.wrap',
          {},
          again,
          problem.reference && h('span.meta.faint', {}, words.reference, ' ', h('span.mono', {}, problem.reference)),
        ),
      ),
    );
  }

  function online() {
    seenAt = new Date();
    live.className = 'live push';
    live.textContent = words.live;
    bar.hidden = true;
  }
  function offline(problem) {
    if (!(problem instanceof Problem)) throw problem;
    const away = problem.kind === 'network';
    live.className = 'live off push';
    live.textContent = words.offline;
    fill(
      bar,
      icon(away ? 'offline' : 'warn'),
      h('span.grow', {}, h('b', {}, away ? words.offlineBar : problem.message), ' ', words.offlineMore(format.clock(seenAt))),
      problem.kind === 'signedOut' && h('button.btn.s', { onclick: signIn }, words.signInAgain),
    );
    bar.hidden = false;
  }

  // --- reading on

  new IntersectionObserver(
    ([entry]) => {
      if (entry.isIntersecting && !busy) loadOlder();
    },
    { rootMargin: '400px' },
  ).observe(foot);

  list.addEventListener('keydown', (event) => {
    const all = [...list.children];
    const at = all.findIndex((element) => element.contains(document.activeElement));
    const target =
      event.key === 'PageDown'
        ? all[at + 1]
        : event.key === 'PageUp'
          ? all[at - 1]
          : event.ctrlKey && event.key === 'Home'
            ? filters.firstChild
            : event.ctrlKey && event.key === 'End'
              ? (foot.querySelector('button') ?? all.at(-1))
              : null;
    if (!target || event.target.matches('textarea, input')) return;
    event.preventDefault();
    target.focus();
  });

  setInterval(poll, POLL);
  document.addEventListener('visibilitychange', poll);
  addEventListener('online', () => (broken ? load() : poll()));
  again();

  return {
    element: widget,
    search(text) {
      filter.search = text;
      load();
    },
    add(recognition) {
      const fresh = insert(recognition);
      fresh.element.classList.add('fresh');
      settle();
    },
    remove({ id }) {
      cards.get(id)?.element.remove();
      cards.delete(id);
      settle();
    },
    focus({ id }) {
      cards.get(id)?.element.focus();
    },
  };
}
