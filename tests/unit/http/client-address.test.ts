import { expect, it } from "vitest";
import { getClientAddress } from "@/lib/http/client-address";

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:DB8::7", "2001:db8::7"],
  // Only what the nearest proxy has added is known to be true.
  ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
  ["203.0.113.7, evil", "direct"],
  ["", "direct"],
])("of X-Forwarded-For: %s is %s", (forwarded, address) => {
  expect(getClientAddress(new Headers({ "x-forwarded-for": forwarded }))).toBe(address);
});

it("is direct where nothing says it", () => {
  expect(getClientAddress(new Headers())).toBe("direct");
});
