import { createElement } from "react";
import { describe, expect, test } from "vitest";
import { BrokenRules } from "@/components/evidence/broken-rules";
import { SuccessRuleText } from "@/components/evidence/success-rule-text";
import { toFieldProblems } from "@/lib/domain/field-problems";
import { findSuccessRuleProblems, successRules } from "@/lib/domain/run/success-rule";
import { ruleTypes } from "@/lib/domain/run/success-rule-options";
import {
  explainBrokenRules,
  judgeResponse,
  readsBody,
} from "@/lib/services/success-rules/judge-response";
import { renderText } from "@/tests/support/render-markup";
import { plainResponse, ruleFixture } from "@/tests/support/rule-fixture";

const { now } = plainResponse;

function problemsOf(rule: unknown): string[] {
  const parsed = successRules.safeParse([rule]);
  const problems = parsed.success
    ? findSuccessRuleProblems(parsed.data)
    : toFieldProblems(parsed.error);
  return problems.map(({ path, code }) => `${path.replace(/^(success_rules\.)?0\./, "")} ${code}`);
}

describe.each(ruleTypes)("a rule of the type %s", (type) => {
  const { rules, mayRepeat, words, met, broken, refused } = ruleFixture[type];
  const [rule] = rules;

  test("is kept as it was sent", () => {
    expect(successRules.parse(rules)).toEqual(rules);
    expect(findSuccessRuleProblems(rules)).toEqual([]);
  });

  test("may be there once, or any number of times", () => {
    const repeated = findSuccessRuleProblems([rule, rule]).map(({ code }) => code);
    expect(repeated).toEqual(mayRepeat ? [] : ["rule_repeated"]);
  });

  test.each(refused)("%j is refused: %s", (unsound, problem) => {
    expect(problemsOf(unsound)).toEqual([problem]);
  });

  test("is met by a response that has what it asks for", () => {
    expect(judgeResponse([rule], { ...plainResponse, ...met })).toEqual([]);
  });

  test.each(broken)("is broken: $explanation", (given) => {
    const { found, fault = null, explanation, onScreen } = given;
    const items = judgeResponse([rule], { ...plainResponse, ...given.response });
    expect(items).toEqual([{ rule, found, fault }]);
    expect(explainBrokenRules(items)).toBe(explanation);
    const shown = renderText(createElement(BrokenRules, { broken: items }), { now });
    expect(shown).toContain(`${words[0]} ${onScreen}`.trim());
  });

  test("stands in words of both languages", () => {
    const element = createElement(SuccessRuleText, { rule });
    expect(renderText(element, { now })).toBe(words[0]);
    expect(renderText(element, { locale: "pt-BR", now })).toBe(words[1]);
  });

  test("reads the body exactly where another body changes the judgement", () => {
    const bodies = [met, ...broken.map((item) => item.response)].some(({ body }) => body);
    expect(readsBody(rule)).toBe(bodies);
  });
});
