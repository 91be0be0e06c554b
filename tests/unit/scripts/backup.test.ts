import { describe, expect, test } from "vitest";
import { RowSum } from "@/scripts/backup/format";
import { readBackupOptions, readRestoreOptions } from "@/scripts/backup/options";

const NOW = new Date("2026-11-27T14:05:06.789Z");

describe("the options of a backup", () => {
  test("name a file by the time, where none is named", () => {
    expect(readBackupOptions([], NOW).file).toBe("opspulse-2026-11-27-140506Z.jsonl.gz");
    expect(readBackupOptions(["a.gz", "--json"], NOW)).toEqual({ file: "a.gz", isJson: true });
    expect(readBackupOptions(["-"], NOW).file).toBe("-");
  });

  test.each([
    { args: ["a.gz", "b.gz"], what: "Name one file." },
    { args: ["--jason"], what: "These arguments are unknown." },
    { args: ["-", "--json"], what: "leave --json out" },
  ])("refuse $args", ({ args, what }) => {
    expect(() => readBackupOptions(args, NOW)).toThrow(what);
  });
});

describe("the options of a restore", () => {
  test("replace, miss and leave nothing unless that is asked for", () => {
    const plain = { onlyChecks: false, replaces: false, missesDue: false, leavesSealed: false };
    expect(readRestoreOptions(["a.gz"])).toEqual({ file: "a.gz", isJson: false, ...plain });
    const all = ["a.gz", "--replace", "--missed", "--without-secrets", "--check"];
    expect(Object.values(readRestoreOptions(all)).filter((value) => value === true)).toHaveLength(
      4,
    );
  });

  test.each([{ args: [] }, { args: ["a.gz", "b.gz"] }, { args: ["a.gz", "--force"] }])(
    "refuse $args with the usage",
    ({ args }) => {
      expect(() => readRestoreOptions(args)).toThrow("Use: npm run restore -- FILE");
    },
  );
});

test("the sum of rows is the same in any order, and another for any other value", () => {
  const sumOf = (...rows: (string | null)[][]) => {
    const sum = new RowSum();
    for (const row of rows) sum.add(JSON.stringify(row));
    return `${sum.rows} ${sum.sum}`;
  };
  const [a, b] = [
    ["1", null],
    ["2", "text"],
  ];
  expect(sumOf(a, b)).toBe(sumOf(b, a));
  expect(sumOf(a)).not.toBe(sumOf(["1", ""]));
  expect(sumOf(a)).not.toBe(sumOf(["1", "null"]));
  expect(sumOf(a, a)).not.toBe(sumOf(a));
});
