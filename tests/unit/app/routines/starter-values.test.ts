import { describe, expect, it } from "vitest";
import { starterValues } from "@/app/(dashboard)/routines/new/starter-values";
import { newRoutineValues, toRoutineInput } from "@/components/routines/form/routine-form-values";
import { checkCreateRoutine } from "@/lib/domain/routine/routine";
import { findStarter, routineStarters } from "@/lib/domain/routine/starters";

const limits = { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 };

/** What the form saves once a starter's form has a name and an address. */
function save(starter: (typeof routineStarters)[number], of = limits) {
  const typed = { name: "Storefront", endpoint_url: "https://shop.example.com/" };
  const values = { ...starterValues(starter, of), ...typed };
  const checked = checkCreateRoutine(toRoutineInput(values, {}, null), of);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

describe("a starter", () => {
  it.each(routineStarters)("%s needs a name and an address, and nothing else", (starter) => {
    expect(save(starter)).toMatchObject({ name: "Storefront", is_active: true });
  });

  it("that watches a page reads it every 5 minutes, and asks for no text until one is typed", () => {
    expect(save("watch")).toMatchObject({
      http_method: "GET",
      interval_minutes: 5,
      cron_expression: null,
      success_rules: [],
    });
    expect(starterValues("watch", limits).rules).toHaveLength(1);
    expect(save("watch", { ...limits, minIntervalMinutes: 15 }).interval_minutes).toBe(15);
    expect(save("watch", { ...limits, minIntervalMinutes: 1 }).interval_minutes).toBe(5);
  });

  it("that calls something each morning posts at 08:00, in whatever zone the form has", () => {
    expect(save("morning")).toMatchObject({
      http_method: "POST",
      interval_minutes: null,
      cron_expression: "0 8 * * *",
    });
  });

  it("for a line to paste, and none at all, begin with an empty form", () => {
    expect(starterValues("paste", limits)).toEqual(newRoutineValues(limits));
    expect(starterValues(null, limits)).toEqual(newRoutineValues(limits));
  });

  it.each(["", "Watch", "watch ", "heartbeat", "constructor", "0", undefined, null, ["watch"]])(
    "called %j is none",
    (name) => {
      expect(findStarter(name)).toBeNull();
    },
  );
});
