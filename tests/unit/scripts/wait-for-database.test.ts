import { expect, it } from "vitest";
import { waitForDatabase } from "@/scripts/start/database";
import { StartError } from "@/scripts/start/report";

const failure = (code: string) =>
  new StartError(`It can't be used (${code}).`, {
    cause: Object.assign(new Error(code), { code }),
  });

/** Throws these in turn, then finds the database. */
function attempts(...errors: Error[]) {
  const made = { count: 0 };
  const requireThem = () => {
    const error = errors[made.count];
    made.count += 1;
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
  return { made, requireThem };
}

it("a database that is still starting is waited for", async () => {
  const { made, requireThem } = attempts(failure("ECONNREFUSED"), failure("57P03"));
  await waitForDatabase(requireThem, 30_000);
  expect(made.count).toBe(3);
});

it("a wrong password, which no wait makes right, is reported at once", async () => {
  const { made, requireThem } = attempts(failure("28P01"));
  await expect(waitForDatabase(requireThem, 30_000)).rejects.toThrow("28P01");
  expect(made.count).toBe(1);
});

it("a database that doesn't come is reported when the time is over", async () => {
  const { requireThem } = attempts(failure("ECONNREFUSED"));
  await expect(waitForDatabase(requireThem, -1)).rejects.toThrow("ECONNREFUSED");
});
