import { defineCheck, ok, problem, type Finding } from "@/scripts/doctor/check";
import { reasonOf } from "@/scripts/start/report";

/** The status of /api/health, or why there is none. */
type AppFacts = { url: string; status: number | null; error: string | null };

export function judgeApp({ url, status, error }: AppFacts): Finding {
  if (status === 200) return ok(`the app is healthy at ${url}`);
  if (status === 503) {
    return problem(
      `the app at ${url} says that it isn't healthy`,
      `Read ${new URL("/api/health", url).href} and the log of the instance`,
    );
  }
  return problem(
    error ?? `${new URL("/api/health", url).href} responded with ${status ?? 0}`,
    "Start the instance, or name its address with --url",
  );
}

export const appCheck = defineCheck({
  name: "app",
  look: async (instance): Promise<AppFacts> => {
    const { url } = instance.settings;
    try {
      const { status } = await instance.askApp("/api/health");
      return { url, status, error: null };
    } catch (error) {
      return { url, status: null, error: reasonOf(error) };
    }
  },
  judge: judgeApp,
});
