// Subscriptions as graphql-ws and graphql-sse know them: node streams.mjs URL AUTHORIZATION RECIPIENT
// Prints what each of them heard, by name, as one object in JSON.
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';

const [url, authorization, recipient] = process.argv.slice(2);
const socketUrl = url.replace(/^http/, 'ws');
const NEWS = 'subscription { recognitionChanged { message state } }';
const GIVE = 'mutation ($i: GiveRecognitionInput!) { giveRecognition(input: $i) { recognition { id } } }';

const give = (message) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      query: GIVE,
      variables: { i: { recipients: [recipient], behaviours: ['had_my_back'], message } },
    }),
  });

/** What comes of an operation: its answers, then how it ended. */
const collect = (client, payload, most, begun = async () => {}) =>
  new Promise((resolve) => {
    const answers = [];
    const leave = client.subscribe(payload, {
      next: (answer) => {
        answers.push(answer);
        if (answers.length === most) leave();
      },
      error: (error) =>
        resolve({ answers, error: Array.isArray(error) ? error : { code: error.code, reason: error.reason, message: error.message } }),
      complete: () => resolve({ answers, complete: true }),
    });
    begun();
  });

const overWs = async (extra = {}) => {
  const client = createWs({
    url: socketUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
    keepAlive: 20,
    ...extra,
  });
  const pongs = (number) =>
    new Promise((resolve) => {
      let heard = 0;
      client.on('pong', (received) => received && ++heard === number && resolve());
    });
  return { client, pongs };
};

const heard = {};

{
  const { client, pongs } = await overWs();
  heard['ws: a subscription'] = await collect(client, { query: NEWS }, 1, async () => {
    await pongs(2); // the answer to a ping that was sent after it
    await give('Over a socket.');
  });
  heard['ws: a query'] = await collect(client, { query: '{ organization { name } }' }, 9);
  heard['ws: not valid'] = await collect(client, { query: 'subscription { nothing }' }, 9);
  heard['ws: not read'] = await collect(client, { query: 'subscription {' }, 9);
  await client.dispose();
}
{
  const { client } = await overWs({ connectionParams: { authorization: 'Bearer hyb_wrong' } });
  heard['ws: a bad token'] = await collect(client, { query: NEWS }, 9);
}
{
  class WithHeader extends WebSocket {
    constructor(address, protocols) {
      super(address, protocols, { headers: { authorization } });
    }
  }
  const { client } = await overWs({ connectionParams: undefined, webSocketImpl: WithHeader });
  heard['ws: a token in the header'] = await collect(client, { query: '{ organization { name } }' }, 9);
  await client.dispose();
}

/** How a socket ends that says these things. */
const ends = (messages, protocol = 'graphql-transport-ws', options = {}) =>
  new Promise((resolve) => {
    const socket = new WebSocket(socketUrl, protocol, options);
    socket.on('open', () => messages.forEach((each) => socket.send(typeof each === 'string' ? each : JSON.stringify(each))));
    socket.on('close', (code) => resolve(code));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    socket.on('error', () => {});
  });
const init = { type: 'connection_init', payload: { authorization } };
const subscribe = { id: '1', type: 'subscribe', payload: { query: NEWS } };
heard.codes = {
  'no JSON': await ends(['{']),
  'no object': await ends(['[]']),
  'an unknown type': await ends([{ type: 'hello' }]),
  'no id': await ends([init, { type: 'subscribe', payload: { query: NEWS } }]),
  'no payload': await ends([init, { id: '1', type: 'subscribe' }]),
  'a payload that is none': await ends([{ type: 'connection_init', payload: 'x' }]),
  'not introduced': await ends([subscribe]),
  'no token': await ends([{ type: 'connection_init' }]),
  'twice the same id': await ends([init, subscribe, subscribe]),
  'introduced twice': await ends([init, init]),
  'no protocol': await ends([], []),
  'another origin': await ends([init], 'graphql-transport-ws', { origin: 'https://evil.example' }),
};

const overSse = (headers = { authorization }, extra = {}) => {
  let answered;
  const begun = new Promise((resolve) => (answered = resolve));
  const client = createSse({
    url,
    headers,
    retryAttempts: 0,
    fetchFn: async (...args) => {
      const response = await fetch(...args);
      answered();
      return response;
    },
    ...extra,
  });
  return { client, begun };
};
{
  const { client, begun } = overSse();
  heard['sse: a subscription'] = await collect(client, { query: NEWS }, 1, async () => {
    await begun;
    await give('As an event.');
  });
}
heard['sse: a query'] = await collect(overSse().client, { query: '{ organization { name } }' }, 9);
heard['sse: not valid'] = await collect(overSse().client, { query: 'subscription { nothing }' }, 9);
heard['sse: a bad token'] = await collect(overSse({ authorization: 'Bearer hyb_wrong' }).client, { query: NEWS }, 9);
heard['sse: another origin'] = await collect(
  overSse({ authorization, origin: 'https://evil.example' }).client,
  { query: NEWS },
  9,
);
{
  const address = new URL(url);
  address.searchParams.set('query', '{ organization { name } }');
  const response = await fetch(address, { headers: { authorization, accept: 'text/event-stream' } });
  heard['sse: by GET'] = [response.status, response.headers.get('content-type'), await response.text()];
}
console.log(JSON.stringify(heard));
process.exit(0);
