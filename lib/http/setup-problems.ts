import type { Problem } from "@/lib/domain/api/schemas/problem";
import { EnvError, getEnv } from "@/lib/env";
import { problemType } from "@/lib/http/problem-type";
import { problemHeaders } from "@/lib/http/protocol-problem";
import { perProcess } from "@/lib/per-process";

/**
 * What keeps an instance from serving where it can't end instead: a function that ends is a bare 500, and
 * the platform starts it again. Every request gets the names of the variables then, and no value.
 */

/** A variable that an instance can't start with, or without. */
export type SetupProblem = { variable: string; isMissing: boolean };

const kept = perProcess<{ problems: readonly string[] }>("opspulseSetup", () => ({ problems: [] }));

/** Keeps what is wrong with the environment, one line each, for every request to this process. */
export function keepSetupProblems(problems: readonly string[]): void {
  kept.problems = problems;
}

/** The variables that keep this process from serving; none where it serves. */
export function findSetupProblems(): readonly SetupProblem[] {
  if (kept.problems.length > 0) return nameVariables(kept.problems);
  try {
    getEnv();
    return [];
  } catch (error) {
    if (error instanceof EnvError) return nameVariables(error.problems);
    throw error;
  }
}

/** The variable of each problem, once. Problems start with its name, and may hold its value after that. */
export function nameVariables(problems: readonly string[]): SetupProblem[] {
  const found = new Map<string, SetupProblem>();
  for (const problem of problems) {
    const variable = /^[A-Z][A-Z0-9_]*/.exec(problem)?.[0];
    if (variable === undefined) continue;
    const isMissing = /^\S+ is required\b/.test(problem);
    found.set(variable, {
      variable,
      isMissing: isMissing && found.get(variable)?.isMissing !== false,
    });
  }
  return [...found.values()];
}

/** Whether requests to this process are answered with what keeps it from serving. */
export const isKeptFromServing = (): boolean => kept.problems.length > 0;

/** The response of the API to every request: a problem (RFC 9457) that names the variables. */
export function respondSetupProblem(problems: readonly SetupProblem[]): Response {
  const requestId = crypto.randomUUID();
  const list = (isMissing: boolean) =>
    problems
      .filter((problem) => problem.isMissing === isMissing)
      .map(({ variable }) => variable)
      .join(", ");
  const parts = [
    ["Missing", list(true)],
    ["Can't be used as they are", list(false)],
  ].flatMap(([title, names]) => (names === "" ? [] : [`${title ?? ""}: ${names ?? ""}.`]));
  const problem: Problem = {
    type: problemType("NOT_CONFIGURED"),
    title: "Service Unavailable",
    status: 503,
    detail: `This deployment isn't set up yet. ${parts.join(" ")} Set them in the project's environment variables on Vercel, and redeploy.`,
    code: "NOT_CONFIGURED",
    request_id: requestId,
    errors: [],
  };
  return Response.json(problem, { status: 503, headers: problemHeaders(requestId) });
}
