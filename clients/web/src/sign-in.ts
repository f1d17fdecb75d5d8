// Signing in at the company's identity provider, for the ready page: authorization code with PKCE (RFC 7636), as a public
// client. The tokens never pass through our service before they are shown to it.

/** What /auth/mode says of the provider. */
export interface Provider {
  issuer: string;
  clientId: string;
  scope: string;
}

interface Description {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
}

/** A way to the provider that was begun in this tab. */
interface Begun {
  state: string;
  verifier: string;
  /** Where the person was. */
  back: string;
}

const BEGUN = 'hyb.sign-in';
const home = () => `${location.origin}/`;

/** Kept by the page alone: a reload goes to the provider again, which still knows who is there. */
let refresh: string | undefined;

/**
 * Nobody came in. `said`: the provider would not, its own words are in `message`. `silent`: the one at the address in
 * `message` does not answer, or not as providers do. `other`: the answer is another provider's. `misnamed`: the provider
 * calls itself otherwise than this service was told.
 */
export class SignInFailed extends Error {
  constructor(
    readonly kind: 'said' | 'silent' | 'other' | 'misnamed',
    message = '',
  ) {
    super(message);
  }
}

/** Goes to the provider, which sends the person back to this page. */
export async function signIn(provider: Provider): Promise<void> {
  const { authorization_endpoint: address } = await described(provider);
  const begun: Begun = { state: random(), verifier: random(), back: location.search + location.hash };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const to = new URL(address);
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: home(),
    scope: provider.scope,
    state: begun.state,
    code_challenge: await challenge(begun.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) to.searchParams.set(name, value);
  location.assign(to);
}

/** The token of somebody who comes back from the provider; null for everybody else. Throws SignInFailed. */
export async function signedIn(provider: Provider): Promise<string | null> {
  const said = new URLSearchParams(location.search);
  const state = said.get('state');
  if (!state || !(said.has('code') || said.has('error'))) return null;
  const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? 'null') as Begun | null;
  sessionStorage.removeItem(BEGUN);
  const ours = begun?.state === state;
  // The code is for one use, and no business of the history's.
  history.replaceState(null, '', `/${ours ? begun.back : ''}`);
  // Not begun in this tab: an old address, or somebody else's.
  if (!ours) return null;
  // Of several providers the answer is from the one that was asked (RFC 9207).
  if (said.has('iss') && said.get('iss') !== provider.issuer) throw new SignInFailed('other');
  const code = said.get('code');
  if (!code) throw new SignInFailed('said', said.get('error_description') ?? said.get('error') ?? '');
  return tokens(provider, { grant_type: 'authorization_code', code, redirect_uri: home(), code_verifier: begun.verifier });
}

/** The next token, where the provider gave leave to fetch one; null where the person has to go there again. */
export async function renewed(provider: Provider): Promise<string | null> {
  if (!refresh) return null;
  const shown = refresh;
  refresh = undefined;
  return tokens(provider, { grant_type: 'refresh_token', refresh_token: shown, scope: provider.scope }).catch(() => null);
}

/** Ends the session at the provider too, where it has a place for that. */
export async function signOut(provider: Provider): Promise<void> {
  refresh = undefined;
  const address = (await described(provider).catch(() => undefined))?.end_session_endpoint;
  if (!address) return location.reload();
  const to = new URL(address);
  to.searchParams.set('client_id', provider.clientId);
  to.searchParams.set('post_logout_redirect_uri', home());
  location.assign(to);
}

async function tokens(provider: Provider, asked: Record<string, string>): Promise<string> {
  const { token_endpoint: address } = await described(provider);
  const said = (await answered(address, { method: 'POST', body: new URLSearchParams({ ...asked, client_id: provider.clientId }) })) as {
    access_token?: string;
    refresh_token?: string;
  };
  if (!said.access_token) throw new SignInFailed('silent', new URL(address).origin);
  refresh = said.refresh_token;
  return said.access_token;
}

async function described({ issuer }: Provider): Promise<Description> {
  const said = (await answered(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as Description;
  if (said.issuer !== issuer) throw new SignInFailed('misnamed');
  return said;
}

async function answered(address: string, more: RequestInit = {}): Promise<unknown> {
  const response = await fetch(address, { ...more, credentials: 'omit', signal: AbortSignal.timeout(10_000) }).catch(() => null);
  const said = (await response?.json().catch(() => null)) as { error?: string; error_description?: string } | null;
  const why = said?.error_description ?? said?.error;
  if (why) throw new SignInFailed('said', why);
  if (!response?.ok || !said) throw new SignInFailed('silent', new URL(address).origin);
  return said;
}

const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const challenge = async (verifier: string) =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
