import { describe, expect, it } from "vitest";
import { hasBearerSecret } from "@/lib/auth/bearer-secret";

const SECRET = "s3cret-s3cret-s3cret";

const withAuthorization = (authorization?: string) =>
  new Request("http://localhost/api/cron/tick", {
    headers: authorization === undefined ? {} : { authorization },
  });

describe("a request with the secret is authorized", () => {
  it.each([`Bearer ${SECRET}`, `bearer ${SECRET}`, `BEARER  ${SECRET}`])("%j", (authorization) => {
    expect(hasBearerSecret(withAuthorization(authorization), SECRET)).toBe(true);
  });
});

describe("anything else is refused", () => {
  it.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    SECRET,
    `Basic ${SECRET}`,
    `Bearer ${SECRET}x`,
    `Bearer ${SECRET.slice(0, -1)}`,
    `Bearer ${SECRET.toUpperCase()}`,
    `Bearer ${SECRET} ${SECRET}`,
    `Bearer${SECRET}`,
  ])("%j", (authorization) => {
    expect(hasBearerSecret(withAuthorization(authorization), SECRET)).toBe(false);
  });
});

describe("without a secret no request is authorized", () => {
  it.each([
    [undefined, "Bearer undefined"],
    [undefined, undefined],
    ["", "Bearer "],
    ["", "Bearer x"],
  ])("secret %j, header %j", (secret, authorization) => {
    expect(hasBearerSecret(withAuthorization(authorization), secret)).toBe(false);
  });
});
