import { describe, expect, it } from "vitest";
import { isPlainFormPost } from "@/lib/auth/has-lost-session";

describe("a form keeps its contents when its session has ended", () => {
  it.each<[boolean, string, Record<string, string>]>([
    [
      true,
      "sent by a browser without script",
      { "content-type": "multipart/form-data; boundary=x" },
    ],
    [false, "sent by our script", { "content-type": "multipart/form-data", "next-action": "abc" }],
    [false, "only asked for", {}],
    [false, "sent as JSON", { "content-type": "application/json" }],
  ])("%s: %s", (isKept, _how, headers) => {
    expect(isPlainFormPost(new Headers(headers))).toBe(isKept);
  });
});
