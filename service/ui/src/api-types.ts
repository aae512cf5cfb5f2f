// The names that the pages use for the shapes of the API; src/schema.d.ts is made from openapi.json by `npm run api`.
import type { components, paths as made } from "./schema";

export type paths = made;
type S = components["schemas"];
type Query<P extends keyof made> = made[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never;

export type Problem = S["Problem"];
export type FieldProblem = S["FieldProblem"];
export type Named = S["Named"];
/** Answers of a form: what the form's schema says, which only the form knows. */
export type Answers = Record<string, unknown>;
export type Lang = S["Me"]["lang"];
export type Me = S["Me"];
export type DemoAccounts = S["DemoAccounts"];

export type TaskRow = S["TaskRow"];
export type TaskPage = S["TaskPage"];
export type TaskQuery = Query<"/tasks">;
export type Box = NonNullable<TaskQuery["box"]>;
export type JsonSchema = Record<string, unknown> & { type?: string; title?: string; properties?: Record<string, JsonSchema> };
export type FormSpec = Omit<S["FormSpec"], "schema" | "ui"> & { schema: JsonSchema; ui: Record<string, unknown> };
export type Rule = S["Rule"];
export type Panel = S["FactsPanel"] | S["TablePanel"] | S["LedgerPanel"];
export type Step = S["Step"];
export type Task = S["Task"];
export type Signer = S["Signer"];
export type Signature = S["Signature"];
export type Opinion = S["Opinion"]["opinion"];
export type Option = S["Option"];
export type Completed = S["Completed"];

export type Process = S["Process"];
export type InstanceRow = S["InstanceRow"];
export type InstanceStatus = InstanceRow["status"];
export type InstanceQuery = Query<"/instances">;
export type PathStage = S["PathStage"];
export type OutlineLine = S["OutlineLine"];
export type Instance = S["Instance"];
export type HistoryRow = S["HistoryRow"];
export type Diagram = S["Diagram"];
export type Verified = S["Verified"];

export type Delivery = S["Delivery"];
export type DeliveryStatus = Delivery["status"];
export type DeliveryQuery = Query<"/admin/deliveries">;
export type CaseFault = S["CaseFault"];

export type PersonRow = S["PersonRow"];
export type Person = S["Person"];
export type PersonPoints = S["PersonPoints"];
export type BranchPoints = S["BranchPoints"];
export type MyPage = S["MyPage"];
export type PeopleQuery = Query<"/people">;
export type Ledger = S["Ledger"];
export type LedgerEntry = S["LedgerEntry"];
export type LedgerStatus = LedgerEntry["status"];
export type Notice = S["Notice"];

export type OrgNode = S["OrgNode"];
export type Level = OrgNode["level"];
export type Organization = S["Organization"];
export type Round = S["Round"];
export type RoundRow = S["RoundRow"];
export type RoundBranchStatus = S["RoundBranch"]["status"];
export type Training = S["Training"];
export type TrainingRow = S["TrainingRow"];
