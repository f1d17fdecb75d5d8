// The way to the service: who is asking, GraphQL, and what can go wrong on the way.
import { words } from './words.js';

/** Storage that may be switched off in a browser; then nothing is remembered, and nothing breaks. */
const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};
const kept = (storage) => ({
  get: (name) => attempt(() => JSON.parse(storage().getItem(`hyb.${name}`))),
  set: (name, value) =>
    attempt(() => (value == null ? storage().removeItem(`hyb.${name}`) : storage().setItem(`hyb.${name}`, JSON.stringify(value)))),
});
export const device = kept(() => localStorage);
const tab = kept(() => sessionStorage);

export const session = { mode: 'tokens', organization: '', token: null };

export async function startSession() {
  Object.assign(session, await (await reach('/auth/mode')).json());
  // A development name is no secret and may outlive the tab; a service token is one and may not.
  session.token = session.mode === 'dev' ? device.get('person') : tab.get('token');
}

export function signIn(token) {
  session.token = token;
  if (session.mode === 'dev') device.set('person', token);
  else tab.set('token', token);
}

export async function findPeople(search) {
  return (await (await reach(`/auth/people?search=${encodeURIComponent(search)}`)).json()).people;
}

/** What stopped a request: `kind` is network, signedOut, forbidden or fault. An expected no is no Problem. */
export class Problem extends Error {
  constructor(kind, reference = null) {
    super({ network: words.network, signedOut: words.signedOut, forbidden: words.forbidden, fault: words.fault }[kind]);
    this.kind = kind;
    this.reference = reference;
  }
}

/** An expected no of the service, one sentence for a person in `message`. */
export class Refusal extends Error {
  constructor(userErrors) {
    super(words.refusals[userErrors[0].code] ?? userErrors[0].message);
    this.errors = userErrors;
    this.code = userErrors[0].code;
  }
}

async function reach(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(20_000), ...options });
  } catch {
    throw new Problem('network');
  }
  if (response.ok || options.method === 'POST') return response;
  throw new Problem('fault');
}

const documents = new Map();
function documentOf(name) {
  if (!documents.has(name)) {
    const text = reach(`/page/operations/${name}.graphql`).then((response) => response.text());
    text.catch(() => documents.delete(name));
    documents.set(name, text);
  }
  return documents.get(name);
}

/** Runs a document of graphql/operations and answers its data. When the service asks for a pause, it waits and goes on. */
export async function ask(name, variables = {}) {
  const query = await documentOf(name);
  for (let turn = 0; ; turn += 1) {
    const response = await reach('/graphql', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json;q=0.9',
        Authorization: `Bearer ${session.token}`,
      },
      body: JSON.stringify({ query, variables, operationName: name }),
    });
    if (response.status === 429 && turn < 3) {
      await pause(Number(response.headers.get('Retry-After')) || 2 ** turn);
      continue;
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok && !answer.errors) return answer.data;
    const { code, reference } = answer.errors?.[0]?.extensions ?? {};
    if (response.status === 401 || code === 'UNAUTHENTICATED') throw new Problem('signedOut');
    throw new Problem(code === 'FORBIDDEN' ? 'forbidden' : 'fault', reference);
  }
}

/** Runs a mutation and answers its payload; throws a Refusal for userErrors. */
export async function tell(name, input) {
  const [payload] = Object.values(await ask(name, { input }));
  if (payload.userErrors.length) throw new Refusal(payload.userErrors);
  return payload;
}

async function pause(seconds) {
  document.dispatchEvent(new CustomEvent('hyb:pause', { detail: seconds }));
  await new Promise((done) => setTimeout(done, seconds * 1000));
  document.dispatchEvent(new CustomEvent('hyb:pause', { detail: 0 }));
}

/** A key for a write that may be sent twice and must count once. Works on plain http too, where randomUUID is missing. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
