// A client of graphql-ws, or graphql-sse, that comes back by itself: node watch.mjs ws|sse URL AUTHORIZATION
// Prints a line when it is connected, and one for each recognition.
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';

const [protocol, url, authorization] = process.argv.slice(2);
const retry = { retryAttempts: 1000, retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)) };
const client =
  protocol === 'ws'
    ? createWs({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        ...retry,
        shouldRetry: () => true,
        keepAlive: 20,
        on: {
          connected: () => (watching = 0),
          pong: (received) => received && ++watching === 2 && console.log('connected'),
          closed: (event) => console.log(`closed ${event.code} ${event.reason}`),
        },
      })
    : createSse({
        url,
        headers: { authorization },
        retryAttempts: 1000,
        retry: retry.retryWait,
        fetchFn: async (...args) => {
          const response = await fetch(...args);
          console.log('connected');
          return response;
        },
      });
let watching = 0;
client.subscribe(
  { query: 'subscription { recognitionChanged { message } }' },
  {
    next: ({ data, errors }) => console.log(data ? data.recognitionChanged.message : `told ${errors[0].extensions.code}`),
    error: (error) => console.log('error', error),
    complete: () => console.log('complete'),
  },
);
