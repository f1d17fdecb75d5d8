// graphql-inspector: what breaks a client between two schemas. inspect.mjs BEFORE AFTER
// What the release said would go on a day may go from that day on; test_schema holds every deprecation to this form.

import { readFileSync } from "node:fs";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema, isEnumType } from "graphql";

const [before, after] = process.argv.slice(2).map((path) => buildSchema(readFileSync(path, "utf8")));
const today = new Date().toISOString().slice(0, 10);

function wasToGo({ path }) {
  const [type, name] = path?.split(".") ?? [];
  const kind = before.getType(type);
  const old = isEnumType(kind) ? kind.getValue(name) : kind?.getFields?.()[name];
  const day = old?.deprecationReason?.match(/Goes on (\S+)\.$/)?.[1];
  return day && day <= today;
}

for (const change of await diff(before, after))
  if (change.criticality.level === CriticalityLevel.Breaking && !(change.type.endsWith("_REMOVED") && wasToGo(change)))
    console.log(change.message);
