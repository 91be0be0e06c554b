import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** The status of a page that was asked for under a host that isn't the app's. */
type ForeignHostFacts = { status: number };

/** A name that nobody can own: RFC 2606. */
const FOREIGN_HOST = "rebinding.invalid";

export function judgeForeignHost({ status }: ForeignHostFacts): Finding {
  if (status >= 400 && status < 500) return ok(`a foreign Host is refused with ${status}`);
  return problem(
    `a request for the host ${FOREIGN_HOST} was served with ${status}, so a page elsewhere can reach this instance by DNS rebinding`,
    "Update the app, and check that no proxy in front replaces the Host of requests that aren't for this site",
  );
}

export const foreignHostCheck = defineCheck({
  name: "foreign-host",
  look: async (instance): Promise<ForeignHostFacts> => {
    const { status } = await instance.askApp("/sign-in", { host: FOREIGN_HOST });
    return { status };
  },
  judge: judgeForeignHost,
});
