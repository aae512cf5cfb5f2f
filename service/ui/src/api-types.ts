// The shapes of /api/v1, by hand until `npm run api` writes src/schema.d.ts; the rest of the code knows only these names.

export type Problem = { type: string; title: string; status: number; detail: string; code: string; errors?: FieldProblem[] };
export type FieldProblem = { pointer: string; message: string };
export type Named = { id: string; name: string };
export type Answers = Record<string, unknown>;
export type Page<T> = { items: T[]; next: string | null; total_capped: number };

export type Lang = "zh-CN" | "en";
export type Level = "county" | "town" | "area" | "base" | "branch" | "group";
export type Me = {
  account: { id: string; login: string; name: string };
  person: Named | null;
  tenant: Named;
  grants: { role: string; role_name: string; organization: { id: string; name: string; level: Level } }[];
  csrf: string;
  lang: Lang;
  now: string;
  demo: boolean;
  can: { start: boolean; audit: boolean; organizations: boolean };
  counts: { todo: number; overdue: number; notices: number };
};
export type DemoAccounts = { accounts: { login: string; name: string; role_name: string; organization: string }[]; password: string };

export type TaskRow = {
  id: string;
  node: string;
  title: string;
  subject: string;
  process: { key: string; name: string };
  instance_id: string;
  organization: Named;
  role: string;
  role_name: string;
  due_at: string | null;
  overdue: boolean;
  priority: number;
  status: "open" | "completed" | "cancelled";
  milestone: string | null;
  claimed_by: Named | null;
  created_at: string;
  completed_at?: string;
  decision?: string;
  version: number;
};
export type Box = "todo" | "done" | "started" | "cc";
export type TaskQuery = { box: Box; q?: string; process?: string; organization?: string; overdue?: boolean; due_before?: string; cursor?: string; limit?: number };
export type TaskPage = Page<TaskRow> & { facets?: { processes: { key: string; name: string; n: number }[] } };

export type JsonSchema = Record<string, unknown> & { type?: string; title?: string; properties?: Record<string, JsonSchema> };
export type FormSpec = { key: string; schema: JsonSchema; ui: Record<string, unknown> };
export type Rule = { id: string; article: string; text: string; kind: string; strength: string; earliest: string | null; due: string | null; template: boolean };
export type Tone = "ok" | "warn" | "hold";
export type Panel =
  | { kind: "facts"; title: string; facts: { label: string; value: string; note?: string; tone?: Tone }[] }
  | { kind: "table"; title: string; columns: { key: string; label: string; align?: "end" }[]; rows: Record<string, string | number | null>[] }
  | { kind: "ledger"; title: string; entries: LedgerEntry[]; total: string; band: string | null };
export type Step = {
  seq: number | null;
  kind: "done" | "returned" | "now" | "next" | "event";
  who: string | null;
  on_behalf_of: string | null;
  role_name: string | null;
  organization: string | null;
  title: string;
  decision: string | null;
  opinion: string | null;
  occurred_on: string | null;
  at: string | null;
  due_at: string | null;
  node: string | null;
  stage: string | null;
};
export type NextStep = Step;
export type Task = TaskRow & {
  documentation: string;
  article: string | null;
  rule: Rule | null;
  form: FormSpec | null;
  data: Answers;
  draft: Answers | null;
  draft_saved_at: string | null;
  verb: string;
  decision_field: string | null;
  context: Panel[];
  timeline: Step[];
  next: NextStep[];
  why_me: { role_name: string; organization: string; basis: string; holders: { name: string }[] };
  can: { complete: boolean; claim: boolean; release: boolean; draft: boolean; why_not: string | null };
};
export type Option = { value: string; label: string; note?: string; disabled?: boolean };
export type Completed = { task: TaskRow; instance: { id: string; status: InstanceStatus }; next: TaskRow[] };

