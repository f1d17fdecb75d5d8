// Small tools for building the page: elements, icons, faces, times, menus, dialogs.
import { icons } from './icons.js';
import { format, words } from './words.js';

/** An element: h('button.btn.p', { onclick }, 'Send'). Children may be nested, null and false are left out. */
export function h(spec, props, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag);
  if (tag === 'button') element.type = 'button';
  element.className = classes.join(' ');
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value == null) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...flat(children));
  return element;
}
const flat = (children) => children.flat(Infinity).filter((child) => child != null && child !== false);

export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

export function svg(box, width, height, body) {
  const template = document.createElement('template');
  template.innerHTML = `<svg class="i" viewBox="0 0 ${box}" width="${width}" height="${height}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;
  return template.content.firstChild;
}
export const icon = (name, size = 18) => svg('24 24', size, size, icons[name] ?? icons.dropped);
export const mark = () =>
  svg(
    '30 24',
    30,
    24,
    '<circle cx="11" cy="13" r="9.5" fill="var(--hyb-accent)" stroke="none"/><circle cx="18.5" cy="11" r="9.5" fill="var(--hyb-ink)" stroke="var(--hyb-surface)" stroke-width="2"/>',
  );

const HUES = [20, 75, 125, 165, 205, 245, 300, 345];
function initials(name) {
  const parts = name.trim().split(/\s+/);
  const first = (part) => [...part][0] ?? '';
  // Two letters of a script that joins them would read as a word.
  return /\p{Script=Latin}/u.test(first(name)) && parts.length > 1 ? first(parts[0]) + first(parts.at(-1)) : first(parts[0]);
}

/** A face: initials on a pale tint by id. `kind` adds classes: back (the backing), sq (a team), s24, s28, s32. */
export function face(thing, kind = '') {
  const name = thing.displayName ?? thing.name;
  const element = h('span', { className: `av ${kind}`, 'aria-hidden': 'true' }, initials(name));
  element.style.setProperty('--h', HUES[[...(thing.id ?? thing.userName)].reduce((sum, c) => sum + c.codePointAt(0), 0) % HUES.length]);
  return element;
}

/** Names joined as the language does it, each on its own side of any change of direction. */
export const joined = (names) => format.listParts(names).map(({ type, value }) => (type === 'element' ? h('bdi', {}, value) : value));
export const plainly = (names) =>
  format
    .listParts(names)
    .map(({ value }) => value)
    .join('');

/** A time that stays true: relative in words, exact on hover and on tap. */
export function time(instant) {
  const date = new Date(instant);
  const element = h('time.meta.faint', { dateTime: instant, title: format.exactly(date) }, format.since(date));
  element.onclick = () => {
    element.dataset.exact = element.dataset.exact ? '' : 'yes';
    refresh(element);
  };
  return element;
}
function refresh(element) {
  const date = new Date(element.dateTime);
  element.textContent = element.dataset.exact ? format.exactly(date) : format.since(date);
}
setInterval(() => document.querySelectorAll('time').forEach(refresh), 30_000);

/** Says a change of state to whoever cannot see it. */
export function say(text) {
  document.getElementById('status').textContent = text;
}

export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.lastChild.textContent = words.copied;
    say(words.copied);
  } catch {
    // Without a clipboard (plain http) the text is selected, ready to be copied by hand.
    getSelection().selectAllChildren(button.parentElement.querySelector('code'));
  }
}
export const copyable = (text) => {
  const button = h('button.btn.s', {}, icon('copy', 16), words.copy);
  button.onclick = () => copy(text, button);
  return h('div.copyable', {}, h('code', { tabIndex: 0 }, text), button);
};

/** Draws anew and keeps the focus on the control with the same data-act. */
export function redraw(element, ...children) {
  const act = element.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  fill(element, ...children);
  if (act) element.querySelector(`[data-act="${act}"]`)?.focus();
}

/** Arrows, Home and End walk through the controls of a group; only one of them is in the order of Tab. */
export function roving(group, selector) {
  const all = () => [...group.querySelectorAll(selector)];
  all().forEach((control, i) => {
    control.tabIndex = i ? -1 : 0;
  });
  group.addEventListener('keydown', (event) => {
    const controls = all();
    const at = controls.indexOf(document.activeElement);
    const rtl = getComputedStyle(group).direction === 'rtl' ? -1 : 1;
    const step = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? controls.length - 1 : step && (at + step + controls.length) % controls.length;
    if (at < 0 || to == null) return;
    event.preventDefault();
    controls.forEach((control, i) => {
      control.tabIndex = i === to ? 0 : -1;
    });
    controls[to].focus();
  });
}

/** A button that opens a menu. `items()` answers [{ icon, label, act, name }] when it opens. */
export function menu(button, items, kind = '') {
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  button.onclick = () => {
    // In the top layer, so that no widget cuts it off; the browser closes it on Escape and on a click elsewhere.
    const popup = h('div', { className: `menu ${kind}`, role: 'menu', popover: 'auto', 'aria-label': button.getAttribute('aria-label') });
    const choose = (act) => {
      popup.hidePopover();
      act();
    };
    fill(
      popup,
      items().map((item) =>
        h(
          'button',
          { role: 'menuitem', title: item.title, 'aria-label': item.title, onclick: () => choose(item.act) },
          item.icon && icon(item.icon),
          item.label,
        ),
      ),
    );
    roving(popup, '[role=menuitem]');
    popup.addEventListener('keydown', (event) => {
      if (event.key === 'Tab') popup.hidePopover();
    });
    popup.addEventListener('toggle', ({ newState }) => {
      button.setAttribute('aria-expanded', String(newState === 'open'));
      if (newState === 'closed') popup.remove();
    });
    button.after(popup);
    popup.showPopover();
    const at = button.getBoundingClientRect();
    const left = Math.min(at.left, button.closest('.w').getBoundingClientRect().right - popup.offsetWidth - 8);
    const below = at.bottom + 4 + popup.offsetHeight <= innerHeight;
    popup.style.left = `${Math.max(8, left) + scrollX}px`;
    popup.style.top = `${(below ? at.bottom + 4 : at.top - popup.offsetHeight - 4) + scrollY}px`;
    popup.querySelector('button').focus();
  };
  return button;
}

/** A native dialog; `body(close)` answers { content, acts }. The browser gives the focus back when it closes. */
export function dialog(title, body) {
  const element = h('dialog.dialog', { 'aria-labelledby': 'hyb-dialog' });
  const close = () => element.close();
  const head = h(
    'div.hd',
    {},
    h('h3', { id: 'hyb-dialog', tabIndex: -1 }, title),
    h('button.btn.q.ic.push', { 'aria-label': words.close, onclick: close }, icon('x')),
  );
  const content = h('form.bd', { noValidate: true });
  const acts = h('div.ft');
  const show = (heading, { inside, buttons, onsubmit }) => {
    head.firstChild.textContent = heading;
    fill(content, inside);
    fill(acts, buttons);
    content.onsubmit = (event) => {
      event.preventDefault();
      onsubmit?.();
    };
    (element.querySelector('.bd input, .bd textarea') ?? head.firstChild).focus();
  };
  element.append(head, content, acts);
  element.onclose = () => element.remove();
  document.body.append(element);
  element.showModal();
  show(title, body({ close, show }));
}

/** The error line of a field, and what ties the two together for a screen reader. */
export function field(name, label, hint, control, focusable = control) {
  const id = `hyb-${name}`;
  const error = h('p.err', { id: `${id}-error`, hidden: true });
  focusable.id ||= id;
  focusable.setAttribute('aria-describedby', error.id);
  const typed = focusable.matches('input, textarea');
  const caption = typed ? h('label.lab', { htmlFor: focusable.id }, label) : h('div.lab', { id: `${id}-label` }, label);
  if (hint) caption.append(h('span.meta', {}, hint));
  return {
    element: h('div', {}, caption, control, error),
    focus: () => (typed ? focusable : focusable.querySelector('[tabindex="0"]')).focus(),
    fail(text) {
      error.hidden = !text;
      fill(error, text && icon('warn'), text && h('span', {}, text));
      control.classList.toggle('bad', Boolean(text));
      if (typed) focusable.setAttribute('aria-invalid', String(Boolean(text)));
    },
  };
}
