// A client as a frontend would write it: every type in it comes from the schema, none is written by hand.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { graphql } from '../node_modules/.generated/gql';

export const VillageCard = graphql(`
  query VillageCard($code: String!) {
    village(code: $code) {
      name
      kind
      pillars { status seats { pillar title holderName since } }
      officer { name rank trainings(first: 3) { edges { node { title startsAt } } } }
    }
  }
`);

export const Villages = graphql(`
  query Villages($region: String, $kind: VillageKind, $after: String) {
    villages(region: $region, kind: $kind, first: 20, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { id code name } }
    }
  }
`);

export const Rename = graphql(`
  mutation Rename($input: RenameVillageInput!, $commandId: ID) {
    renameVillage(input: $input, commandId: $commandId) {
      receipt { position repeated }
      problems { code message field }
      village { id name }
    }
  }
`);

export const Anything = graphql(`
  query Anything($id: ID!) {
    node(id: $id) { __typename id ... on Officer { rank } ... on Village { code } }
  }
`);

export const Followed = graphql(`
  subscription Followed { trainingActivity { type position training { title } } }
`);

async function ask<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Promise<Result> {
  const response = await fetch('/graphql', { method: 'POST', body: JSON.stringify({ query: String(document), variables }) });
  return ((await response.json()) as { data: Result }).data;
}

export async function told(code: string): Promise<string> {
  const { village } = await ask(VillageCard, { code });
  if (!village) return 'no such village';
  const held: number = village.pillars?.seats.filter((seat) => seat.since !== null).length ?? 0;
  const title: string | undefined = village.officer?.trainings.edges[0]?.node.title;
  return `${village.name} (${village.kind}): ${held} of 3, ${title ?? 'never trained'}`;
}

export async function everyVillage(region: string): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const { villages }: { villages: { pageInfo: { hasNextPage: boolean; endCursor?: string | null }; edges: { node: { name: string } }[] } } =
      await ask(Villages, { region, kind: 'DESA', after });
    names.push(...villages.edges.map((edge) => edge.node.name));
    if (!villages.pageInfo.hasNextPage) return names;
    after = villages.pageInfo.endCursor ?? null;
  }
}

export async function renamed(villageId: string, name: string): Promise<string> {
  const { renameVillage } = await ask(Rename, { input: { villageId, name, edition: 'client' }, commandId: null });
  return renameVillage.problems[0]?.code ?? renameVillage.village?.name ?? '';
}

export async function anything(id: string): Promise<string> {
  const { node } = await ask(Anything, { id });
  return node?.__typename === 'Officer' ? node.rank : node?.__typename === 'Village' ? node.code : '';
}

// What the schema does not allow does not compile.
// @ts-expect-error a village has no such kind
void ask(Villages, { kind: 'CITY' });
// @ts-expect-error the code is required
void ask(VillageCard, {});
