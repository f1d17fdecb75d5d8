// Webhooks, verified: that they come from the service, just now, and as they were sent. By WebCrypto alone, so it runs in
// Node 20, Deno, Bun and at the edge.

/** A fact. Remember its `id` and drop what you have seen: it may come twice. */
export interface WebhookEvent {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
  attempt: number;
  /** Its number among those to this endpoint, without a gap. */
  sequence: number | null;
  /** The event before it. If it is not the last one you had, one is missing or late: read the log from there. */
  previousId: string | null;
}

/** By what to verify; one signature that fits is enough. */
export interface Proof {
  /** The endpoint's secret (`whsec_...`), or several while it is being changed. */
  secret?: string | readonly string[];
  /** Public keys of the service (`whpk_...`), or all that `/.well-known/webhook-keys` answers. */
  keys?: string | readonly string[] | { readonly keys: readonly { readonly key: string }[] };
  /** Seconds since 1970; the clock's when left out. */
  now?: number;
}

/** It did not come from the service, or is old. Answer 401 and do nothing else. */
export class NotVerified extends Error {}

type Bytes = Uint8Array<ArrayBuffer>;

const TOLERANCE = 300; // seconds between the sender's clock and ours
const utf8 = new TextEncoder();
const bytes = (base64: string): Bytes => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));

/** Verifies a webhook of the format STANDARD and reads it. `body` is the bytes as they came. */
export async function receive(
  body: Uint8Array | string,
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>,
  proof: Proof,
): Promise<WebhookEvent> {
  const given = await verify(body, headers, proof);
  const event = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as WebhookEvent;
  if (typeof event.id !== 'string' || typeof event.type !== 'string') throw new TypeError('It is not of the format STANDARD.');
  const sequence = given.get('webhook-sequence');
  return {
    ...event,
    attempt: Number(given.get('webhook-attempt') ?? 1),
    sequence: sequence ? Number(sequence) : null,
    previousId: given.get('webhook-previous-id') ?? null,
  };
}

/** Checks that the service signed this body within five minutes, in any format. Gives its headers. */
export async function verify(
  body: Uint8Array | string,
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>,
  { secret = [], keys = [], now = Date.now() / 1000 }: Proof,
): Promise<Headers> {
  const given =
    headers instanceof Headers
      ? headers
      : new Headers(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => given.get(`webhook-${name}`) ?? '');
  if (!id || !timestamp || !/^\d+$/.test(timestamp) || !signatures)
    throw new NotVerified('The headers webhook-id, webhook-timestamp and webhook-signature are missing or malformed.');
  if (Math.abs(now - Number(timestamp)) > TOLERANCE) throw new NotVerified('It was signed more than five minutes from our clock.');
  const head = utf8.encode(`${id}.${timestamp}.`);
  const rest = typeof body === 'string' ? utf8.encode(body) : body;
  const signed = new Uint8Array(head.length + rest.length);
  signed.set(head);
  signed.set(rest, head.length);

  const listed = (texts: string | readonly string[]) => (typeof texts === 'string' ? [texts] : texts);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const shown = typeof keys === 'string' || 'length' in keys ? listed(keys) : keys.keys.map((each) => each.key);
  const ways = [
    ...listed(secret).map((text) => ['v1', hmac, bytes(text.replace(/^whsec_/, ''))] as const),
    ...shown.map((text) => ['v1a', { name: 'Ed25519' }, bytes(text.replace(/^whpk_/, ''))] as const),
  ];
  for (const [version, algorithm, raw] of ways) {
    const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
    for (const each of signatures.split(' ')) {
      const [of, text = ''] = each.split(',', 2);
      if (of === version && /^[\w+/]+=*$/.test(text)) {
        let signature: Bytes;
        try {
          signature = bytes(text);
        } catch {
          continue; // it is no base64
        }
        if (await crypto.subtle.verify(algorithm, key, signature, signed)) return given; // takes the same time for any
      }
    }
  }
  throw new NotVerified('No signature fits. Is the secret that of this endpoint, and the body as it came?');
}
