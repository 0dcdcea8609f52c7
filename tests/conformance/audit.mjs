// Runs every server audit of graphql-http against the address given, with the token given if any, and prints what each found.
import { serverAudits } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const authorization = token ? { authorization: `Bearer ${token}` } : {};
const fetchFn = (address, request = {}) => fetch(address, { ...request, headers: { ...request.headers, ...authorization } });
const found = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const result = await audit.fn();
  found.push({ id: audit.id, name: audit.name, status: result.status, reason: result.reason ?? null });
}
console.log(JSON.stringify(found));
