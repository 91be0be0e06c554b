import { describe, expect, it } from "vitest";
import { isSameOrigin } from "@/lib/auth/same-origin";

const HTTPS = "https://ops.example.com";
const LOCAL = "http://localhost:3000";

describe("a request from this site's pages is accepted", () => {
  it.each<[string, string, Record<string, string>]>([
    ["the app's address", HTTPS, { origin: HTTPS, host: "internal:3000" }],
    [
      "the host that was called",
      HTTPS,
      { origin: "https://alias.example.com", host: "alias.example.com" },
    ],
    [
      "another name of this machine",
      LOCAL,
      { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" },
    ],
    [
      "the browser's word for it",
      LOCAL,
      { origin: LOCAL, "sec-fetch-site": "same-origin", host: "localhost:3000" },
    ],
  ])("%s", (_name, appUrl, headers) => {
    expect(isSameOrigin(new Headers(headers), appUrl)).toBe(true);
  });
});

describe("a request from another site is refused", () => {
  it.each<[string, string, Record<string, string>]>([
    ["another site", HTTPS, { origin: "https://evil.example", host: "ops.example.com" }],
    [
      "another site that claims to be the same",
      HTTPS,
      { origin: "https://evil.example", "sec-fetch-site": "same-origin", host: "ops.example.com" },
    ],
    ["a site beneath", HTTPS, { origin: "https://x.ops.example.com", host: "ops.example.com" }],
    [
      "a site whose name has the same beginning",
      HTTPS,
      { origin: "https://ops.example.com.evil.example", host: "ops.example.com" },
    ],
    ["another port", LOCAL, { origin: "http://localhost:4000", host: "localhost:3000" }],
    [
      "the same name, unencrypted",
      HTTPS,
      { origin: "http://ops.example.com", host: "ops.example.com" },
    ],
    ["an opaque origin", LOCAL, { origin: "null", host: "localhost:3000" }],
    [
      "a malformed origin",
      LOCAL,
      { origin: "localhost:3000, evil.example", host: "localhost:3000" },
    ],
    [
      "an empty origin",
      LOCAL,
      { origin: "", "sec-fetch-site": "same-origin", host: "localhost:3000" },
    ],
    ["neither header", LOCAL, { host: "localhost:3000" }],
    ["no Origin, same origin", LOCAL, { "sec-fetch-site": "same-origin", host: "localhost:3000" }],
    ...["cross-site", "same-site"].map((site): [string, string, Record<string, string>] => [
      `this site's address, but ${site}`,
      LOCAL,
      { origin: LOCAL, "sec-fetch-site": site, host: "localhost:3000" },
    ]),
    ["no Origin, same site", LOCAL, { "sec-fetch-site": "same-site", host: "localhost:3000" }],
    ["no Origin, cross site", LOCAL, { "sec-fetch-site": "cross-site", host: "localhost:3000" }],
    ["no Origin, typed in", LOCAL, { "sec-fetch-site": "none", host: "localhost:3000" }],
  ])("%s", (_name, appUrl, headers) => {
    expect(isSameOrigin(new Headers(headers), appUrl)).toBe(false);
  });
});
