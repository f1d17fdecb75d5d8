// A field that suggests as one types (ARIA combobox with a listbox).
import { fill, h } from './dom.js';
import { words } from './words.js';

/**
 * `find(text)` answers the items, `row(item, text)` draws one, `pick(item)` takes one.
 * With `always` the list stands open and an empty field suggests too. `onkey(event)` sees the keys first.
 */
export function combobox({ id, label, find, row, pick, always = false, onkey }) {
  let items = [];
  let at = -1;
  let turn = 0;
  let timer;
  const list = h('ul.list', { id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: true });
  const input = h('input', {
    id,
    role: 'combobox',
    type: 'text',
    autocomplete: 'off',
    spellcheck: false,
    autocapitalize: 'off',
    'aria-label': label,
    'aria-controls': list.id,
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
  });
  const count = h('span', { role: 'status' });
  const under = h(
    'p.under.keys',
    { hidden: true },
    count,
    h('span.push.row.nowrap', { 'aria-hidden': 'true' }, h('span.kbd', {}, '↑ ↓'), words.toMove, h('span.kbd', {}, '↵'), words.toPick),
  );

  function choose(index) {
    at = index;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    const chosen = list.children[at];
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
  }

  function open(found) {
    items = found;
    fill(
      list,
      items.map((item, i) => h('li', { id: `${id}-${i}`, role: 'option', onclick: () => take(i) }, row(item, input.value.trim()))),
    );
    list.hidden = !items.length;
    under.hidden = false;
    count.textContent = words.matches(items.length);
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose(items.length ? 0 : -1);
  }

  function close() {
    turn += 1;
    clearTimeout(timer);
    if (always) return;
    list.hidden = under.hidden = true;
    count.textContent = '';
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  async function look() {
    const text = input.value.trim();
    if (!text && !always) return close();
    turn += 1;
    const mine = turn;
    try {
      const found = await find(text);
      if (mine === turn) open(found);
    } catch (problem) {
      if (mine !== turn) return;
      open([]);
      count.textContent = problem.message;
    }
  }

  function take(index) {
    const item = items[index];
    input.value = '';
    close();
    pick(item);
  }

  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  };
  input.onblur = close;
  // A press on an option must not take the focus from the field, or the list would close under the finger.
  list.onpointerdown = (event) => event.preventDefault();
  input.onkeydown = (event) => {
    onkey?.(event);
    if (event.defaultPrevented || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) look();
      else choose((at + step + items.length) % items.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!list.hidden && at >= 0) take(at);
    } else if (event.key === 'Escape' && (!list.hidden || input.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (list.hidden || always) input.value = '';
      close();
      if (always) look();
    }
  };
  if (always) look();
  return { input, list, under };
}

/** The name with the part that was typed marked. */
export function marked(name, typed) {
  const at = typed ? name.toLocaleLowerCase().indexOf(typed.toLocaleLowerCase()) : -1;
  if (at < 0) return h('bdi', {}, name);
  return h('bdi', {}, name.slice(0, at), h('mark', {}, name.slice(at, at + typed.length)), name.slice(at + typed.length));
}
