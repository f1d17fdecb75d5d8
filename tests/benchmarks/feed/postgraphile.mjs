// PostGraphile 5: the schema is made of the tables, the feed of a function that knows who may see what.
// PORT, and PostgreSQL's own PGHOST, PGUSER, PGDATABASE, PGPORT. Needs Node 22.
import { createServer } from 'node:http';
import { grafserv } from 'postgraphile/grafserv/node';
import { makePgService } from 'postgraphile/adaptors/pg';
import { postgraphile } from 'postgraphile';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import pg from 'pg';

const pool = new pg.Pool({ max: 20, options: '-c jit=off -c TimeZone=UTC' });
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  disablePlugins: ['PgIndexBehaviorsPlugin'], // what it lets one order by does not hold the place of a recipient
  pgServices: [makePgService({ pool, schemas: ['public'] })],
  schema: { defaultBehavior: '+list +connection', pgForbidSetofFunctionsToReturnNull: true },
  grafast: { explain: false },
  grafserv: { watch: false, graphiql: false, graphqlPath: '/graphql' },
});
const serving = instance.createServ(grafserv);
const server = createServer();
await serving.addTo(server);
server.listen(Number(process.env.PORT), '127.0.0.1');
