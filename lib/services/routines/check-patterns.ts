import { z } from "zod";
import { DomainError, type FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { successRules, type SuccessRule } from "@/lib/domain/run/success-rule";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { ServiceContext } from "@/lib/services/context";
import { runAside } from "@/lib/services/side-threads/run-aside";
import {
  findUnusablePart,
  type UnusablePart,
} from "@/lib/services/success-rules/find-unusable-part";
import { isPattern } from "@/lib/services/success-rules/judge-response";

/** The time in which a pattern is compiled: a response's rules have no more altogether. */
const PATTERN_MS = 250;

/** The longest wait of a pattern, the other 19 of its routine included. */
const WAIT_MS = 10 * SECOND_MS;

const inputWithRules = z.object({ success_rules: successRules });

async function checkPattern(workspaceId: string, rule: SuccessRule): Promise<UnusablePart | null> {
  const bounds = { workspaceId, budgetMs: PATTERN_MS, waitMs: WAIT_MS };
  const outcome = await runAside("findUnusablePart", rule, bounds);
  if (outcome.kind === "DONE") return outcome.value;
  if (outcome.kind === "TOO_COSTLY") return { field: "value", code: "rule_pattern_too_large" };
  throw new DomainError(
    "UNAVAILABLE",
    "Too many patterns are being checked. Try again in a moment.",
  );
}

/** The unusable part of each rule, in their order. Each pattern is a task of its own, so others get their turns. */
function checkRules(
  workspaceId: string,
  rules: readonly SuccessRule[],
): Promise<(UnusablePart | null)[]> {
  const checks = new Map<string, Promise<UnusablePart | null>>();
  return Promise.all(
    rules.map(async (rule) => {
      if (!isPattern(rule)) return findUnusablePart(rule, Infinity);
      const key = JSON.stringify(rule);
      const check = checks.get(key) ?? checkPattern(workspaceId, rule);
      checks.set(key, check);
      return check;
    }),
  );
}

/**
 * The problems of the patterns and paths in an input's success rules; none where the rules have others.
 * Patterns are compiled in a side thread, so it is called outside of transactions.
 * @throws {DomainError} UNAVAILABLE where no thread is free for too long.
 */
export async function checkPatterns(
  { workspaceId }: ServiceContext,
  input: unknown,
): Promise<FieldProblem[]> {
  const rules = inputWithRules.safeParse(input).data?.success_rules ?? [];
  const parts = await checkRules(workspaceId, rules);
  return parts.flatMap((part, index) => {
    if (part === null) return [];
    const path = `success_rules.${index}.${part.field}`;
    const { code, params } = part;
    return [describeProblem({ path, code, ...(params && { params }) })];
  });
}
