// A company's graph: ours and that of its personnel office, composed by Apollo and asked as one.
// federate.mjs SUBGRAPH PERSONNEL URL TOKEN: reads questions from standard input, a list in JSON; prints what each gets.

import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { composeServices } from "@apollo/composition";
import { getStitchedSchemaFromSupergraphSdl } from "@graphql-tools/federation";
import { execute, parse, print, buildASTSchema } from "graphql";

const [subgraph, office, url, token] = process.argv.slice(2);
const read = (path) => parse(readFileSync(path, "utf8"));
const own = read(office);

const { errors, hints, supergraphSdl } = composeServices([
  { name: "recognition", url, typeDefs: read(subgraph) },
  { name: "personnel", url: "http://personnel.example/graphql", typeDefs: own },
]);
if (errors) throw new Error(errors.map((each) => each.message).join("\n"));

const desks = { "E-1": "4.12", "E-2": "0.07", "E-9": "2.01" };
const person = (externalId) => ({ __typename: "Person", externalId, desk: desks[externalId] });
const machinery = parse(`
  directive @key(fields: String!) on OBJECT
  directive @link(url: String, import: [String]) on SCHEMA
  scalar _Any
  union _Entity = Person
  extend type Query { _entities(representations: [_Any!]!): [_Entity]! }
`);
const definitions = [...own.definitions.filter((each) => each.kind !== "SchemaExtension"), ...machinery.definitions];
const personnel = buildASTSchema({ kind: "Document", definitions });
const rootValue = {
  employees: () => Object.keys(desks).map(person),
  _entities: ({ representations }) => representations.map((each) => person(each.externalId)),
};

let asked = 0;
const executors = {
  personnel: ({ document, variables: variableValues }) =>
    execute({ schema: personnel, document, variableValues, rootValue }),
  recognition: async ({ document, variables }) => {
    asked += 1;
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query: print(document), variables });
    return (await fetch(url, { method: "POST", headers, body })).json();
  },
};
const schema = getStitchedSchemaFromSupergraphSdl({
  supergraphSdl,
  onSubschemaConfig: (config) => (config.executor = executors[config.name.toLowerCase()]),
});
const answers = [];
for (const query of JSON.parse(await text(process.stdin))) {
  asked = 0;
  const { data, errors: failed } = await execute({ schema, document: parse(query) });
  answers.push({ data, errors: failed?.map((each) => each.message), asked });
}
console.log(JSON.stringify({ hints: hints.map((each) => each.message), answers }));
