import type { HealthDto, HealthProblem } from "@/lib/domain/health";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { reasonOf } from "@/lib/domain/instance/reason-of";
import { defineCheck } from "@/lib/services/instance/check";

/** The status of /api/health and its problems, or why there is no response. */
type AppFacts = {
  url: string;
  status: number | null;
  problems: readonly HealthProblem[];
  error: string | null;
  isInside: boolean;
};

export function judgeApp({ url, status, problems, error, isInside }: AppFacts): Finding {
  if (status === 200) return ok(`the app is healthy at ${url}`);
  if (status === 503) {
    const named = problems.length === 0 ? "" : `: ${problems.join(", ")}`;
    return problem(
      `the app at ${url} says that it isn't healthy${named}`,
      `Read ${new URL("/api/health", url).href} and the log of the instance`,
    );
  }
  if (status === null && isInside) {
    return warning(
      `this process can't reach its own address (${error ?? url}), which says nothing of others`,
      "From another network, run: npm run doctor -- --url with this address",
    );
  }
  return problem(
    error ?? `${new URL("/api/health", url).href} responded with ${status ?? 0}`,
    "Start the instance, or name its address with --url",
  );
}

function readProblems(body: string): readonly HealthProblem[] {
  try {
    return (JSON.parse(body) as Partial<HealthDto> | null)?.problems ?? [];
  } catch {
    return [];
  }
}

export const appCheck = defineCheck({
  name: "app",
  look: async (instance): Promise<AppFacts> => {
    const { url, isInside } = instance.settings;
    try {
      const { status, body } = await instance.askApp("/api/health");
      return { url, status, problems: readProblems(body), error: null, isInside };
    } catch (error) {
      return { url, status: null, problems: [], error: reasonOf(error), isInside };
    }
  },
  judge: judgeApp,
});
