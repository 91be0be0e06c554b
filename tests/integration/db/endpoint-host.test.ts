import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

describe("the host of a routine", () => {
  const database = openSuiteDatabase();

  test("follows its URL, whatever is written to it", async () => {
    const workspace = await createTestWorkspace(database.db);
    const id = await workspace.addRoutine({ endpoint_url: "https://One.Example.com:8443/a?b" });
    const hostAfter = async (change: Partial<typeof routines.$inferInsert>) => {
      await database.db.update(routines).set(change).where(eq(routines.id, id));
      return (await workspace.readRoutine(id)).endpointHost;
    };
    expect(await hostAfter({ name: "Ping" })).toBe("one.example.com:8443");
    expect(await hostAfter({ endpointUrl: "http://two.example/" })).toBe("two.example");
    expect(await hostAfter({ endpointHost: "three.example" })).toBe("two.example");
  });
});
