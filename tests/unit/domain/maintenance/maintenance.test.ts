import { describe, expect, it } from "vitest";
import { ValidationError } from "@/lib/domain/errors";
import { maintenanceInput, toNewMaintenance } from "@/lib/domain/maintenance/maintenance";

const now = new Date("2026-03-01T09:00:00Z");
const read = (input: unknown) => toNewMaintenance(maintenanceInput.parse(input), now);

describe("a new window", () => {
  it.each([
    [
      { starts_at: "2026-03-01T10:00:00Z", ends_at: "2026-03-01T11:00:00Z" },
      { startsAt: new Date("2026-03-01T10:00:00Z"), endsAt: new Date("2026-03-01T11:00:00Z") },
    ],
    [
      { ends_at: "2026-03-01T12:00:00+02:00" },
      { startsAt: now, endsAt: new Date("2026-03-01T10:00:00Z") },
    ],
    [{ duration_minutes: 60 }, { startsAt: now, endsAt: new Date("2026-03-01T10:00:00Z") }],
    [
      { cron_expression: " 0  2 * * 0", duration_minutes: 120, timezone: "Europe/Berlin" },
      {
        startsAt: null,
        endsAt: null,
        cronExpression: "0 2 * * 0",
        durationMinutes: 120,
        timezone: "Europe/Berlin",
      },
    ],
  ])("of %j is complete", (input, expected) => {
    expect(read(input)).toMatchObject({ ...expected, appliesToAll: true });
  });

  it("is for what it names, and for everything where it names nothing", () => {
    const id = "0B6A9C1E-6A5B-4D3F-9A51-0D8F3A1F7C11";
    const length = { duration_minutes: 60 };
    expect(read({ ...length, routine_ids: [id, id.toLowerCase()] })).toMatchObject({
      appliesToAll: false,
      routineIds: [id.toLowerCase()],
    });
    expect(read({ ...length, tags: ["eu"] })).toMatchObject({ appliesToAll: false, tags: ["eu"] });
    expect(read({ ...length, applies_to_all: true })).toMatchObject({ appliesToAll: true });
  });

  it.each([
    [{}, "ends_at maintenance_end_required"],
    [{ starts_at: "2026-03-01T10:00:00Z" }, "ends_at maintenance_end_required"],
    [{ ends_at: "2026-03-01T08:00:00Z" }, "ends_at ends_before_start"],
    [
      { starts_at: "2026-03-01T07:00:00Z", ends_at: "2026-03-01T08:00:00Z" },
      "ends_at maintenance_over",
    ],
    [{ ends_at: "2026-03-01T09:00:30Z" }, "ends_at maintenance_length_out_of_range"],
    [{ ends_at: "2026-03-08T09:00:01Z" }, "ends_at maintenance_length_out_of_range"],
    [
      { ends_at: "2026-03-01T10:00:00Z", duration_minutes: 5 },
      "duration_minutes maintenance_twice",
    ],
    [{ cron_expression: "0 2 * * 0" }, "duration_minutes maintenance_length_out_of_range"],
    [{ cron_expression: "0 2 * *", duration_minutes: 5 }, "cron_expression cron_invalid"],
    [{ cron_expression: "0 0 31 2 *", duration_minutes: 5 }, "cron_expression cron_impossible"],
    [
      { cron_expression: "0 2 * * 0", duration_minutes: 5, ends_at: "2026-03-01T10:00:00Z" },
      "cron_expression maintenance_twice",
    ],
    [
      { duration_minutes: 5, tags: ["eu"], applies_to_all: true },
      "applies_to_all maintenance_scope_unclear",
    ],
    [{ duration_minutes: 5, applies_to_all: false }, "applies_to_all maintenance_scope_unclear"],
  ])("is not %j: %s", (input, problem) => {
    let problems: readonly string[] = [];
    try {
      read(input);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      problems = error.problems.map(({ path, code }) => `${path} ${code}`);
    }
    expect(problems).toEqual([problem]);
  });
});
