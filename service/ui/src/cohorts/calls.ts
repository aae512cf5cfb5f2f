// The board and what is done for many: beside api.ts, because the first paint has no room for them.
import { client, take } from "../api";
import type { Answers } from "../api-types";
import type { components } from "../schema";

type S = components["schemas"];
export type Board = S["CohortBoard"];
export type Column = S["BoardColumn"];
export type Bottleneck = S["Bottleneck"];
export type BoardRound = S["BoardRound"];
export type Person = S["CohortPerson"];
export type Run = S["CohortRun"];
export type RunHead = S["CohortRunHead"];
export type Kind = Run["kind"];
export type Standing = Person["standing"];
/** How the list is narrowed, as the address says it. */
export type Narrow = { stage?: string; organization?: string; year?: string; standing?: string; step?: string; without_case?: string; q?: string };
export type Wish = { kind: Kind; people: string[] | null; narrow: Narrow | null; step: string; answers: Answers };

function query(narrow: Narrow) {
  const { stage, organization, year, standing, step, without_case, q } = narrow;
  return {
    ...(stage ? { stage: stage as Column["stage"] as never } : {}),
    ...(organization ? { organization } : {}),
    ...(year ? { year: Number(year) } : {}),
    ...(standing ? { standing: standing as Standing } : {}),
    ...(step ? { step } : {}),
    ...(without_case ? { without_case: true } : {}),
    ...(q ? { q } : {}),
  };
}

function body(wish: Wish, dry_run: boolean): S["CohortWish"] {
  const { stage, organization, year, standing, step, without_case, q } = wish.narrow ?? {};
  const column = {
    stage: (stage || null) as S["CohortColumn"]["stage"],
    organization: organization || null,
    year: year ? Number(year) : null,
    standing: (standing || null) as S["CohortColumn"]["standing"],
    step: step || null,
    without_case: Boolean(without_case),
    ...(q ? { q } : {}),
  };
  return { kind: wish.kind, people: wish.people, column: wish.people ? null : column, step: wish.step || null, answers: wish.answers, dry_run };
}

const one = (id: string) => ({ path: { id } });

export const calls = {
  board: (narrow: Narrow) => take(client.GET("/cohorts", { params: { query: query({ organization: narrow.organization, year: narrow.year }) } })),
  people: (narrow: Narrow, cursor: string, limit: number) =>
    take(client.GET("/cohorts/people", { params: { query: { ...query(narrow), limit, ...(cursor ? { cursor } : {}) } } })),
  form: (kind: "start" | "file", step: string) => take(client.GET("/cohorts/form", { params: { query: { kind, ...(step ? { step } : {}) } } })),
  runs: () => take(client.GET("/cohorts/runs", { params: {} })),
  run: (id: string, cursor: string) => take(client.GET("/cohorts/runs/{id}", { params: { ...one(id), query: cursor ? { cursor } : {} } })),
  trial: (wish: Wish) => take(client.POST("/cohorts/runs", { params: {}, body: body(wish, true) })),
  begin: (wish: Wish, intent: string) => take(client.POST("/cohorts/runs", { params: {}, body: body(wish, false), headers: { "Idempotency-Key": intent } })),
  steer: (move: "stop" | "continue", id: string, intent: string) =>
    take(client.POST(`/cohorts/runs/{id}/${move}`, { params: one(id), headers: { "Idempotency-Key": intent } })),
};

/** The address of a list of people. */
export function listAddress(narrow: Narrow): string {
  const params = new URLSearchParams(Object.entries(narrow).filter((pair): pair is [string, string] => Boolean(pair[1])));
  return `/cohorts/people?${params.toString()}`;
}
