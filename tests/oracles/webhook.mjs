// Standard Webhooks' own package over v1, and Node's ed25519 over v1a. Cases on standard input, verdicts on standard output.

import { createPublicKey, verify } from "node:crypto";
import { json } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

function isGenuine(secret, { headers, body }) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    if (error.constructor.name !== "WebhookVerificationError") throw error;
    return false;
  }
}

function isSigned(keys, { headers, body }) {
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  const given = headers["webhook-signature"].split(" ").filter((each) => each.startsWith("v1a,"));
  return keys.some((jwk) => {
    const key = createPublicKey({ key: jwk, format: "jwk" });
    return given.some((each) => verify(null, signed, key, Buffer.from(each.slice(4), "base64")));
  });
}

const { secret, keys, cases } = await json(process.stdin);
console.log(JSON.stringify(cases.map((each) => [isGenuine(secret, each), isSigned(keys, each)])));
