import { afterAll, beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

/** A migrated database for all tests of a suite, which goes with the last of them. */
export function openSuiteDatabase(): Pick<TestDatabase, "db" | "url"> {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.close());
  const opened = () => {
    if (database === undefined) throw new Error("The database of a suite is there in its tests.");
    return database;
  };
  return {
    get db() {
      return opened().db;
    },
    get url() {
      return opened().url;
    },
  };
}
