import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** The status of a tick that was asked for without the secret, and with a wrong one. */
type RefusalFacts = { without: number; withWrong: number };

export function judgeTickRefusal({ without, withWrong }: RefusalFacts): Finding {
  const served = [without, withWrong].find((status) => status < 400);
  if (served !== undefined) {
    return problem(
      `/api/cron/tick responded with ${served} to a request without the secret`,
      "Check that the address and the proxy in front lead to this app, and that the proxy adds no Authorization header",
    );
  }
  return ok("a tick without the secret is refused");
}

export const tickRefusalCheck = defineCheck({
  name: "tick-refusal",
  look: async (instance): Promise<RefusalFacts> => {
    const [without, withWrong] = await Promise.all([
      instance.askApp("/api/cron/tick"),
      instance.askApp("/api/cron/tick", { authorization: "Bearer not-the-secret" }),
    ]);
    return { without: without.status, withWrong: withWrong.status };
  },
  judge: judgeTickRefusal,
});
