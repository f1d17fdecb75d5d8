// Relay's compiler over the schema, our documents, and a component that pages and refetches as Relay does.
// relay.mjs SCHEMA OPERATIONS FOLDER: writes a project into the folder and compiles it.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import compiler from "relay-compiler";
import { Kind, parse, print, visit } from "graphql";

const [schema, operations, folder] = process.argv.slice(2);
const project = (name, text) => writeFileSync(join(folder, name), text);

// Relay wants each document to be named after its module and its kind, and an @alias, which is a directive of its own,
// where a fragment is of one kind of node. Nothing else is changed of ours.
function renamed(module, text) {
  const name = (node) => ({ ...node, name: { ...node.name, value: `${module}_${node.name.value}` } });
  const kind = { query: "Query", mutation: "Mutation", subscription: "Subscription" };
  const alias = [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: "alias" } }];
  return print(
    visit(parse(text), {
      OperationDefinition: (node) => ({
        ...node,
        name: { ...node.name, value: module + kind[node.operation] },
      }),
      FragmentDefinition: name,
      FragmentSpread: name,
      InlineFragment: {
        leave: (node) => ({
          ...node,
          selectionSet: {
            ...node.selectionSet,
            selections: node.selectionSet.selections.map((each) =>
              each.kind === Kind.FRAGMENT_SPREAD ? { ...each, directives: alias } : each,
            ),
          },
        }),
      },
    }),
  );
}

const feed = `
fragment List_feed on Team
@refetchable(queryName: "ListPageQuery")
@argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
  recognitions(first: $first, after: $after) @connection(key: "List_recognitions") {
    edges { node { id message giver { displayName } } }
  }
}
query ListQuery($team: ID!) { team(by: { id: $team }) { ...List_feed } }
mutation ListMutation($input: GiveRecognitionInput!, $connections: [ID!]!) {
  giveRecognition(input: $input) {
    recognition @prependNode(connections: $connections, edgeTypeName: "RecognitionEdge") { id message }
  }
}`;

mkdirSync(join(folder, "src"), { recursive: true });
mkdirSync(join(folder, "artifacts"));
for (const file of readdirSync(operations).filter((each) => each.endsWith(".graphql"))) {
  const module = basename(file, ".graphql");
  project(`src/${module}.ts`, `graphql\`\n${renamed(module, readFileSync(join(operations, file), "utf8"))}\n\`;\n`);
}
project("src/List.ts", `graphql\`${feed}\`;\n`);
project("schema.graphql", readFileSync(schema, "utf8"));
project("persisted.json", "{}"); // the compiler does not make it
const config = {
  src: "./src",
  schema: "./schema.graphql",
  language: "typescript",
  artifactDirectory: "./artifacts",
  persistConfig: { file: "./persisted.json" },
  customScalarTypes: { DateTime: "string", JSON: "unknown" },
};
project("relay.config.json", JSON.stringify(config));

const { status, stdout, stderr } = spawnSync(compiler, ["relay.config.json"], { cwd: folder, encoding: "utf8" });
if (status !== 0) throw new Error(stdout + stderr);
const persisted = Object.keys(JSON.parse(readFileSync(join(folder, "persisted.json"), "utf8"))).length;
const artifacts = readdirSync(join(folder, "artifacts"));
console.log(JSON.stringify({ persisted, refetches: artifacts.includes("ListPageQuery.graphql.ts") }));
