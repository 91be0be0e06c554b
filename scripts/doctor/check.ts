import type { Instance } from "@/scripts/doctor/instance";
import { reasonOf } from "@/scripts/start/report";

/** What a check found, in a sentence, and what to do about it where that isn't nothing. */
export type Finding =
  { level: "ok"; found: string } | { level: "warning" | "problem"; found: string; advice: string };

export const ok = (found: string): Finding => ({ level: "ok", found });

/** Something to know or to decide, which leaves no door open by itself. */
export const warning = (found: string, advice: string): Finding => ({
  level: "warning",
  found,
  advice,
});

/** Something that must be changed. */
export const problem = (found: string, advice: string): Finding => ({
  level: "problem",
  found,
  advice,
});

/**
 * One thing that must be right on a running instance. `look` does all I/O and changes nothing; `judge`
 * is pure. Facts hold no secret, so that no finding can.
 */
export type CheckParts<Facts> = {
  /** Kebab-case. It stays, because monitors read it in the JSON. */
  name: string;
  look: (instance: Instance) => Facts | Promise<Facts>;
  judge: (facts: Facts) => Finding;
};

export type Check = { name: string; run: (instance: Instance) => Promise<Finding> };

/** A check that couldn't look is a warning: it has proved nothing. */
export function defineCheck<Facts>({ name, look, judge }: CheckParts<Facts>): Check {
  return {
    name,
    run: async (instance) => {
      let facts: Facts;
      try {
        facts = await look(instance);
      } catch (error) {
        return warning(
          `not checked: ${reasonOf(error)}`,
          "Fix what stands in the way, and run the doctor again",
        );
      }
      return judge(facts);
    },
  };
}
