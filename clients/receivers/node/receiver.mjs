// A webhook receiver that loses nothing: verify, keep, answer; then fetch what is missing, and work. Node 20, no packages.
// WEBHOOK_SECRET=whsec_... HYB_TOKEN=hyb_... PORT=8601 node receiver.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";

const { WEBHOOK_SECRET, WEBHOOK_INBOX = "inbox.jsonl", WEBHOOK_TYPES = "", PORT = 8601 } = process.env;
const { HYB_URL = "http://127.0.0.1:8400", HYB_TOKEN = "" } = process.env;
const key = Buffer.from(WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const inbox = new Map(); // by id: { id, sequence, previous, event, done }; the file is the same, one change a line
const fetched = new Set();
const lines = existsSync(WEBHOOK_INBOX) ? readFileSync(WEBHOOK_INBOX, "utf8").split("\n").filter(Boolean) : [];
for (const line of lines.map((each) => JSON.parse(each))) inbox.set(line.id, { ...inbox.get(line.id), ...line });

function write(change) {
  inbox.set(change.id, { ...inbox.get(change.id), ...change });
  appendFileSync(WEBHOOK_INBOX, JSON.stringify(change) + "\n");
}

function verified(id, timestamp, signatures, body) {
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - timestamp) > 300) return false; // played again
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${digest}`); // there are two signatures while the secret is being changed
  const given = signatures.split(" ").map((each) => Buffer.from(each));
  return given.some((each) => each.length === expected.length && timingSafeEqual(each, expected));
}

async function fetchBetween(after, until) {
  for (let more = true; more; ) {
    const query = new URLSearchParams({ after, types: WEBHOOK_TYPES, limit: 1000 });
    const answer = await fetch(`${HYB_URL}/events?${query}`, { headers: { authorization: `Bearer ${HYB_TOKEN}` } });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const page = await answer.json();
    const end = page.events.findIndex((event) => event.id === until);
    const missing = end < 0 ? page.events : page.events.slice(0, end);
    for (const event of missing) if (!inbox.has(event.id)) write({ id: event.id, event });
    [after, more] = [page.next, page.more && end < 0];
  }
}

async function work() {
  for (const late of [...inbox.values()].filter((each) => each.previous && !inbox.has(each.previous))) {
    const earlier = [...inbox.values()].filter((each) => each.sequence < late.sequence);
    if (!earlier.length || fetched.has(late.id)) continue; // before the first one that ever came, nothing is missing
    const last = earlier.reduce((one, other) => (one.sequence > other.sequence ? one : other));
    try {
      await fetchBetween(last.id, late.id);
      fetched.add(late.id);
    } catch (error) {
      console.log(`something before ${late.id} is missing; the next webhook tries again: ${error.message}`);
    }
  }
  const waiting = [...inbox.values()].filter((each) => !each.done).sort((one, other) => (one.id < other.id ? -1 : 1));
  for (const { id, event } of waiting) {
    console.log(event.type, id, JSON.stringify(event.data)); // your own work goes here
    write({ id, done: true });
  }
}

async function receive(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const [body, { headers }] = [Buffer.concat(chunks), request];
  const id = headers["webhook-id"] ?? "";
  if (!verified(id, headers["webhook-timestamp"] ?? "", headers["webhook-signature"] ?? "", body))
    return response.writeHead(401).end("not verified\n");
  const [sequence, previous] = [Number(headers["webhook-sequence"]), headers["webhook-previous-id"]];
  if (!inbox.has(id)) write({ id, sequence, previous, event: JSON.parse(body) });
  response.writeHead(204).end(); // what is kept can be answered
  await work();
}

createServer((request, response) => {
  receive(request, response).catch((error) => response.destroy(error)); // also one who hangs up halfway
}).listen(PORT, "127.0.0.1", () => console.log(`ready on http://127.0.0.1:${PORT}`));
