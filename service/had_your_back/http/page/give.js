// Saying thank you: one question when closed, a short form when open, ten seconds to change one's mind when sent.
import { ask, device, newKey, Problem, Refusal, tell } from './api.js';
import { combobox, marked } from './combobox.js';
import { face, field, fill, h, icon, plainly, roving, say, svg } from './dom.js';
import { format, words } from './words.js';

const MOST = 2000; // code points of a message
const UNDO_SECONDS = 10;
const FIELDS = ['recipients', 'behaviours', 'message', 'link'];
const blank = () => ({ recipients: [], behaviours: [], message: '', visibility: 'EVERYONE', link: '', key: newKey(), at: null });

/** The widget. `onGiven(recognition)` and `onTakenBack(recognition)` tell the feed; `signIn()` asks who it is again. */
export function give({ viewer, behaviours, onGiven, onTakenBack, onDone, signIn }) {
  const place = `draft.${viewer.person.id}`; // each person's own, on this device
  const stored = device.get(place);
  const widget = h('section.w.give', { 'aria-label': words.give });
  let draft = { ...blank(), ...stored };
  let lately = viewer.unseenTeammates;
  let sent = null;

  const team = (person) => person.teams?.[0]?.name ?? person.jobTitle ?? '';
  const recipient = (person) => ({ id: person.id, name: person.displayName, sub: team(person), team: false });

  function close() {
    fill(
      widget,
      undoBar(),
      h('div.give-closed', {}, face(viewer.person), h('button.prompt', { onclick: () => open() }, words.prompt)),
      lately.length > 0 &&
        h(
          'div.lately',
          {},
          h('span', {}, words.lately, ' ', h('span.faint', {}, words.onlyYou)),
          lately
            .slice(0, 2)
            .map((person) => h('button.person', { onclick: () => open(person) }, face(person, 's24'), h('bdi', {}, person.displayName))),
        ),
    );
  }

  function open(person) {
    if (person && !draft.recipients.some(({ id }) => id === person.id)) draft.recipients.push(recipient(person));
    sent = null;
    const form = drawForm();
    fill(widget, form.element);
    form.focus();
  }

  function discard() {
    draft = blank();
    device.set(place, null);
    close();
    widget.querySelector('.prompt').focus();
  }

  function drawForm() {
    const saved = h('span.meta.faint.push');
    const note = h('div.note', { hidden: true, role: 'alert' });

    function keep() {
      draft.at = new Date().toISOString();
      device.set(place, draft);
      showSaved();
    }
    const showSaved = () => {
      saved.textContent = draft.at ? words.draftSaved(format.clock(new Date(draft.at))) : '';
    };

    // who
    let marking = false; // the last chip, after one Backspace
    const box = combobox({
      id: 'hyb-recipients',
      label: words.whoLabel,
      find,
      row,
      pick,
      onkey(event) {
        const last = draft.recipients.at(-1);
        if (event.key !== 'Backspace' || box.input.value || !last) {
          if (marking) drawChips((marking = false));
        } else if (marking) {
          remove(last);
        } else {
          drawChips((marking = true));
          say(words.removeNext(last.name));
        }
      },
    });
    const combo = h(
      'div.field.combo',
      {
        onclick: (event) => {
          if (event.target === combo) box.input.focus();
        },
      },
      box.input,
    );
    const who = field('recipients', words.who, words.whoHint, combo, box.input);
    who.element.append(box.list, box.under);

    async function find(search) {
      const { people, teams } = await ask('FindRecipients', { search });
      const chosen = new Set([viewer.person.id, ...draft.recipients.map(({ id }) => id)]);
      return [
        ...people.nodes.map(recipient),
        ...teams.nodes.map(({ id, name, members }) => ({
          id,
          name,
          sub: `${words.wholeTeam} · ${words.people(members.totalCount)}`,
          team: true,
        })),
      ].filter(({ id }) => !chosen.has(id));
    }
    function row(item, typed) {
      return [
        face(item, item.team ? 's32 sq' : 's32'),
        h('div.grow', {}, marked(item.name, typed), h('div.sub', {}, item.sub)),
        h('span.kbd', { 'aria-hidden': 'true' }, '↵'),
      ];
    }
    function pick(item) {
      // A whole team is thanked alone: its people are worked out when it is sent.
      draft.recipients = item.team ? [item] : [...draft.recipients.filter((other) => !other.team), item];
      changed(who, drawChips);
    }
    function remove(item) {
      marking = false;
      draft.recipients = draft.recipients.filter(({ id }) => id !== item.id);
      changed(who, drawChips);
      box.input.focus();
    }
    function drawChips() {
      combo.querySelectorAll('.person').forEach((chip) => chip.remove());
      combo.prepend(
        ...draft.recipients.map((item, i) =>
          h(
            'span.person.sel',
            { className: `person sel${marking && i === draft.recipients.length - 1 ? ' marked' : ''}` },
            face(item, item.team ? 's24 sq' : 's24'),
            h('bdi', {}, item.name),
            h('button.x', { 'aria-label': words.remove(item.name), onclick: () => remove(item) }, icon('x', 14)),
          ),
        ),
      );
    }

    // what
    const options = h(
      'div.opts',
      { role: 'group', 'aria-labelledby': 'hyb-behaviours-label' },
      behaviours
        .filter(({ retired }) => !retired)
        .map(({ key, label, description }) =>
          h(
            'button.opt',
            {
              'aria-pressed': String(draft.behaviours.includes(key)),
              title: description,
              onclick({ currentTarget }) {
                const on = !draft.behaviours.includes(key);
                draft.behaviours = on ? [...draft.behaviours, key] : draft.behaviours.filter((other) => other !== key);
                currentTarget.setAttribute('aria-pressed', String(on));
                changed(what);
              },
            },
            icon(key, 22),
            label,
            h('span.tick', {}, icon('check', 16)),
          ),
        ),
    );
    roving(options, '.opt');
    const what = field('behaviours', words.what, words.whatHint, options);

    // the words
    const area = h('textarea.field', {
      rows: 4,
      dir: 'auto',
      value: draft.message,
      oninput() {
        draft.message = area.value;
        count();
        changed(message);
      },
    });
    const counted = h('span.num.nowrap');
    const message = field('message', words.message, '', area);
    message.element.append(h('p.under', {}, h('span.hint', {}, words.hint), counted));
    function count() {
      const n = [...area.value.trim()].length;
      counted.textContent = n > MOST ? words.tooLong(n - MOST) : words.count(n, MOST);
      counted.classList.toggle('c-broken', n > MOST);
    }

    // the rest
    const url = h('input.field', {
      type: 'url',
      inputMode: 'url',
      placeholder: 'https://',
      value: draft.link,
      oninput() {
        draft.link = url.value.trim();
        changed(link);
      },
    });
    const link = field('link', words.link, '', url);
    link.element.hidden = !draft.link;
    const seen = h(
      'select',
      {
        'aria-label': words.seenBy,
        onchange() {
          draft.visibility = seen.value;
          changed();
        },
      },
      Object.entries(words.visibility).map(([value, label]) => h('option', { value, selected: value === draft.visibility }, label)),
    );
    const addLink = h(
      'button.btn.q',
      {
        hidden: Boolean(draft.link),
        onclick() {
          link.element.hidden = false;
          addLink.hidden = true;
          url.focus();
        },
      },
      icon('link'),
      words.addLink,
    );
    const submit = h('button.btn.p', { type: 'submit' }, words.send);
    const fields = { recipients: who, behaviours: what, message, link };

    function changed(touched, draw) {
      draw?.();
      touched?.fail('');
      note.hidden = true;
      keep();
    }

    function failAt(failures) {
      for (const name of FIELDS) fields[name].fail(failures[name] ?? '');
      if (failures.link) link.element.hidden = false;
      fields[FIELDS.find((name) => failures[name])]?.focus();
    }
    function tellAll(kind, symbol, text, act) {
      note.className = `note ${kind}`;
      fill(note, icon(symbol, 20), h('span.grow', {}, h('b', {}, text)), act);
      note.hidden = false;
      note.scrollIntoView({ block: 'nearest' });
    }

    function wrong(error) {
      submit.replaceChildren(words.tryAgain);
      if (error instanceof Refusal) {
        const failures = {};
        for (const { code, message: sentence, path } of error.errors) {
          const name = path.find((part) => FIELDS.includes(part));
          const text = words.refusals[code] ?? sentence;
          if (name) failures[name] ??= text;
          else tellAll(code === 'PACE_LIMIT' ? 'accent' : 'bad', code === 'PACE_LIMIT' ? 'clock' : 'warn', text);
        }
        if (error.code === 'CONFLICT') draft.key = newKey();
        failAt(failures);
      } else if (error instanceof Problem && error.kind === 'signedOut') {
        tellAll('bad', 'lock', words.signedOutWriting, h('button.btn.s', { onclick: signIn }, words.signInAgain));
      } else if (error instanceof Problem) {
        const text = error.kind === 'network' ? words.networkWriting : error.message;
        tellAll(
          'bad',
          error.kind === 'network' ? 'offline' : 'warn',
          error.reference ? `${text} ${words.reference} ${error.reference}` : text,
        );
      } else {
        throw error;
      }
    }

    async function send() {
      const missing = Object.fromEntries(Object.entries(words.missing).filter(([name]) => !(draft[name].trim?.() ?? draft[name]).length));
      failAt(missing);
      if (Object.keys(missing).length || submit.getAttribute('aria-disabled')) return;
      submit.setAttribute('aria-disabled', 'true');
      submit.replaceChildren(words.sending);
      note.hidden = true;
      try {
        const { recognition } = await tell('GiveRecognition', {
          recipients: draft.recipients.map(({ id }) => id),
          message: draft.message,
          behaviours: draft.behaviours,
          visibility: draft.visibility,
          link: draft.link || null,
          idempotencyKey: draft.key,
        });
        whenSent(recognition);
      } catch (error) {
        wrong(error);
      } finally {
        submit.removeAttribute('aria-disabled');
      }
    }

    const element = h(
      'form',
      {
        noValidate: true,
        onsubmit(event) {
          event.preventDefault();
          send();
        },
        onkeydown(event) {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          }
        },
      },
      h(
        'div.w-h',
        {},
        h('h2', {}, words.give),
        saved,
        h(
          'button.btn.q.ic',
          {
            'aria-label': words.close,
            onclick() {
              close();
              widget.querySelector('.prompt').focus();
            },
          },
          icon('x'),
        ),
      ),
      h('div.form', {}, note, who.element, what.element, message.element, link.element),
      h(
        'div.foot',
        {},
        h('label.choice', {}, icon('eye'), seen, icon('chev', 14)),
        addLink,
        h('button.btn.q', { onclick: discard }, words.discard),
        h('span.push', {}, submit),
      ),
    );
    drawChips();
    count();
    showSaved();
    return { element, focus: () => (draft.recipients.length ? what : who).focus() };
  }

  function whenSent(recognition) {
    sent = { recognition, draft, left: UNDO_SECONDS };
    draft = blank();
    device.set(place, null);
    const thanked = new Set(recognition.recipients.map(({ id }) => id));
    lately = lately.filter(({ id }) => !thanked.has(id));
    onGiven(recognition);
    close();
    widget.querySelector('.undo .btn').focus();
  }

  function undoBar() {
    if (!sent) return null;
    const mine = sent;
    const names = mine.recognition.team ? [mine.recognition.team.name] : mine.recognition.recipients.map(({ displayName }) => displayName);
    const ring = svg(
      '28 28',
      28,
      28,
      '<circle cx="14" cy="14" r="11" stroke="var(--hyb-line)" stroke-width="3"/><circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke="var(--hyb-kept)" stroke-width="3" transform="rotate(-90 14 14)"/><text x="14" y="18" text-anchor="middle" fill="var(--hyb-ink)" stroke="none"></text>',
    );
    const button = h('button.btn.push', {}, icon('undo'), words.undo);
    const trouble = h('p.err', { hidden: true });
    const bar = h(
      'div.undo',
      {},
      ring,
      h(
        'div.tx',
        { role: 'status' },
        h('b', {}, words.thanked(plainly(names), names.length)),
        h('div.meta', {}, words.thankedMore),
        trouble,
      ),
      button,
    );
    const draw = () => {
      ring.querySelector('.left').setAttribute('stroke-dasharray', `${(mine.left * 100) / UNDO_SECONDS} 100`);
      ring.querySelector('text').textContent = format.number(mine.left);
    };
    function end() {
      clearInterval(clock);
      if (sent === mine) sent = null;
      bar.remove();
    }
    const clock = setInterval(() => {
      if (sent !== mine) return end();
      mine.left -= 1;
      draw();
      if (mine.left > 0) return;
      const focused = bar.contains(document.activeElement);
      end();
      if (focused) onDone(mine.recognition);
    }, 1000);
    button.onclick = async () => {
      clearInterval(clock);
      try {
        await tell('WithdrawRecognition', { id: mine.recognition.id });
        end();
        onTakenBack(mine.recognition);
        // A new key: the same words sent again are a new thank-you.
        draft = { ...mine.draft, key: newKey() };
        device.set(place, draft);
        open();
        say(words.takenBack);
      } catch (error) {
        trouble.hidden = false;
        fill(trouble, icon('warn'), error.message);
      }
    };
    draw();
    return bar;
  }

  close();
  // A draft that was left open by a reload stands open again.
  if (stored?.message || stored?.recipients?.length) fill(widget, drawForm().element);
  return { element: widget, open };
}
