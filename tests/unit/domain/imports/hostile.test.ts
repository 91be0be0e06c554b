import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importSources } from "@/lib/domain/imports/import-source";
import { importTexts } from "@/lib/domain/imports/remarks";
import { checkCreateRoutine } from "@/lib/domain/routine/routine";
import en from "@/messages/en.json";
import { readSample, readText } from "@/tests/support/imports/import-sample";

const limits = { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 };

const samples = [
  "crontab.txt",
  "system-crontab.txt",
  "curl.txt",
  "cron-job-org.json",
  "uptime-kuma.json",
  "healthchecks.json",
  "github-actions.yml",
  "eventbridge.json",
  "vercel.json",
].map(readSample);

/** Everything that is previewed can be created, under a key of its own. */
function expectSound(text: string, source: (typeof importSources)[number] | null) {
  const result = readText(text, { source, baseUrl: "https://app.example.com" });
  if (!result.ok) return;
  const { items } = result.preview;
  for (const { settings } of items) {
    expect(checkCreateRoutine(settings, limits)).toMatchObject({ ok: true });
  }
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
}

describe("texts that nobody would write", () => {
  it("gives settings that can be created, whatever is cut, doubled or put into a sample", () => {
    const text = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.nat(),
        fc.string({ unit: "binary", maxLength: 20 }),
      )
      .map(([sample, from, to, piece]) => {
        const [start, end] = [from % sample.length, to % sample.length];
        return sample.slice(0, Math.min(start, end)) + piece + sample.slice(Math.max(start, end));
      });
    fc.assert(
      fc.property(
        text,
        fc.option(fc.constantFrom(...importSources), { nil: null }),
        (given, source) => expectSound(given, source),
      ),
      { numRuns: 120 },
    );
  });

  it("reads any JSON as any source without an error", () => {
    const names = [
      "jobs",
      "jobDetails",
      "checks",
      "monitorList",
      "crons",
      "Schedules",
      "Target",
      "Name",
      "ScheduleExpression",
      "__proto__",
      "constructor",
      "toString",
      "schedule",
      "headers",
      "url",
      "type",
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.constantFrom("http", "rate(5 minutes)", "https://a.example/", "* * * * *", "/x", ""),
        fc.double(),
        fc.constant(null),
        fc.boolean(),
        fc.array(tie("any"), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...names), tie("any"), { maxKeys: 6 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, fc.constantFrom(...importSources), (document, source) =>
        expectSound(JSON.stringify(document), source),
      ),
      { numRuns: 120 },
    );
  });

  it.each([
    ["deep JSON", "[".repeat(100_000)],
    ["deep JSON that ends", `{"jobs":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
    ["deep YAML", `on:\n${"[".repeat(20_000)}`],
    [
      "aliases of aliases",
      `on: {schedule: [{cron: "0 1 * * *"}]}\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, index) => `${String.fromCharCode(98 + index)}: &${String.fromCharCode(98 + index)} [${`*${String.fromCharCode(97 + index)},`.repeat(9)}]`).join("\n")}`,
    ],
    ["a line of a megabyte", `0 1 * * * curl ${"a".repeat(1_000_000)}`],
    ["a word of quotes", `curl ${"'\"".repeat(40_000)}`],
    ["spaces without an end", `A=${" ".repeat(7_900)}x\n`.repeat(30)],
    [
      "beginnings of tokens",
      `0 1 * * * curl -d '${"eyJ-".repeat(1_900)}' https://a.example/\n`.repeat(30),
    ],
    ["stars", "* ".repeat(50_000)],
    ["pairs", `curl -d '${"a=b&".repeat(15_000)}' https://a.example/`],
    ["backslashes", `curl https://a.example/ ${"\\\n".repeat(50_000)}`],
    ["pipes", "curl https://a.example/ ; ".repeat(5_000)],
    ["prototype names", '{"jobs":[{"__proto__":{"url":"https://a.example/"},"constructor":1}]}'],
    [
      "huge numbers",
      '{"monitorList":[{"type":"http","url":"https://a.example/","interval":1e308,"timeout":1e400,"maxretries":1e99}]}',
    ],
  ])("reads %s in time that grows with it", (_name, text) => {
    const before = process.cpuUsage();
    for (const source of [null, "crontab", "curl", "github-actions"] as const) {
      expectSound(text, source);
    }
    // What grows with the square of the text takes minutes.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });

  it("reads a crontab of thousands of lines, and no more than a text may have", () => {
    const lines = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `${index % 60} * * * * curl https://a.example/${index}`,
      ).join("\n");
    const many = readText(lines(1_000));
    expect(many.ok && many.preview.items.length).toBe(1_000);
    expect(readText(lines(5_001))).toEqual({ ok: false, code: "import_too_many" });
  });

  it("says which texts it can't read", () => {
    expect(readText("Dear all,")).toEqual({ ok: false, code: "import_source_unknown" });
    expect(readText("{}", { source: "vercel" })).toMatchObject({ ok: true });
    expect(readText('{"crons":[', { source: "vercel" })).toEqual({
      ok: false,
      code: "import_unreadable",
    });
    expect(readText("on: [", { source: "github-actions" })).toEqual({
      ok: false,
      code: "import_unreadable",
    });
  });

  it("has the same English texts on screen and by API", () => {
    expect(en.imports.remarks).toEqual(importTexts.remarks);
    expect(en.imports.refusals).toEqual(importTexts.refusals);
  });
});
