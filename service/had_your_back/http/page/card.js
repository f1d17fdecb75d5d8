// One card: a letter. The thanked come first, the giver signs; below it, what the viewer may do with it.
import { ask, newKey, Refusal, tell } from './api.js';
import { dialog, face, field, fill, h, icon, joined, menu, plainly, redraw, time } from './dom.js';
import { format, words } from './words.js';

const EDIT_MINUTES = 15; // the service's default; it has the last word
const NAMES = 3; // then "and 4 others"

// "Read all of it" stands where a letter is longer than its fold, at whatever width.
const folds = new ResizeObserver((entries) =>
  entries.forEach(({ target }) => {
    const unfold = target.parentElement?.nextElementSibling;
    if (unfold?.matches('.more')) unfold.hidden = target.scrollHeight <= target.clientHeight + 1;
  }),
);

/** A card. `element` is its article; `data` what is known of it now. `me` is the person who looks, or null. */
export function card(recognition, me) {
  const self = { data: recognition, element: null };
  const { giver, recipients, team } = recognition;
  const mine = giver.id === me?.id;
  const may = (act) => self.data.viewerMay.includes(act);
  const names = team ? [team.name] : recipients.map(({ displayName }) => displayName);
  const shown = names.length > NAMES + 1 ? [...names.slice(0, NAMES), words.others(names.length - NAMES)] : names;

  const title = h(
    'h3.names',
    { title: names.length > shown.length ? plainly(names) : null },
    joined(shown),
    team && [' ', h('span.meta', {}, `${words.wholeTeam}, ${words.people(recipients.length)}`)],
  );
  const done = recognition.behaviours.map(({ key, label }) => h('span.beh', {}, icon(key, 20), label));
  const faces = team
    ? face(team, 'back sq')
    : recipients.length === 1
      ? face(recipients[0], 'back')
      : h('span.avs', {}, face(recipients[0], 's32 back'), recipients[1] && face(recipients[1], 's32'));
  const more = h('button.btn.q.s.ic', { 'aria-label': words.more }, icon('more'));
  const body = h('div.body');
  const acts = h('div.acts');
  const note = h('p.note', { role: 'status', tabIndex: -1, hidden: true });
  const talk = h('div.coms', { hidden: true });
  self.element = h(
    'article.rec',
    {
      tabIndex: 0,
      'aria-setsize': -1,
      'data-at': recognition.createdAt,
      'aria-label': words.cardLabel(plainly(shown), plainly(recognition.behaviours.map(({ label }) => label))),
    },
    h('div', {}, faces),
    h('div.who', {}, title, h('div.when', {}, more), h('div.behs', {}, done)),
    body,
  );

  menu(more, () =>
    [
      may('EDIT') && { icon: 'pen', label: words.edit, act: edit },
      may('WITHDRAW') && { icon: 'undo', label: words.withdraw, act: withdraw },
      may('REPORT') && {
        icon: 'warn',
        label: words.report,
        act: () => report('Report', self.data.id, words.report, words.reportTitle, words.reportMore, () => tellHere(words.reported)),
      },
      may('MODERATE') && {
        icon: 'eye',
        label: words.hide,
        act: () => report('Moderate', self.data.id, words.hide, words.hideTitle, words.hideMore, () => gone(words.hidden)),
      },
    ].filter(Boolean),
  );

  function draw() {
    more.hidden = !['EDIT', 'WITHDRAW', 'REPORT', 'MODERATE'].some(may);
    fill(body, letter(), signature(), recognition.link && h('div.atts', {}, attachment(recognition.link)), acts, note, talk);
    drawActs();
  }
  function letter() {
    const paragraph = h('p.fold', { dir: 'auto' }, self.data.message ?? '');
    const unfold = h(
      'button.more',
      {
        hidden: true,
        'aria-expanded': 'false',
        onclick() {
          paragraph.classList.remove('fold');
          unfold.remove();
        },
      },
      words.readAll,
    );
    folds.observe(paragraph);
    return [h('blockquote.voice', {}, paragraph), unfold];
  }
  function signature() {
    return h(
      'p.sign',
      {},
      h('b', {}, mine ? words.you : h('bdi', {}, giver.displayName)),
      giver.teams[0] && h('span.meta', {}, h('bdi', {}, giver.teams[0].name)),
      time(recognition.createdAt),
      self.data.editedAt && h('span.meta.faint', {}, words.edited),
      recognition.visibility !== 'EVERYONE' && h('span.meta.seen', {}, icon('lock', 14), words.visibility[recognition.visibility]),
    );
  }

  function drawActs() {
    const { endorsementCount: saw, viewerHasEndorsed, reactions, commentCount } = self.data;
    const left = EDIT_MINUTES - Math.floor((Date.now() - new Date(recognition.createdAt)) / 60_000);
    const endorse = h(
      'button.re.say',
      {
        'data-act': 'endorse',
        'aria-pressed': String(viewerHasEndorsed),
        disabled: !may('ENDORSE') && !viewerHasEndorsed,
        onclick: toggleEndorsement,
      },
      icon('second', 16),
      words.sawToo,
      saw > 0 && [' ', h('span.num', {}, format.number(saw))],
    );
    redraw(
      acts,
      (may('ENDORSE') || viewerHasEndorsed || saw > 0) && endorse,
      reactions.map((reaction) =>
        h(
          'button.re',
          {
            'data-act': reaction.emoji,
            'aria-pressed': String(reaction.viewerHasReacted),
            'aria-label': words.reacted(words.reactions[reaction.emoji] ?? reaction.emoji, reaction.count),
            disabled: !may('REACT'),
            onclick: () => toggleReaction(reaction.emoji),
          },
          h('span', {}, reaction.emoji),
          h('span.num', {}, format.number(reaction.count)),
        ),
      ),
      may('REACT') &&
        menu(
          h('button.re.bare', { 'data-act': 'react', 'aria-label': words.react }, icon('smile')),
          () => Object.entries(words.reactions).map(([emoji, name]) => ({ label: emoji, title: name, act: () => toggleReaction(emoji) })),
          'emoji',
        ),
      (may('COMMENT') || commentCount > 0) &&
        h(
          'button.re.bare',
          {
            'data-act': 'comment',
            'aria-expanded': String(!talk.hidden),
            'aria-label': words.comments(commentCount),
            onclick: toggleComments,
          },
          icon('comment'),
          commentCount > 0 && h('span.num', {}, format.number(commentCount)),
        ),
      may('EDIT') &&
        left > 0 &&
        h(
          'span.push.row',
          {},
          h('span.meta.faint.left', {}, words.leftToEdit(left)),
          h('button.btn.q.s', { 'data-act': 'edit', onclick: edit }, icon('pen', 16), words.edit),
        ),
    );
  }

  function tellHere(text, bad = false) {
    note.className = bad ? 'note bad' : 'note';
    fill(note, icon(bad ? 'warn' : 'check'), h('span', {}, text));
    note.hidden = false;
    note.focus();
  }

  /** Shown at once, and taken back when the service says no. */
  async function toggle(change, name, input) {
    const before = self.data;
    self.data = { ...before, ...change };
    note.hidden = true;
    drawActs();
    try {
      Object.assign(self.data, (await tell(name, input)).recognition);
    } catch (error) {
      self.data = before;
      tellHere(error.message, true);
    }
    drawActs();
  }
  function toggleEndorsement() {
    const on = !self.data.viewerHasEndorsed;
    toggle(
      { viewerHasEndorsed: on, endorsementCount: self.data.endorsementCount + (on ? 1 : -1) },
      on ? 'EndorseRecognition' : 'RemoveEndorsement',
      { id: recognition.id },
    );
  }
  function toggleReaction(emoji) {
    const now = self.data.reactions.find((reaction) => reaction.emoji === emoji);
    const on = !now?.viewerHasReacted;
    const reactions = now
      ? self.data.reactions
          .map((reaction) => (reaction === now ? { ...now, viewerHasReacted: on, count: now.count + (on ? 1 : -1) } : reaction))
          .filter(({ count }) => count > 0)
      : [...self.data.reactions, { emoji, count: 1, viewerHasReacted: true }];
    toggle({ reactions }, on ? 'ReactToRecognition' : 'RemoveReaction', { id: recognition.id, emoji });
  }

  function edit() {
    const area = h('textarea.field', { rows: 4, dir: 'auto', value: self.data.message });
    const box = field(`edit-${recognition.id}`, words.edit, '', area);
    const form = h(
      'form.edit',
      {
        noValidate: true,
        onkeydown(event) {
          if (event.key === 'Escape') finish();
        },
        async onsubmit(event) {
          event.preventDefault();
          try {
            Object.assign(self.data, (await tell('EditRecognition', { id: recognition.id, message: area.value })).recognition);
            finish();
          } catch (error) {
            if (error instanceof Refusal && error.code === 'EDIT_WINDOW_OVER')
              self.data.viewerMay = self.data.viewerMay.filter((act) => act !== 'EDIT');
            box.fail(error.message);
          }
        },
      },
      box.element,
      h('div.row', {}, h('button.btn.p.s', { type: 'submit' }, words.save), h('button.btn.q.s', { onclick: () => finish() }, words.cancel)),
    );
    function finish() {
      draw();
      self.element.focus();
    }
    body.querySelector('.voice').replaceWith(form);
    area.focus();
  }

  function withdraw() {
    dialog(words.withdrawTitle, ({ close }) => {
      const trouble = h('p.err', { role: 'alert' });
      const go = async () => {
        try {
          await tell('WithdrawRecognition', { id: recognition.id });
          close();
          gone(words.withdrawn);
        } catch (error) {
          fill(trouble, error.message);
        }
      };
      return {
        inside: [h('p', {}, words.withdrawMore), trouble],
        buttons: [h('button.btn', { onclick: close }, words.cancel), h('button.btn.p', { onclick: go }, words.withdraw)],
      };
    });
  }

  /** Only the line that says what happened stays until the feed is drawn anew. */
  function gone(text) {
    fill(self.element, note);
    self.element.classList.add('gone');
    tellHere(text);
  }

  async function toggleComments() {
    talk.hidden = !talk.hidden;
    drawActs();
    if (!talk.hidden && !talk.childElementCount) await drawComments();
  }
  async function drawComments() {
    const thread = h('div.thread');
    fill(talk, thread, may('COMMENT') && writer(thread));
    await loadComments(thread, null);
  }
  async function loadComments(thread, after) {
    try {
      const { nodes, pageInfo } = (await ask('Comments', { recognition: recognition.id, after })).node.comments;
      thread.append(...nodes.map(line));
      if (!pageInfo.hasNextPage) return;
      const further = h(
        'button.more',
        {
          onclick() {
            further.remove();
            loadComments(thread, pageInfo.endCursor);
          },
        },
        words.olderComments,
      );
      thread.append(further);
    } catch (problem) {
      const retrying = h(
        'p.err',
        {},
        problem.message,
        ' ',
        h(
          'button.more',
          {
            onclick() {
              retrying.remove();
              loadComments(thread, after);
            },
          },
          words.tryAgain,
        ),
      );
      thread.append(retrying);
    }
  }
  function line(comment) {
    const own = comment.author.id === me?.id;
    const act = own
      ? h('button.more', { onclick: remove }, words.deleteComment)
      : me &&
        h(
          'button.more',
          {
            onclick: () => report('Report', comment.id, words.report, words.reportTitle, words.reportMore, () => tellHere(words.reported)),
          },
          words.reportShort,
        );
    const element = h(
      'div.com',
      {},
      face(comment.author, 's28'),
      h(
        'div',
        {},
        h('div.row.meta', {}, h('b.c-ink', {}, own ? words.you : h('bdi', {}, comment.author.displayName)), time(comment.createdAt), act),
        h('p.voice', { dir: 'auto' }, comment.text),
      ),
    );
    async function remove() {
      try {
        self.data.commentCount = (await tell('DeleteComment', { id: comment.id })).recognition?.commentCount ?? self.data.commentCount - 1;
        element.remove();
        drawActs();
        acts.querySelector('[data-act=comment]').focus();
      } catch (error) {
        tellHere(error.message, true);
      }
    }
    return element;
  }
  function writer(thread) {
    let key = newKey();
    // Other words are another comment; the same ones sent twice are one.
    const input = h('input.field', {
      'aria-label': words.addComment,
      placeholder: words.addComment,
      dir: 'auto',
      maxLength: 2000,
      oninput() {
        key = newKey();
      },
    });
    const trouble = h('p.err', { role: 'alert' });
    return h(
      'form.write',
      {
        async onsubmit(event) {
          event.preventDefault();
          fill(trouble);
          try {
            const { comment, recognition: now } = await tell('AddComment', {
              recognition: recognition.id,
              text: input.value,
              idempotencyKey: key,
            });
            input.value = '';
            thread.append(line(comment));
            self.data.commentCount = now.commentCount;
            drawActs();
          } catch (error) {
            fill(trouble, error.message);
          }
        },
      },
      h('div.row', {}, input, h('button.btn', { type: 'submit' }, words.sendComment)),
      trouble,
    );
  }

  draw();
  return self;
}

function attachment(link) {
  // Only what the service lets through as a link; a name is made of its host and last part.
  const url = URL.canParse(link) ? new URL(link) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return h('span.tag', {}, icon('link', 16), h('b', {}, link));
  const last = decodeURI(url.pathname).split('/').filter(Boolean).at(-1);
  return h(
    'a.tag',
    { href: url.href, target: '_blank', rel: 'noreferrer noopener' },
    icon('link', 16),
    h('b', {}, last ? `${url.host} · ${last}` : url.host),
  );
}

function report(name, id, label, title, more, then) {
  dialog(title, ({ close }) => {
    const reason = h('textarea.field', { rows: 3, dir: 'auto' });
    const box = field('reason', words.reason, '', reason);
    const go = async () => {
      try {
        await tell(name, name === 'Report' ? { id, reason: reason.value } : { id, reason: reason.value, hide: true });
        close();
        then();
      } catch (error) {
        box.fail(error.message);
      }
    };
    return {
      inside: [h('p.meta', {}, more), box.element],
      buttons: [h('button.btn', { onclick: close }, words.cancel), h('button.btn.p', { onclick: go }, label)],
      onsubmit: go,
    };
  });
}