export type Process = {
  key: string;
  name: string;
  description: string;
  version: number;
  start_role_names: string[];
  form: FormSpec | null;
  organizations: Named[];
  subject: "person" | "organization";
  startable: boolean;
};
export type InstanceStatus = "running" | "ended" | "faulted" | "suspended" | "cancelled";
export type InstanceRow = {
  id: string;
  process: { key: string; name: string; version: number };
  title: string;
  business_key: string | null;
  subject: { id: string; name: string; kind: string } | null;
  organization: Named;
  status: InstanceStatus;
  milestone: string | null;
  started_at: string;
  ended_at: string | null;
  starter: string | null;
  waiting: string | null;
};
export type InstanceQuery = { box?: Box; q?: string; process?: string; organization?: string; person?: string; status?: InstanceStatus; cursor?: string; limit?: number };
export type PathStage = { name: string; status: "done" | "now" | "next"; from: string | null; to: string | null; note: string | null };
export type OutlineLine = {
  no: string;
  node: string;
  /** the process that draws the node; a called one stands below its call */
  process?: string;
  name: string;
  kind: string;
  lane: string | null;
  status: "done" | "now" | "next" | "skipped";
  who: string | null;
  at: string | null;
  note: string | null;
};
export type Instance = InstanceRow & {
  path: PathStage[];
  timeline: Step[];
  outline: OutlineLine[];
  documents: { id: string; name: string; note?: string }[];
  children: InstanceRow[];
  parent: InstanceRow | null;
  chain: { length: number; head: string; verified: boolean | null };
};
export type HistoryRow = {
  seq: number;
  type: string;
  actor: string | null;
  on_behalf_of: string | null;
  node: string | null;
  node_name: string | null;
  text: string;
  occurred_on: string | null;
  recorded_at: string;
  hash: string;
  prev_hash: string;
  payload: Record<string, unknown> | null;
};
export type Diagram = {
  xml: string;
  markers: { node: string; status: "done" | "now" | "next" | "faulted"; n: number }[];
  flows: string[];
  called: { process: string; name: string }[];
};
export type Verified = { ok: boolean; checked: number; broken_at: number | null; head: string };

export type PersonRow = { id: string; name: string; sex: string; birth_year: number; branch: Named; base: Named; stage: string; stage_name: string; since: string | null };
export type LedgerStatus = "draft" | "verified" | "published" | "disputed" | "reversed";
export type LedgerEntry = {
  id: string;
  event_date: string;
  item: string;
  item_name: string;
  qty: number | string;
  points: string;
  cap_used: string;
  evidence: string;
  recorder: string;
  verifier: string | null;
  status: LedgerStatus;
  status_name: string;
  counted: boolean;
  reverses: string | null;
  note: string | null;
};
export type Ledger = {
  cycle: number;
  scheme: string;
  template: true;
  opening: string;
  total: string;
  band: string | null;
  band_note: string | null;
  entries: LedgerEntry[];
  caps: { item: string; name: string; used: string; cap: string }[];
};
export type Notice = { id: string; at: string; kind: string; title: string; text: string; read_at: string | null; instance_id: string | null };
export type Person = PersonRow & {
  facts: Panel;
  dates: { label: string; date: string }[];
  path: PathStage[];
  ledger: Ledger | null;
  cases: InstanceRow[];
  notices: Notice[];
  contacts: { name: string }[];
  access?: { who: string; why: string; at: string }[];
};
export type MyPage = Person & {
  next_step: string;
  deadlines: { what: string; who: string; due: string }[];
  objections: { id: string; title: string; status: string; note: string | null; at: string }[];
};
export type PeopleQuery = { q?: string; organization?: string; stage?: string; cursor?: string; limit?: number };

