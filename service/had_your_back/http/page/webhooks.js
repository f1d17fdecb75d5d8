// Webhooks: where thanks go out to, and how the last ones went. For integrators.
import { ask, session, tell } from './api.js';
import { copyable, dialog, field, fill, h, icon, menu, redraw, say } from './dom.js';
import { format, words } from './words.js';

const REFRESH = 2000; // so that a thank-you is seen going out
const SUGGESTED = 'http://127.0.0.1:8600/'; // where `had-your-back listen` listens
const ENDPOINT_LOOK = { ACTIVE: ['kept', 'delivered'], PAUSED: ['', 'pause'], RESTING: ['risk', 'risk'], DISABLED: ['broken', 'broken'] };
const DELIVERY_LOOK = {
  WAITING: ['wait', 'waiting'],
  IN_FLIGHT: ['wait', 'in_flight'],
  DELIVERED: ['kept', 'delivered'],
  EXHAUSTED: ['broken', 'broken'],
  DROPPED: ['', 'dropped'],
};

const look = ([tone, symbol], text) => h('span', { className: `st ${tone}` }, icon(symbol), text);
const panel = (kind, ...inside) => h(`section.w.hooks${kind}`, { 'aria-label': words.webhooks }, inside);

export function webhooks() {
  const list = h('div');
  const add = h('button.btn.s', { onclick: create }, icon('plus', 16), words.addEndpoint);
  const widget = panel('', h('div.w-h', {}, h('h2', {}, words.webhooks), h('span.push', {}, add)), list);

  async function load(openId) {
    try {
      const { nodes } = (await ask('WebhookEndpoints')).webhookEndpoints;
      fill(
        list,
        nodes.map((data) => endpoint(data, data.id === openId || nodes.length === 1)),
      );
      if (!nodes.length) fill(list, h('div.blank', {}, h('p', {}, words.noEndpoints)));
    } catch (problem) {
      fill(
        list,
        h(
          'div.blank',
          { role: 'alert' },
          h('h3', {}, words.webhooksFailed),
          h('p', {}, problem.message),
          h('button.btn.s', { onclick: () => load() }, words.tryNow),
        ),
      );
    }
  }

  function endpoint(data, open) {
    const shown = new Set(); // deliveries whose attempts stand open
    let drawn = ''; // what was drawn last, so that a press never meets a control that is just replaced
    const row = h('button.ep', { 'aria-expanded': 'false', onclick: () => unfold(row.getAttribute('aria-expanded') === 'false') });
    const more = h('button.btn.q.s.ic', { 'aria-label': `${words.more}: ${data.url}` }, icon('more'));
    const inside = h('div.dlvs', { hidden: true });
    const trouble = h('p.err', { role: 'alert' });
    const deliveries = h('div');
    const test = h('button.btn.s', { onclick: () => act('SendTestWebhook', { id: data.id }, words.testSent) }, words.sendTest);
    fill(inside, h('div.row.bar', {}, h('b', {}, words.deliveries), h('span.push', {}, test)), trouble, deliveries);
    menu(more, () => [
      {
        icon: 'next',
        label: words.sendTest,
        act: () => {
          unfold(true);
          test.click();
        },
      },
      data.state === 'ACTIVE'
        ? {
            icon: 'pause',
            label: words.pause,
            act: () => act('UpdateWebhookEndpoint', { id: data.id, paused: true }, words.endpointState.PAUSED),
          }
        : {
            icon: 'replay',
            label: words.resume,
            act: () => act('UpdateWebhookEndpoint', { id: data.id, paused: false }, words.endpointState.ACTIVE),
          },
      { icon: 'x', label: words.removeEndpoint, act: () => remove(data) },
    ]);

    function draw() {
      const kind = [data.eventTypes.join(', ') || words.allEvents, words.secretEnds(data.secretHint)].join(' · ');
      fill(
        row,
        h('span.u', { title: data.url }, data.url),
        look(ENDPOINT_LOOK[data.state], words.endpointState[data.state]),
        h('span.meta', {}, kind),
        h('span.meta.num', {}, words.health(data.health)),
        data.stateReason && h('span.meta.c-ink', {}, data.stateReason),
      );
    }
    function unfold(on) {
      row.setAttribute('aria-expanded', String(on));
      inside.hidden = !on;
      if (on) refresh();
    }
    async function refresh() {
      if (inside.hidden || !inside.isConnected || document.hidden) return;
      try {
        const now = (await ask('WebhookDeliveries', { endpoint: data.id })).node;
        if (!now) {
          load();
          return;
        }
        fill(trouble);
        const text = JSON.stringify([now, ...shown]);
        if (text === drawn) return;
        drawn = text;
        data = now;
        draw();
        const { nodes } = now.deliveries;
        redraw(deliveries, nodes.length ? nodes.map(delivery) : h('p.meta.none', {}, words.noDeliveries));
      } catch (problem) {
        fill(trouble, icon('warn'), problem.message);
      }
    }
    async function act(name, input, done) {
      try {
        const payload = await tell(name, input);
        Object.assign(data, payload.endpoint);
        draw();
        fill(trouble);
        say(done);
        await refresh();
      } catch (error) {
        unfold(true);
        fill(trouble, icon('warn'), error.message);
      }
    }

    function delivery({ id, event, state, attempts, nextAttemptAt }) {
      const last = attempts.at(-1);
      const result = last ? [last.status ?? words.noAnswer, words.milliseconds(last.milliseconds)].join(' · ') : words.tries(0);
      const toggle = () => {
        if (!shown.delete(id)) shown.add(id);
        refresh();
      };
      const open = shown.has(id);
      return [
        h(
          'button.dlv',
          { 'data-act': id, 'aria-expanded': String(open), onclick: toggle },
          h('span.mono', {}, event.type),
          look(DELIVERY_LOOK[state], words.deliveryState[state]),
          h('span.meta.num', {}, format.clockSeconds(new Date(event.occurredAt))),
          h('span.meta.num', {}, attempts.length > 1 ? `${words.tries(attempts.length)} · ${result}` : result),
        ),
        open &&
          h(
            'div.att',
            {},
            attempts.map((attempt) =>
              h(
                'p.meta.num',
                {},
                `${attempt.number}. ${format.clockSeconds(new Date(attempt.at))} · ${attempt.status ?? words.noAnswer} · ${words.milliseconds(attempt.milliseconds)}`,
                attempt.error && h('span.c-broken', {}, ` · ${attempt.error}`),
              ),
            ),
            !attempts.length && h('p.meta', {}, words.tries(0)),
            nextAttemptAt && state === 'WAITING' && h('p.meta', {}, words.nextTry(format.clockSeconds(new Date(nextAttemptAt)))),
            h(
              'button.btn.s',
              { 'data-act': `again-${id}`, onclick: () => act('ResendWebhookDelivery', { id }, words.deliveryState.WAITING) },
              icon('replay', 16),
              words.sendAgain,
            ),
          ),
      ];
    }

    draw();
    if (open) unfold(true);
    const timer = setInterval(() => (row.isConnected ? refresh() : clearInterval(timer)), REFRESH);
    return h('div.end', {}, row, more, inside);
  }

  function create() {
    dialog(words.newEndpoint, ({ close, show }) => {
      const url = h('input.field.mono', { type: 'url', value: session.mode === 'dev' ? SUGGESTED : '', placeholder: 'https://' });
      const address = field('address', words.address, '', url);
      const go = async () => {
        try {
          const { endpoint: made } = await tell('CreateWebhookEndpoint', { url: url.value.trim() });
          load(made.id);
          show(words.secretTitle, secret(made, close));
        } catch (error) {
          address.fail(error.message);
          url.focus();
        }
      };
      return {
        inside: address.element,
        buttons: [h('button.btn', { onclick: close }, words.cancel), h('button.btn.p', { onclick: go }, words.create)],
        onsubmit: go,
      };
    });
  }
  function secret({ url, secret: text }, close) {
    const { port, hostname } = new URL(url);
    const here = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    return {
      inside: [
        copyable(text),
        h('p.meta', {}, words.secretOnce),
        here && [h('p', {}, words.secretCommand), copyable(words.listen(port || 80, text))],
      ],
      buttons: [h('button.btn.p', { onclick: close }, words.done)],
    };
  }
  function remove({ id, url }) {
    dialog(words.removeTitle, ({ close }) => {
      const trouble = h('p.err', { role: 'alert' });
      const go = async () => {
        try {
          await tell('DeleteWebhookEndpoint', { id });
          close();
          load();
          add.focus();
        } catch (error) {
          fill(trouble, error.message);
        }
      };
      return {
        inside: [h('p', {}, words.removeMore(url)), trouble],
        buttons: [h('button.btn', { onclick: close }, words.cancel), h('button.btn.p', { onclick: go }, words.removeEndpoint)],
      };
    });
  }

  load();
  return widget;
}
