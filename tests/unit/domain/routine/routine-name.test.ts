import { describe, expect, it } from "vitest";
import { copyName, suggestName } from "@/lib/domain/routine/routine-name";

describe("the name that a URL suggests", () => {
  it.each([
    ["https://api.example.com/health", "api.example.com/health"],
    ["https://www.example.com/", "example.com"],
    ["http://example.com:8080/a/b/?q=token#c", "example.com/a/b"],
    [`https://example.com/${"x".repeat(200)}`, `example.com/${"x".repeat(108)}`],
    ["https://", ""],
    ["example.com", ""],
    ["ftp://example.com", ""],
    ["", ""],
  ])("%s: %j", (url, name) => {
    expect(suggestName(url)).toBe(name);
  });
});

describe("the name of a copy", () => {
  it.each([
    ["Payments", "Payments copy"],
    ["x".repeat(115), `${"x".repeat(115)} copy`],
    ["x".repeat(120), `${"x".repeat(114)}… copy`],
  ])("of %s", (name, copy) => {
    const words = copyName(name, (text) => `${text} copy`);
    expect(words).toBe(copy);
    expect(words.length).toBeLessThanOrEqual(120);
  });
});
