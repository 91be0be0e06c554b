import { describe, expect, test } from "vitest";
import { rateCounters } from "@/db/schema";
import { chargeRead, chargeVisit } from "@/lib/services/limits/charge-reads";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, rateLimitsOf } from "@/tests/support/test-workspace";

describe("reads", () => {
  const database = openSuiteDatabase();

  test("are counted by caller and workspace, and write nothing to the database", async () => {
    const workspace = await createTestWorkspace(database.db);
    const { context } = workspace;
    const rateLimits = rateLimitsOf("reads_user=2, reads_workspace=3");
    const member = { ...(await workspace.addMember("VIEWER")), rateLimits };
    const owner = { ...context, rateLimits };
    const key = { id: crypto.randomUUID(), name: "CI", workspaceId: context.workspaceId } as const;
    const machine = {
      ...owner,
      actor: {
        userId: null,
        key: { ...key, role: "VIEWER" as const, scopes: ["read" as const] },
        address: null,
      },
    };
    expect(chargeRead(owner)).toMatchObject({
      retryAfterSeconds: null,
      states: [
        { name: "reads_user", max: 2, remaining: 1 },
        { name: "reads_workspace", max: 3, remaining: 2 },
      ],
    });
    expect(chargeRead(owner).retryAfterSeconds).toBeNull();
    expect(chargeRead(owner).retryAfterSeconds).toBeGreaterThan(0);
    expect(chargeRead(machine).retryAfterSeconds).toBeNull();
    // The workspace has had its three.
    expect(chargeRead(member)).toMatchObject({
      states: [{ remaining: 1 }, { name: "reads_workspace", remaining: 0 }],
    });
    expect(chargeRead(member).retryAfterSeconds).toBeGreaterThan(0);
    expect(await database.db.select().from(rateCounters)).toEqual([]);
  });

  test("of nobody in particular are counted by address, and an IPv6 network is one", () => {
    const limits = { rateLimits: rateLimitsOf("visits_address=1") };
    expect(chargeVisit(limits, "2001:db8:1:2::1").retryAfterSeconds).toBeNull();
    expect(chargeVisit(limits, "2001:db8:1:2::2").retryAfterSeconds).toBeGreaterThan(0);
    expect(chargeVisit(limits, "2001:db8:1:3::1").retryAfterSeconds).toBeNull();
  });

  test("aren't counted where the limits are off", () => {
    expect(chargeVisit({ rateLimits: rateLimitsOf("off") }, "192.0.2.1")).toEqual({
      states: [],
      retryAfterSeconds: null,
    });
  });
});
