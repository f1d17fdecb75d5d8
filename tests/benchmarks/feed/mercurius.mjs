// mercurius with its JIT: `loaders` with batched loaders, `statement` with one statement written by hand.
// PORT, MODE, STATEMENTS (JSON), and PostgreSQL's own PGHOST, PGUSER, PGDATABASE, PGPORT.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';

const sql = JSON.parse(process.env.STATEMENTS);
const pool = new pg.Pool({ max: 20, options: '-c jit=off -c TimeZone=UTC' });
const run = async (name, values) => (await pool.query({ name, text: sql[name], values })).rows;

const schema = `
  type Query { recognitions(first: Int!, after: String, filter: RecognitionFilter!): RecognitionConnection! }
  input RecognitionFilter { team: ID! }
  type RecognitionConnection { edges: [RecognitionEdge!]! pageInfo: PageInfo! }
  type RecognitionEdge { cursor: String! node: Recognition! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Recognition {
    id: ID! message: String createdAt: String! giver: Person! recipients: [Person!]! behaviours: [Behaviour!]!
    reactions: [ReactionCount!]! commentCount: Int!
  }
  type Person { id: ID! displayName: String! avatarUrl: String teams: [Team!]! }
  type Team { id: ID! name: String! }
  type Behaviour { key: String! }
  type ReactionCount { emoji: String! count: Int! }
`;

const cursor = (id) => Buffer.from(JSON.stringify([id])).toString('base64url');
const last = (after) => (after ? JSON.parse(Buffer.from(after, 'base64url'))[0] : 'rec_z');
const person = (row) => ({ id: row.id, displayName: row.display_name, avatarUrl: row.avatar_url });

async function recognitions(_, { first, after, filter }, { viewer }) {
  const rows = await run(process.env.MODE === 'loaders' ? 'page' : 'whole', [viewer, filter.team, last(after), first + 1]);
  const edges = rows.slice(0, first).map((row) => ({
    cursor: cursor(row.id),
    node: {
      id: row.id,
      message: row.message,
      createdAt: row.created_at.toISOString(),
      giverId: row.giver_id,
      giver: { id: row.giver_id, displayName: row.display_name, avatarUrl: row.avatar_url },
      recipients: row.recipients,
      behaviours: row.behaviours.map((key) => ({ key })),
      reactions: Object.entries(row.reaction_counts)
        .map(([emoji, count]) => ({ emoji, count }))
        .sort((a, b) => b.count - a.count || (a.emoji < b.emoji ? -1 : 1)),
      commentCount: row.comment_count,
    },
  }));
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

const grouped = (keys, rows, by, make) => {
  const found = new Map(keys.map((key) => [key, []]));
  for (const row of rows) found.get(row[by]).push(make(row));
  return keys.map((key) => found.get(key));
};

const loaders = {
  Recognition: {
    async giver(asked) {
      const wanted = [...new Set(asked.map(({ obj }) => obj.giverId))];
      const found = new Map((await run('givers', [wanted])).map((row) => [row.id, person(row)]));
      return asked.map(({ obj }) => found.get(obj.giverId));
    },
    async recipients(asked) {
      const keys = asked.map(({ obj }) => obj.id);
      return grouped(keys, await run('to_people', [keys]), 'recognition_id', person);
    },
  },
  Person: {
    async teams(asked) {
      const keys = [...new Set(asked.map(({ obj }) => obj.id))];
      const rows = await run('teams_of', [keys]);
      const found = new Map(grouped(keys, rows, 'person_id', ({ id, name }) => ({ id, name })).map((teams, n) => [keys[n], teams]));
      return asked.map(({ obj }) => found.get(obj.id));
    },
  },
};

const app = Fastify();
app.register(mercurius, {
  schema,
  resolvers: { Query: { recognitions } },
  loaders: process.env.MODE === 'loaders' ? loaders : undefined,
  jit: 1,
  context: (request) => ({ viewer: request.headers['x-viewer'] }),
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
