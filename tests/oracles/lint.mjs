// graphql-eslint's recommended and Relay rule sets over the schema and our documents. lint.mjs GRAPHQL

import graphql from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";

const [cwd] = process.argv.slice(2);
const rules = (name) => graphql.configs[`flat/${name}`].rules;

const { "@graphql-eslint/naming-convention": named, ...recommended } = rules("schema-recommended");
const { "ObjectTypeDefinition,ObjectTypeExtension": _, ...conventions } = named[1];

const exceptions = {
  // An EventType is a type of events, not an event in disguise.
  "@graphql-eslint/naming-convention": ["error", conventions],
  // Logs, queues and histories are read in one direction.
  "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
  // Beside its edges a connection has its nodes; a step of a commitment and a published score are what they are part of,
  // and are fetched with it.
  "@graphql-eslint/relay-edge-types": [
    "error",
    { withEdgeSuffix: true, listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
  ],
  // These are values: they belong to what shows them, and nobody fetches, caches or changes one alone.
  "@graphql-eslint/strict-id-in-types": [
    "error",
    {
      exceptions: {
        suffixes: ["Connection", "Edge", "Payload"],
        types: (
          "Behaviour CommitmentStep CommitmentTerms Count EventType Leadership MissingComponent Organization PageInfo " +
          "ReactionCount ScoreComponent ScoreInterval ScoreRecipe ServiceChain ServiceLink TeamScore UserError Viewer " +
          "WebhookHealth WebhookSignature WebhookUrlCheck"
        ).split(" "),
      },
    },
  ],
};

const config = [
  {
    files: ["**/*.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: `${cwd}/schema.graphql`, documents: `${cwd}/operations/*.graphql` } },
    },
  },
  {
    files: ["schema.graphql"],
    rules: { ...recommended, ...rules("schema-relay"), ...exceptions },
  },
  {
    files: ["operations/*.graphql"],
    rules: {
      ...rules("operations-recommended"),
      // Each document is whole: the service knows it by the sum of its text, fragments and all.
      "@graphql-eslint/unique-fragment-name": "off",
    },
  },
];

const results = await new ESLint({ cwd, overrideConfigFile: true, overrideConfig: config }).lintFiles([
  "schema.graphql",
  "operations/*.graphql",
]);
for (const { filePath, messages } of results)
  for (const { line, ruleId, message } of messages)
    console.log(`${filePath.slice(cwd.length + 1)}:${line} ${ruleId} ${message}`);
