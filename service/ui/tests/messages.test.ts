// The browser and the service say the same words about a field.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { messageFor, messageKey } from "../src/forms/messages";
import { loadTexts } from "../src/i18n";

beforeAll(() => loadTexts(["forms"], "zh-CN"));

const python = readFileSync(join(import.meta.dirname, "../../domain/form_messages.py"), "utf8");
const table = [...python.slice(python.indexOf("TABLE"), python.indexOf("\n}\n")).matchAll(/^ {4}"([^"]+)": \(\s*"([^"]+)",\s*"([^"]+)",?\s*\),?$/gm)].map((row) => row.slice(1) as [string, string, string]);
const texts = (lang: string) => (JSON.parse(readFileSync(join(import.meta.dirname, `../src/forms/${lang}.json`), "utf8")) as { message: Record<string, string> }).message;

test("both tables have the same lines", () => {
  expect(table.length).toBeGreaterThan(30);
  const { untitled: _zh, ...zh } = texts("zh");
  const { untitled: _en, ...en } = texts("en");
  const doubled = (text: string) => text.replace(/\{(\w+)\}/g, "{{$1}}");
  expect(zh).toEqual(Object.fromEntries(table.map(([key, text]) => [key, doubled(text)])));
  expect(en).toEqual(Object.fromEntries(table.map(([key, , text]) => [key, doubled(text)])));
});

test("special cases by value come first", () => {
  expect(messageKey("type", "integer")).toBe("type:integer");
  expect(messageKey("const", true)).toBe("const:true");
  expect(messageKey("const", "x")).toBe("const");
  expect(messageKey("format", "date")).toBe("format:date");
  expect(messageKey("nonsense", 1)).toBe("other");
  expect(messageFor("required", {}, "\u5730\u70b9")).toContain("\u5730\u70b9");
  expect(messageFor("minLength", { minLength: 20 })).toContain("20");
});