export type OrgNode = {
  id: string;
  name: string;
  level: Level;
  kind: string;
  parent_id: string | null;
  members: number;
  activists: number;
  applicants: number;
  branches: number;
  has_children: boolean;
  tags: string[];
};
export type Organization = OrgNode & {
  path: Named[];
  posts: { role: string; role_name: string; holders: { id: string; name: string; from: string | null }[] }[];
  children: OrgNode[];
  people: { stage: string; stage_name: string; n: number }[];
};
export type RoundBranchStatus = "not_started" | "listing" | "voting" | "deciding" | "filed" | "late";
export type RoundRow = { id: string; year: number; name: string; opens_on: string; closes_on: string; status: string; quota_total: number };
export type Round = RoundRow & {
  branches: { id: string; name: string; base: string; quota: number; status: RoundBranchStatus; nominees: number; recommended: number; instance_id: string | null }[];
  counts: Record<string, number>;
};
export type TrainingRow = { id: string; name: string; phase: string; starts_on: string; ends_on: string; place: string; enrolled: number; attended: number; certified: number };
export type Training = TrainingRow & {
  attendees: { person: Named; branch: string; status: string; leave_reason_class: string | null; hours: number | string }[];
};

// ---- paths, for openapi-fetch ----
type Json<T> = { content: { "application/json": T } };
type Responses<T> = { 200: Json<T>; default: { content: { "application/problem+json": Problem } } };
type Get<T, Q = Record<never, never>, P = Record<never, never>> = {
  parameters: { query?: Q; path: P; header?: Record<string, string> };
  responses: Responses<T>;
};
type Send<T, B, P = Record<never, never>> = {
  parameters: { path: P; header?: Record<string, string> };
  requestBody: { content: { "application/json": B } };
  responses: Responses<T>;
};
type Act<T, P = Record<never, never>> = { parameters: { path: P; header?: Record<string, string> }; responses: Responses<T> };
type ById = { id: string };

export interface paths {
  "/session": { get: Get<Me>; post: Send<Me, { login: string; password: string }>; delete: Act<undefined> };
  "/session/demo": { get: Get<DemoAccounts> };
  "/tasks": { get: Get<TaskPage, TaskQuery> };
  "/tasks/{id}": { get: Get<Task, Record<never, never>, ById> };
  "/tasks/{id}/options/{field}": { get: Get<{ items: Option[] }, { q?: string }, { id: string; field: string }> };
  "/tasks/{id}/complete": { post: Send<Completed, { answers: Answers; occurred_on?: string }, ById> };
  "/tasks/{id}/claim": { post: Act<TaskRow, ById> };
  "/tasks/{id}/release": { post: Act<TaskRow, ById> };
  "/tasks/{id}/draft": { put: Send<{ saved_at: string }, { answers: Answers }, ById> };
  "/processes": { get: Get<{ items: Process[] }> };
  "/processes/{key}/options/{field}": { get: Get<{ items: Option[] }, { organization: string; q?: string }, { key: string; field: string }> };
  "/instances": {
    get: Get<Page<InstanceRow>, InstanceQuery>;
    post: Send<{ instance: InstanceRow; next: TaskRow[] }, { process: string; organization_id: string; person_id?: string; answers: Answers }>;
  };
  "/instances/{id}": { get: Get<Instance, Record<never, never>, ById> };
  "/instances/{id}/history": { get: Get<{ items: HistoryRow[]; next: string | null }, { cursor?: string }, ById> };
  "/instances/{id}/diagram": { get: Get<Diagram, { process?: string }, ById> };
  "/instances/{id}/verify": { get: Get<Verified, Record<never, never>, ById> };
  "/people": { get: Get<Page<PersonRow>, PeopleQuery> };
  "/people/{id}": { get: Get<Person, Record<never, never>, ById> };
  "/me": { get: Get<MyPage> };
  "/me/notices": { get: Get<{ items: Notice[] }> };
  "/me/notices/{id}/read": { post: Act<undefined, ById> };
  "/organizations": { get: Get<{ items: OrgNode[] }, { parent?: string; q?: string }> };
  "/organizations/{id}": { get: Get<Organization, Record<never, never>, ById> };
  "/rounds": { get: Get<{ items: RoundRow[] }> };
  "/rounds/{id}": { get: Get<Round, Record<never, never>, ById> };
  "/trainings": { get: Get<{ items: TrainingRow[] }> };
  "/trainings/{id}": { get: Get<Training, Record<never, never>, ById> };
}
