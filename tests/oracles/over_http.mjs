// Every audit of graphql-http's server suite against a URL: node over_http.mjs URL AUTHORIZATION
import { auditServer } from 'graphql-http';

const [url, authorization] = process.argv.slice(2);
const fetchFn = (input, options = {}) =>
  fetch(input, { ...options, headers: { ...options.headers, authorization } });

const results = await auditServer({ url, fetchFn });
for (const each of results) {
  const why = each.status === 'ok' ? '' : `: ${each.reason}`;
  console.log(`${each.status} ${each.id} ${each.name}${why}`);
}
