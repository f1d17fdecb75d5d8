// Who is at the ready page: by choosing (development), or by a token. A host page has its own way and needs none of this.
import type { Token } from './client';
import { renewed, type Provider } from './sign-in';
import { keep, recall } from './element';

export interface Session {
  mode: string;
  organization: string;
  /** Whether /graphql shows GraphiQL to a browser. */
  graphiql: boolean;
  /** Where people sign in, if they do that by this page. */
  signIn: Provider | null;
}

export interface Somebody {
  userName: string;
  displayName: string;
  jobTitle: string | null;
  team: string | null;
  roles: string[];
}

const TOKEN = 'hyb.token';

export async function session(): Promise<Session> {
  return (await (await fetch('/auth/mode')).json()) as Session;
}

/** A development name is no secret and may outlive the tab; a token is one and may not. */
export function known(mode: string): string | null {
  if (mode === 'dev') return recall<string>('person');
  try {
    return sessionStorage.getItem(TOKEN);
  } catch {
    return null;
  }
}

export function become(mode: string, token: string | null): void {
  if (mode === 'dev') keep('person', token);
  else if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);
}

/** Whom one can be, where anybody can be anybody. */
export async function choices(search: string): Promise<Somebody[]> {
  const response = await fetch(`/auth/people?search=${encodeURIComponent(search)}`);
  return ((await response.json()) as { people: Somebody[] }).people;
}

/** The token of the page: the same until the service takes it no longer; then the provider's next one, or `ask` shows the door. */
export function provider({ mode, signIn }: Session, ask: () => Promise<string>): Token {
  return async (why) => {
    const found = known(mode);
    if (why === 'first' && found) return found;
    if (why === 'asked') return ask();
    const next = why === 'expired' && signIn ? await renewed(signIn) : null;
    if (next) become(mode, next);
    return next ?? '';
  };
}
