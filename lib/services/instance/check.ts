import { warning, type Finding } from "@/lib/domain/instance/finding";
import { reasonOf } from "@/lib/domain/instance/reason-of";
import type { Instance } from "@/lib/services/instance/instance";

/**
 * One thing that must be right on a running instance. `look` does all I/O and changes nothing; `judge`
 * is pure. Facts hold no secret, so that no finding can.
 */
type CheckParts<Facts, Seen extends Instance> = {
  /** Kebab-case. It stays, because monitors read it in the JSON. */
  name: string;
  look: (instance: Seen) => Facts | Promise<Facts>;
  judge: (facts: Facts) => Finding;
};

export type Check<Seen extends Instance = Instance> = {
  name: string;
  run: (instance: Seen) => Promise<Finding>;
};

/** A check that couldn't look is a warning: it has proved nothing. */
export function defineCheck<Facts, Seen extends Instance = Instance>({
  name,
  look,
  judge,
}: CheckParts<Facts, Seen>): Check<Seen> {
  return {
    name,
    run: async (instance) => {
      let facts: Facts;
      try {
        facts = await look(instance);
      } catch (error) {
        return warning(
          `not checked: ${reasonOf(error)}`,
          "Fix what stands in the way, and check again",
        );
      }
      return judge(facts);
    },
  };
}
