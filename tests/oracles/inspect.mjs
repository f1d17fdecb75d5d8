// graphql-inspector: what breaks a client between two schemas. inspect.mjs BEFORE AFTER
// What was deprecated in the release may go in the next; test_schema holds every deprecation to a date and a replacement.

import { CriticalityLevel, DiffRule, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { readFileSync } from "node:fs";

const [before, after] = process.argv.slice(2).map((path) => buildSchema(readFileSync(path, "utf8")));
for (const { criticality, message } of await diff(before, after, [DiffRule.suppressRemovalOfDeprecatedField]))
  if (criticality.level === CriticalityLevel.Breaking) console.log(message);
