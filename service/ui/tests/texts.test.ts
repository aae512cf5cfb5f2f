// Every Chinese key has its English twin with the same blanks, and no text stands in code.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import ts from "typescript";

const SRC = join(import.meta.dirname, "../src");
const CJK = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

type Texts = { [key: string]: string | string[] | Texts };

/** Plural forms count as one key. */
function flat(texts: Texts, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "object" && !Array.isArray(value)) for (const [name, text] of flat(value, `${prefix}${key}.`)) found.set(name, text);
    else found.set((prefix + key).replace(/_(one|other|few|many|zero|two)$/, ""), String(value));
  }
  return found;
}

const features = walk(SRC).filter((path) => path.endsWith("/zh.json")).map((path) => path.slice(SRC.length + 1, -"/zh.json".length));
const read = (feature: string, lang: string) => JSON.parse(readFileSync(join(SRC, feature, `${lang}.json`), "utf8")) as Texts;

test.each(features)("%s: each key in both languages", (feature) => {
  const zh = flat(read(feature, "zh"));
  const en = flat(read(feature, "en"));
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  for (const [key, text] of zh) {
    const blanks = (of: string) => [...of.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]);
    // the other language may leave a blank out, but never know one that the first does not
    const known = new Set(blanks(text));
    for (const blank of blanks(en.get(key)!)) expect(known.has(blank!) || blank === "date", `${feature}: ${key} {{${blank}}}`).toBe(true);
  }
});

test("no text in code: comments only", () => {
  const bad: string[] = [];
  for (const path of walk(SRC).filter((name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name))) {
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
    const visit = (node: ts.Node): void => {
      if ((ts.isStringLiteralLike(node) || ts.isJsxText(node) || node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle || node.kind === ts.SyntaxKind.TemplateTail) && CJK.test(node.getText())) bad.push(`${path.slice(SRC.length + 1)}: ${node.getText().slice(0, 40)}`);
      node.forEachChild(visit);
    };
    visit(source);
  }
  expect(bad).toEqual([]);
});
