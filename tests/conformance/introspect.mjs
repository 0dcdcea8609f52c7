// Prints the schema that is served at the address given, as its introspection tells it to the token given.
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';

const [url, token] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const body = JSON.stringify({ query: getIntrospectionQuery() });
const answer = await (await fetch(url, { method: 'POST', headers, body })).json();
console.log(printSchema(buildClientSchema(answer.data)));
