import type { HealthDto, HealthProblem } from "@/lib/domain/health";
import { defineCheck, ok, problem, type Finding } from "@/scripts/doctor/check";
import { reasonOf } from "@/scripts/start/report";

/** The status of /api/health and its problems, or why there is no response. */
type AppFacts = {
  url: string;
  status: number | null;
  problems: readonly HealthProblem[];
  error: string | null;
};

export function judgeApp({ url, status, problems, error }: AppFacts): Finding {
  if (status === 200) return ok(`the app is healthy at ${url}`);
  if (status === 503) {
    const named = problems.length === 0 ? "" : `: ${problems.join(", ")}`;
    return problem(
      `the app at ${url} says that it isn't healthy${named}`,
      `Read ${new URL("/api/health", url).href} and the log of the instance`,
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
    const { url } = instance.settings;
    try {
      const { status, body } = await instance.askApp("/api/health");
      return { url, status, problems: readProblems(body), error: null };
    } catch (error) {
      return { url, status: null, problems: [], error: reasonOf(error) };
    }
  },
  judge: judgeApp,
});
