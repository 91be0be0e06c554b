import { expect, test } from "vitest";
import { resolveHostname } from "@/lib/egress/resolve-hostname";

test("the addresses of a name are IP literals", async () => {
  const addresses = await resolveHostname("localhost");
  expect(addresses).not.toEqual([]);
  expect(addresses.filter((address) => !["127.0.0.1", "::1"].includes(address))).toEqual([]);
});
