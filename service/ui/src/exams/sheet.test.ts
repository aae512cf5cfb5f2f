import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Sitting } from "./calls";
import { Sheet, clock, left } from "./sheet";

const SITTING = { exam_id: "e", attempt: 1, device: 2, seq: 7, answers: [{ place: 1, chosen: ["A"] }] } as unknown as Sitting;
type Body = { device: number; seq: number; answers: Answer[] };

function memory() {
  const kept = new Map<string, string>();
  return { kept, getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) };
}

function make(send: (body: Body) => Promise<unknown>, store = memory()) {
  const stopped: string[] = [];
  const sheet = new Sheet(SITTING, { send, store, changed: () => undefined, stopped: (why) => stopped.push(why), wait: 100, again: 1000 });
  return { sheet, store, stopped };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a change is sent at once, those of one moment together, with a growing count", async () => {
  const sent: Body[] = [];
  const { sheet, store } = make(async (body) => void sent.push(body));
  sheet.choose(2, ["B"]);
  sheet.choose(3, ["T"]);
  expect(store.kept.size).toBe(1);
  await vi.advanceTimersByTimeAsync(150);
  sheet.choose(2, []);
  await vi.advanceTimersByTimeAsync(150);
  expect(sent).toEqual([
    { device: 2, seq: 8, answers: [{ place: 2, chosen: ["B"] }, { place: 3, chosen: ["T"] }] },
    { device: 2, seq: 9, answers: [{ place: 2, chosen: [] }] },
  ]);
  expect([sheet.state, sheet.unsent, sheet.answered()]).toEqual(["saved", 0, 2]);
  expect(store.kept.size).toBe(0);
});

test("what did not arrive is kept through a reload and sent again", async () => {
  const { sheet, store } = make(() => Promise.reject({ code: "offline" }));
  sheet.choose(4, ["C"]);
  await vi.advanceTimersByTimeAsync(150);
  expect(sheet.state).toBe("waiting");
  sheet.stop();
  const sent: Body[] = [];
  const again = make(async (body) => void sent.push(body), store);
  await vi.advanceTimersByTimeAsync(10);
  expect(sent.map((body) => body.answers)).toEqual([[{ place: 4, chosen: ["C"] }]]);
  expect(again.sheet.chosen.get(4)).toEqual(["C"]);
});

test("what another device answered meanwhile is not overwritten", async () => {
  const store = memory();
  store.setItem("yg-exam-e-1", JSON.stringify({ device: 0, answers: [[1, ["B"]], [5, ["D"]]] }));
  const sent: Body[] = [];
  const { sheet } = make(async (body) => void sent.push(body), store);
  await vi.advanceTimersByTimeAsync(10);
  expect(sent.map((body) => body.answers)).toEqual([[{ place: 5, chosen: ["D"] }]]);
  expect(sheet.chosen.get(1)).toEqual(["A"]);
});

test("a change while a save is on its way is not lost", async () => {
  const sent: Body[] = [];
  let arrive: () => void = () => undefined;
  const { sheet } = make((body) => new Promise<void>((done) => (sent.push(body), (arrive = done))));
  sheet.choose(2, ["A"]);
  await vi.advanceTimersByTimeAsync(110);
  sheet.choose(2, ["B"]);
  arrive();
  await vi.advanceTimersByTimeAsync(150);
  arrive();
  await vi.advanceTimersByTimeAsync(150);
  expect(sent.map((body) => body.answers[0]?.chosen)).toEqual([["A"], ["B"]]);
  expect(sheet.unsent).toBe(0);
});

test("another device, and the end of the time, stop the sheet", async () => {
  const { sheet, stopped } = make(() => Promise.reject({ code: "exam_elsewhere" }));
  sheet.choose(2, ["A"]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(stopped).toEqual(["elsewhere"]);
});

test("time is the service's", () => {
  const server = Date.parse("2017-03-20T01:00:00Z");
  expect(left("2017-03-20T02:00:00Z", server - 1000, 1000)).toBe(3600);
  expect([clock(59), clock(61), clock(3661)]).toEqual(["00:59", "01:01", "1:01:01"]);
});
