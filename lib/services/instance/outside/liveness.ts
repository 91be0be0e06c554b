import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** The status of /api/health/live. */
type LivenessFacts = { status: number };

export function judgeLiveness({ status }: LivenessFacts): Finding {
  if (status === 200) return ok("/api/health/live says that the process serves");
  return problem(
    `/api/health/live responded with ${status}`,
    "Let /api/health/live through to the app: a platform that restarts what isn't alive reads it",
  );
}

export const livenessCheck = defineCheck({
  name: "liveness",
  look: async (instance): Promise<LivenessFacts> => {
    const { status } = await instance.askApp("/api/health/live");
    return { status };
  },
  judge: judgeLiveness,
});
