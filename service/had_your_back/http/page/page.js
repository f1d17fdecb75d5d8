// The ready page: who you are, saying thank you, the feed, and webhooks for those who look after them.
import { ask, findPeople, session, signIn, startSession } from './api.js';
import { combobox, marked } from './combobox.js';
import { copyable, face, field, fill, h, icon, mark } from './dom.js';
import { feed } from './feed.js';
import { give } from './give.js';
import { webhooks, webhooksHint } from './webhooks.js';
import { words } from './words.js';

const top = document.getElementById('top');
const main = document.getElementById('main');
const managesWebhooks = ({ roles }) => roles.includes('INTEGRATOR');

function enter(token) {
  signIn(token);
  location.reload();
}

async function start() {
  try {
    await startSession();
    document.title = `${words.product} · ${session.organization}`;
    if (!session.token) return choose();
    const [{ viewer }, { behaviours }] = await Promise.all([ask('Viewer'), ask('Behaviours')]);
    await compose(viewer, behaviours);
  } catch (problem) {
    // With another token it may go on; with the same one it would stop here for ever.
    if (problem.kind === 'signedOut') choose(words.tokenUnknown);
    else if (problem.kind === 'forbidden') choose(problem.message);
    else stopped(problem);
  }
}

function header(...right) {
  fill(top, h('b.brand', {}, mark(), h('span', {}, session.organization || words.product)), right);
}

async function compose(viewer, behaviours) {
  const search = h('input', { type: 'search', 'aria-label': words.search, placeholder: words.search, maxLength: 200 });
  let timer;
  search.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => thanks.search(search.value.trim()), 300);
  };
  header(h('label.field.find', {}, icon('search'), search), whoYouAre(viewer?.person));

  const saying =
    viewer &&
    give({
      viewer,
      behaviours,
      signIn: () => choose(),
      onGiven: (recognition) => thanks.add(recognition),
      onTakenBack: (recognition) => thanks.remove(recognition),
      onDone: (recognition) => thanks.focus(recognition),
    });
  const thanks = feed({ viewer, behaviours, onThank: saying?.open, signIn: () => choose() });
  thanks.element.addEventListener('hyb:cleared', () => {
    search.value = '';
  });
  const side = await aside(viewer);
  fill(main, h('h1.vh', {}, document.title), saying?.element ?? h('p.w.note', {}, icon('info'), words.readOnly), side, thanks.element);
  main.classList.toggle('two', Boolean(side));
}

function whoYouAre(person) {
  const change = h(
    'button.link',
    { onclick: () => (session.mode === 'dev' ? choose() : enter(null)) },
    session.mode === 'dev' ? words.change : words.signOut,
  );
  return h(
    'div.me',
    {},
    person && face(person, 's32'),
    h('span.meta.said', {}, h('span.wide', {}, words.youAre, ' '), h('b.c-ink', {}, h('bdi', {}, person?.displayName ?? words.service))),
    change,
  );
}

async function aside(viewer) {
  if (viewer && managesWebhooks(viewer)) return webhooks();
  if (session.mode !== 'dev') return null;
  // A person to look through whose eyes, so that a demonstration can show webhooks.
  const people = await findPeople('').catch(() => []);
  const guide = people.find(managesWebhooks);
  return guide && webhooksHint(guide, () => enter(`dev:${guide.userName}`));
}

function choose(trouble = '') {
  header();
  main.classList.remove('two');
  const inside = session.mode === 'dev' ? choosePerson() : enterToken(trouble);
  fill(main, h('section.w.door', {}, inside));
  main.querySelector('input').focus();
}

function choosePerson() {
  const box = combobox({
    id: 'hyb-choose',
    label: words.chooseLabel,
    always: true,
    find: findPeople,
    row: (person, typed) => [
      face(person, 's32'),
      h('div.grow', {}, marked(person.displayName, typed), h('div.sub', {}, [person.jobTitle, person.team].filter(Boolean).join(' · '))),
      h(
        'span.meta',
        {},
        person.roles
          .map((role) => words.roles[role])
          .filter(Boolean)
          .join(', '),
      ),
    ],
    pick: (person) => enter(`dev:${person.userName}`),
  });
  box.input.className = 'field';
  box.input.placeholder = words.chooseLabel;
  return [
    h('h1', {}, words.choose),
    h('p.meta', {}, words.chooseHint),
    h('div', {}, box.input, box.list, box.under),
    session.token && h('button.link', { onclick: () => location.reload() }, words.cancel),
  ];
}

function enterToken(trouble) {
  const input = h('input.field.mono', { type: 'password', autocomplete: 'off', placeholder: 'hyb_…' });
  const box = field('token', words.token, '', input);
  box.fail(trouble);
  return [
    h('h1', {}, words.product),
    h(
      'form.stack',
      {
        onsubmit(event) {
          event.preventDefault();
          if (input.value.trim()) enter(input.value.trim());
        },
      },
      box.element,
      h('button.btn.p', { type: 'submit' }, words.signIn),
    ),
    h('p.meta', {}, words.tokenHint),
    copyable(words.tokenCommand),
  ];
}

function stopped(problem) {
  header();
  fill(
    main,
    h(
      'section.w.door',
      { role: 'alert' },
      h('h1', {}, problem.message),
      h('p', {}, problem.reference && `${words.reference} ${problem.reference}`),
      h('button.btn', { onclick: start }, words.tryNow),
    ),
  );
  if (!problem.kind) throw problem;
}

// "A short pause": the service asked for it, and what waits goes on by itself.
const paused = h('div.paused', { role: 'status', hidden: true });
document.body.append(paused);
document.addEventListener('hyb:pause', ({ detail }) => {
  paused.hidden = !detail;
  fill(paused, icon('clock'), detail ? words.pause429(detail) : '');
});

start();
