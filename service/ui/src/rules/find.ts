// Finding a rule by a word or by an article, written as a number, with its sign, or in Chinese.
import type { RuleRow } from "./calls";

const DIGITS = "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d";

/** 13 as articles are numbered, in Chinese. */
function chinese(n: number): string {
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  const head = tens === 0 ? "" : tens === 1 ? "\u5341" : `${DIGITS[tens]}\u5341`;
  return head + (ones || !tens ? DIGITS[ones] : "");
}

/** What of a rule is searched: everything that stands on its row. */
function text(rule: RuleRow): string {
  return [rule.title, rule.value, rule.article, rule.text, rule.direction, ...rule.facts.flatMap((fact) => [fact.label, fact.words])].join(" ").toLowerCase();
}

export function matches(rule: RuleRow, q: string): boolean {
  const asked = q.trim().toLowerCase();
  const article = /^(?:\u00a7|\u7b2c)?\s*(\d{1,2})\s*\u6761?$/.exec(asked);
  if (article) {
    const n = Number(article[1]);
    return rule.article.split("\u3001").includes(`\u7b2c${chinese(n)}\u6761`) || new RegExp(`\u00a7${n}(?!\\d)`).test(rule.article);
  }
  if (/^\u7b2c.+\u6761$/.test(asked)) return rule.article.split("\u3001").includes(asked);
  return asked.split(/\s+/).every((word) => text(rule).includes(word));
}
