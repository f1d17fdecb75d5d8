// The way to the service, one for all components of a page that ask the same one in the same name: GraphQL, what can go
// wrong on the way, live news, and word between components.
import { Behaviours, Viewer } from './operations.ts';
import type { BehavioursData, Document, PromiseLine, RecognitionCard, Refusal as UserError, ViewerData } from './operations.ts';

/**
 * Gives a bearer token, at once or as a promise. Called when the first is needed; again with 'expired' when the service no
 * longer takes the last one; and with 'asked' when the person pressed "Sign in again". A token is never an attribute.
 */
export type Token = (why: 'first' | 'expired' | 'asked') => string | Promise<string>;

export type Trouble = 'network' | 'signedOut' | 'forbidden' | 'outdated' | 'busy' | 'fault';

/** What stopped a request. An expected no is no Problem but a Refusal. */
export class Problem extends Error {
  constructor(
    readonly trouble: Trouble,
    override readonly message: string,
    readonly reference?: string,
  ) {
    super(message);
  }
}

/** An expected no of a mutation: the service's userErrors. */
export class Refusal extends Error {
  constructor(readonly errors: UserError[]) {
    super(errors[0]?.message);
  }
  get code(): string {
    return this.errors[0]?.code ?? '';
  }
}

/** A thank-you as it is shown: with the promise that it came out of, where that is known. */
export type Thanks = RecognitionCard & { commitment?: PromiseLine | null };

/** What components of a page tell each other, beside the DOM events that are for the page. */
export interface News {
  /** Shown at once, before the service has it: `id` is a key that `given` or `failed` repeats. */
  giving: { key: string; recognition: Thanks };
  given: { key: string; recognition: Thanks };
  failed: { key: string };
  taken: { id: string };
  /** Somebody wants to thank: open the form, about this person or promise if one is named. */
  thank: { person?: { id: string; displayName: string }; promise?: PromiseLine };
  /** Show this one. */
  show: { id: string };
  /** Everything is shown again: whoever narrowed it forgets by what. */
  all: object;
  /** The service asked for a pause of so many seconds; 0 when it is over. */
  pause: { seconds: number };
}

const TIMEOUT = 20_000;
const TURNS = 3; // how often a pause is waited for
const LONGEST_PAUSE = 60; // seconds; a longer one is a Problem

