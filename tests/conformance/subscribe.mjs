// Follows trainings with the client of graphql-ws: ping and pong, completion, an error, a connection that breaks.
//
// Says each step as a line of JSON and waits for a line on its input before it goes on where the other side has to act.
import { createInterface } from 'node:readline';
import { createClient } from 'graphql-ws';

const [url, token] = process.argv.slice(2);
const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (step, told = {}) => console.log(JSON.stringify({ step, ...told }));
const told = async () => (await input.next()).value;
const pongs = [];
const connections = [];
let socket;

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  keepAlive: 100,
  lazy: true,
  retryAttempts: 3,
  retryWait: async () => {},
  shouldRetry: () => true,
  on: {
    connected: (opened) => {
      socket = opened;
      connections.push(Date.now());
    },
    pong: (received) => received && pongs.push(Date.now()),
  },
});

const query = 'subscription { trainingActivity { type training { title } } }';

// One value by a query over the same protocol, which completes by itself.
const values = [];
for await (const result of client.iterate({ query: '{ villages(first: 1) { edges { node { name } } } }' })) values.push(result);
say('query', { values });

// An error ends the operation and leaves the connection.
try {
  for await (const _ of client.iterate({ query: 'subscription { nothingOfTheKind }' })) void _;
  say('error', { errors: null });
} catch (errors) {
  say('error', { errors });
}

// Two events, of which the second arrives over a new connection.
const events = client.iterate({ query });
const first = events.next();
await new Promise((resolve) => setTimeout(resolve, 300)); // time for pings; the subscription begins meanwhile
say('subscribed', { pongs: pongs.length });
await told();
say('event', { value: (await first).value });
const second = events.next();
const before = connections.length;
socket.close(4205, 'Client Restart');
while (connections.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
await new Promise((resolve) => setTimeout(resolve, 300));
say('reconnected', { connections: connections.length - before });
await told();
say('event', { value: (await second).value });

// Completed by the client: no further event comes.
await events.return();
say('completed');
await told();
await client.dispose();
process.exit(0);
