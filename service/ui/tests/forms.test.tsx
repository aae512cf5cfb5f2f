// The adapter, the preparation, and a whole form in a page.
import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeAll, expect, test, vi } from "vitest";
import type { Answers, FormSpec, JsonSchema } from "../src/api-types";
import AnswerForm from "../src/forms/AnswerForm";
import { allProperties, known, occurredOn, pathOf, prepare, titleAt, toSend, withLists } from "../src/forms/prepare";
import { makeValidator, problemsOf } from "../src/forms/validator";
import { voteProblems } from "../src/forms/votes";
import { fieldName, narrowDigits } from "../src/forms/widgets";
import { loadTexts } from "../src/i18n";
import minutes from "../../../forms/form_committee_confirm.schema.json";
import minutesUi from "../../../forms/form_committee_confirm.ui.json";

const form = { key: "form_committee_confirm", schema: minutes, ui: minutesUi } as unknown as FormSpec;
const schema = form.schema;
const PERSON = "6f1c7f8e-1b2a-4c3d-8e9f-000000000001";
const good: Answers = {
  meeting_on: "2017-04-10",
  body: "committee",
  place: "Room 2",
  chair: PERSON,
  minutes_by: PERSON,
  votes: { entitled: 5, present: 5, yes: 5, no: 0, abstain: 0 },
  committee_decision: "confirm",
  reason: "x".repeat(20),
};

beforeAll(() => loadTexts(["forms"], "zh-CN"));

const wrong = (data: Answers, of: JsonSchema = schema) => (makeValidator().validateFormData(data, of as never).errors ?? []).map((error) => `${error.property} ${error.name}`);

test("the validator names the field and the keyword, once", () => {
  expect(wrong(good)).toEqual([]);
  expect(wrong({ ...good, place: undefined })).toEqual([".place required"]);
  expect(wrong({ ...good, votes: { entitled: 5 } })).toContain(".votes.present required");
  expect(wrong({ ...good, meeting_on: "2017-02-30" })).toEqual([".meeting_on format"]);
  expect(wrong({ ...good, body: "other" })).toEqual([".body oneOf"]);
  expect(wrong({ ...good, place: "  " })).toEqual([".place pattern"]);
  expect(wrong({ ...good, recusals: [{ person_id: PERSON }] })).toEqual([".recusals.0.relation required"]);
});

test("conditional fields are asked for, unknown ones refused", () => {
  expect(wrong({ ...good, committee_decision: "hold" })).toEqual([".advice required"]);
  expect(wrong({ ...good, committee_decision: "hold", advice: "y".repeat(12) })).toEqual([]);
  expect(wrong({ ...good, extra: 1 })).toHaveLength(1);
  expect(problemsOf([], schema)).toEqual([]);
});

test("a list that may be empty is answered by adding nothing", () => {
  const lists = { type: "object", required: ["absences", "checked", "title"], properties: { absences: { type: "array" }, checked: { type: "array", minItems: 1 }, title: { type: "string" }, more: { type: "array" } } } as JsonSchema;
  expect(withLists(lists, { title: "x" })).toEqual({ title: "x", absences: [] });
  const full = { absences: [1] };
  expect(withLists(lists, full)).toBe(full);
});

test("preparation", () => {
  const { ui } = prepare(form, "zh-CN");
  expect(ui["ui:order"]).toContain("*");
  expect(ui.recusals?.["ui:widget"]).toBeUndefined();
  expect((ui.recusals?.["ui:options"] as Record<string, unknown>).layout).toBe("table");
  expect((ui.votes?.["ui:options"] as Record<string, unknown>).layout).toBe("votes");
  expect(ui.chair?.["ui:widget"]).toBe("person");
  expect((prepare(form, "en").schema.properties?.place as JsonSchema).title).toBe("Place");
  expect(Object.keys(allProperties(schema))).toContain("advice");
  expect(titleAt(schema, ["votes", "present"])).toBe((minutes.properties.votes.properties.present as { title: string }).title);
  expect(known(schema, { place: "a", person_id: PERSON, chair: null })).toEqual({ place: "a" });
  expect(toSend({ properties: { a: { readOnly: true } } } as unknown as JsonSchema, { a: 1, b: 2, c: undefined })).toEqual({ b: 2 });
  expect(occurredOn(schema, good)).toBe("2017-04-10");
  expect(pathOf("/answers/nominees/0/reason")).toEqual(["nominees", "0", "reason"]);
});

test("votes, digits, names", () => {
  expect(voteProblems({ entitled: 16, present: 17 }).map((problem) => problem.field)).toEqual(["present"]);
  expect(voteProblems({ entitled: 16, present: 9, yes: 8, no: 1, abstain: 1 }).map((problem) => problem.field)).toEqual(["yes"]);
  expect(voteProblems({ yes: 3 })).toEqual([]);
  expect(narrowDigits("\uff11\uff12\uff0e5")).toBe("12.5");
  expect(fieldName("f_-_recusals_-_0_-_person_id")).toBe("recusals.person_id");
});

async function mount(value: Answers, onSubmit: (answers: Answers) => void) {
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  const draw = (next: Answers) => <AnswerForm id="t" form={form} value={next} onChange={(changed) => root.render(draw(changed))} onSubmit={onSubmit} options={async () => []} />;
  await act(async () => root.render(draw(value)));
  const send = () => act(async () => host.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  return { host, send, done: () => act(async () => root.unmount()) };
}

test("a form says what is missing at the field and on top, and fills in nothing by itself", async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const onSubmit = vi.fn();
  const { host, send, done } = await mount({ body: "committee" }, onSubmit);
  expect(host.querySelectorAll("input[type=radio]:checked")).toHaveLength(1);
  await send();
  expect(onSubmit).not.toHaveBeenCalled();
  expect(host.querySelectorAll(".summary-bad li").length).toBeGreaterThan(6);
  expect(document.activeElement?.className).toBe("summary-bad");
  const place = host.querySelector<HTMLInputElement>("#f_-_place")!;
  expect(place.getAttribute("aria-invalid")).toBe("true");
  expect(host.querySelector(`#${CSS.escape(place.getAttribute("aria-describedby")!)}`)?.textContent).not.toBe("");
  await done();
});

test("good answers are handed over as they are", async () => {
  const onSubmit = vi.fn();
  const { send, done } = await mount(good, onSubmit);
  await send();
  expect(onSubmit).toHaveBeenCalledExactlyOnceWith(good);
  await done();
});

test("a wrong row says which one it is", async () => {
  const onSubmit = vi.fn();
  const { host, send, done } = await mount({ ...good, recusals: [{ person_id: PERSON, relation: "spouse" }, { person_id: PERSON }] }, onSubmit);
  await send();
  expect(onSubmit).not.toHaveBeenCalled();
  expect(host.querySelector(".summary-bad li")?.textContent).toContain("2");
  expect(host.querySelectorAll(".table-form tbody tr")).toHaveLength(2);
  await done();
});

test("a conditional leftover is not sent", async () => {
  const onSubmit = vi.fn();
  const { send, done } = await mount({ ...good, advice: "left over from before" }, onSubmit);
  await send();
  expect(onSubmit).toHaveBeenCalledExactlyOnceWith(good);
  await done();
});