/** A key for a write that may be sent twice and must count once. Works on plain http too, where randomUUID is missing. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

// In Node there is no page to be hidden, and no word of the network.
const page = globalThis.document as typeof globalThis.document | undefined;
const online = () => (globalThis.navigator as Navigator | undefined)?.onLine !== false;

const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; reference?: string } }[];
}

export class Client extends EventTarget {
  private current: Promise<string> | undefined;
  private known = new Map<string, Promise<unknown>>();

  constructor(
    readonly endpoint: string,
    private readonly token: Token,
  ) {
    super();
  }

  /** Who asks: asked for once. Null for a token that stands for no person. */
  viewer(): Promise<ViewerData['viewer']> {
    return this.once('viewer', async () => (await this.ask(Viewer, {})).viewer);
  }

  /** The catalogue of behaviours, with labels in a language: asked for once. */
  behaviours(language: string): Promise<BehavioursData['behaviours']> {
    return this.once(language, async () => (await this.ask(Behaviours, { language })).behaviours);
  }

  private once<T>(name: string, act: () => Promise<T>): Promise<T> {
    const found = this.known.get(name) as Promise<T> | undefined;
    if (found) return found;
    const made = act();
    this.known.set(name, made);
    made.catch(() => this.known.delete(name));
    return made;
  }

  /** Asks for a new token because the person wants to go on. True when there is one. */
  async signIn(): Promise<boolean> {
    const renewed = await this.renew('asked').catch(() => '');
    return renewed !== '';
  }

  private renew(why: 'first' | 'expired' | 'asked'): Promise<string> {
    this.current = Promise.resolve()
      .then(() => this.token(why))
      .then((token) => {
        if (!token) throw new Problem('signedOut', 'There is no token.');
        return token;
      });
    this.current.catch(() => (this.current = undefined));
    return this.current;
  }

  /** Sends one request with a token; the caller looks at the status. A token that is no longer taken is renewed once. */
  private async send(body: string, accept: string, signal: AbortSignal): Promise<Response> {
    for (let renewed = false; ; renewed = true) {
      const used = this.current ?? this.renew('first');
      let token;
      try {
        token = await used;
      } catch {
        throw new Problem('signedOut', 'No token was given.');
      }
      let response;
      try {
        response = await fetch(`${this.endpoint}/graphql`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Accept: accept, Authorization: `Bearer ${token}` },
          credentials: 'omit',
          body,
          signal,
        });
      } catch (error) {
        throw new Problem('network', String(error));
      }
      if (response.status !== 401 || renewed) return response;
      if (this.current === used) this.renew('expired').catch(() => {});
    }
  }

  private problem(response: Response, answer: Answer): Problem {
    const { message = response.statusText, extensions = {} } = answer.errors?.[0] ?? {};
    const trouble: Record<string, Trouble> = {
      UNAUTHENTICATED: 'signedOut',
      FORBIDDEN: 'forbidden',
      DOCUMENT_NOT_FOUND: 'outdated',
      RATE_LIMITED: 'busy',
    };
    return new Problem(
      response.status === 401 ? 'signedOut' : (trouble[extensions.code ?? ''] ?? 'fault'),
      message,
      extensions.reference,
    );
  }

  /** Runs a document and answers its data. When the service asks for a short pause, it waits and goes on. */
  async ask<Data, Variables>(document: Document<Data, Variables>, variables: Variables): Promise<Data> {
    const body = JSON.stringify({ documentId: `sha256:${document}`, variables });
    for (let turn = 1; ; turn++) {
      const response = await this.send(body, 'application/graphql-response+json', AbortSignal.timeout(TIMEOUT));
      if (response.status === 429 && turn < TURNS) {
        const seconds = Number(response.headers.get('Retry-After')) || 2 ** turn;
        if (seconds <= LONGEST_PAUSE) {
          this.tell('pause', { seconds });
          await later(seconds * 1000);
          this.tell('pause', { seconds: 0 });
          continue;
        }
      }
      const answer = (await response.json().catch(() => ({}))) as Answer;
      if (!response.ok || answer.errors || !answer.data) throw this.problem(response, answer);
      return answer.data as Data;
    }
  }

  /** Runs a mutation and answers its payload; throws a Refusal when the service says no. */
  async act<Data extends object, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
  ): Promise<Data[keyof Data]> {
    const [payload] = Object.values(await this.ask(document, variables)) as [Data[keyof Data] & { userErrors: UserError[] }];
    if (payload.userErrors.length) throw new Refusal(payload.userErrors);
    return payload;
  }

  /**
   * Listens to a subscription (server-sent events) until `signal` ends it, and comes back by itself. What happened while
   * nobody listened is not sent again, so `onLive(true)` says when to look what is new. A hidden page does not listen: a
   * browser has six connections for all its windows. So a page should have two of these at most.
   */
  async listen<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    signal: AbortSignal,
    onData: (data: Data) => void,
    onLive: (live: boolean) => void,
  ): Promise<void> {
    const body = JSON.stringify({ documentId: `sha256:${document}`, variables });
    for (let failures = 0; !signal.aborted; ) {
      if (page?.hidden) {
        await new Promise((seen) => {
          page.addEventListener('visibilitychange', seen, { once: true });
          signal.addEventListener('abort', seen, { once: true });
        });
        continue;
      }
      const stop = new AbortController();
      const hidden = () => page?.hidden && stop.abort();
      page?.addEventListener('visibilitychange', hidden);
      globalThis.addEventListener?.('offline', () => stop.abort(), { signal: stop.signal }); // a stream without a network ends without a word
      try {
        const response = await this.send(body, 'text/event-stream', AbortSignal.any([signal, stop.signal]));
        const type = response.headers.get('Content-Type') ?? '';
        if (!response.ok || !response.body || !type.startsWith('text/event-stream')) {
          const problem = this.problem(response, (await response.json().catch(() => ({}))) as Answer);
          if (problem.trouble === 'forbidden' || problem.trouble === 'outdated') return; // it would be no other next time
          throw problem;
        }
        let rest = '';
        for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
          if (failures >= 0) onLive(true);
          failures = -1;
          const blocks = (rest + text).split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const data = /^data: ?(.*)$/m.exec(block)?.[1];
            const answer = data ? (JSON.parse(data) as Answer) : null;
            if (answer?.errors?.[0]?.extensions?.code === 'UNAUTHENTICATED') this.renew('expired').catch(() => {});
            if (answer?.data) onData(answer.data as Data);
          }
        }
      } catch {
        // the line below waits, then it tries again
      } finally {
        page?.removeEventListener('visibilitychange', hidden);
      }
      if (signal.aborted) return;
      failures = Math.max(0, failures) + 1;
      if (stop.signal.aborted && online()) continue;
      stop.abort();
      if (failures > 1 || !online()) onLive(false);
      await Promise.race([
        later(Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2)),
        new Promise((back) => globalThis.addEventListener?.('online', back, { once: true, signal })),
      ]);
    }
  }

  /** Tells the other components of the page. */
  tell<Name extends keyof News>(name: Name, detail: News[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Hears what other components tell, until `signal` ends it. */
  hear<Name extends keyof News>(name: Name, signal: AbortSignal, act: (news: News[Name]) => void): void {
    this.addEventListener(name, (event) => act((event as CustomEvent<News[Name]>).detail), { signal });
  }
}

const clients = new WeakMap<Token, Map<string, Client>>();

/** The client of this endpoint and token: the same for all components that are given the same two. */
export function clientOf(endpoint: string, token: Token): Client {
  const origin = new URL(endpoint, document.baseURI).href.replace(/\/$/, '');
  const of = clients.get(token) ?? new Map<string, Client>();
  clients.set(token, of);
  const found = of.get(origin) ?? new Client(origin, token);
  of.set(origin, found);
  return found;
}
