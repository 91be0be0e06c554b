import { describe, expect, it } from "vitest";
import { LONGEST_WAIT_SECONDS, readRetryAfter, waitSeconds } from "@/cli/api/retry-wait";
import { readServerUrl } from "@/cli/api/server-url";
import { UsageError } from "@/cli/errors";
import { programVersion } from "@/cli/program-version";
import { cutTo, plainJson, plainLine, plainText, widthOf } from "@/cli/terminal/plain-text";
import { formatTable } from "@/cli/terminal/table";
import { duration, readInstant, readMinute } from "@/cli/terminal/times";

describe("text of somebody else", () => {
  it.each([
    ["\u001b[31mred", "␛[31mred"],
    ["\u001b]0;title\u0007", "␛]0;title␇"],
    ["one\r\ntwo", "one␍ two"],
    ["\u009b31m", "\ufffd31m"],
    ["\u202egpj.exe", "\ufffdgpj.exe"],
    ["ação 日本 👩‍🚀", "ação 日本 👩‍🚀"],
  ])("%j can't act on a terminal", (text, plain) => {
    expect(plainLine(text)).toBe(plain);
  });

  it("is the same in JSON, with escapes", () => {
    const json = JSON.stringify({ name: "\u009b31m\u202e\u007f\n é" }, null, 2);
    expect(plainJson(json)).not.toMatch(/[\u007f-\u009f\u202e]/);
    expect(JSON.parse(plainJson(json))).toEqual(JSON.parse(json));
  });

  it("keeps its lines where they are wanted", () => {
    expect(plainText("a\nb\u001bc")).toBe("a\nb␛c");
  });

  it.each([
    ["abc", 3],
    ["日本", 4],
    ["é", 1],
    ["e\u0301", 1],
  ])("%j takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it.each([
    ["abcdef", 6, "abcdef"],
    ["abcdef", 4, "abc…"],
    ["日本語", 4, "日…"],
  ])("%j is cut to %i columns", (text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut);
  });
});

describe("a table", () => {
  const columns = [
    { title: "ID", cell: ({ id }: { id: string; name: string }) => id },
    { title: "NAME", cell: ({ name }: { name: string }) => name, isFlexible: true },
    { title: "N", cell: () => "1", isRight: true },
  ];
  const rows = [
    { id: "a", name: "a name that is rather long" },
    { id: "bb", name: "日本" },
  ];

  it("aligns its columns", () => {
    expect(formatTable(columns, rows, null)).toEqual([
      "ID  NAME                        N",
      "a   a name that is rather long  1",
      "bb  日本                        1",
    ]);
  });

  it("is no wider than the terminal, at the cost of its flexible columns", () => {
    const lines = formatTable(columns, rows, 20);
    expect(lines[1]).toBe("a   a name that …  1");
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(20);
  });

  it("paints what is shown without moving it", () => {
    const painted = columns.map((column) => ({ ...column, paint: (text: string) => `<${text}>` }));
    expect(formatTable(painted, rows.slice(1), null)[1]).toBe("<bb>  <日本>  <1>");
  });
});

describe("a time that a person types", () => {
  const now = new Date(2026, 10, 27, 12, 30, 20);
  const local = (...parts: [number, number, number, number, number]) => new Date(...parts);

  it.each([
    ["2026-11-27T09:00Z", new Date("2026-11-27T09:00:00Z")],
    ["2026-11-27T09:00:59-03:00", new Date("2026-11-27T12:00:00Z")],
    ["2026-11-27 09:00", local(2026, 10, 27, 9, 0)],
    ["12:30", local(2026, 10, 27, 12, 30)],
    ["12:31", local(2026, 10, 26, 12, 31)],
  ])("%s is a minute", (text, minute) => {
    expect(readMinute(text, now)).toEqual(minute);
  });

  it.each([
    ["90m", new Date(now.getTime() - 90 * 60_000)],
    ["2d", new Date(now.getTime() - 2 * 86_400_000)],
    ["2026-11-01", local(2026, 10, 1, 0, 0)],
  ])("%s is an instant", (text, instant) => {
    expect(readInstant(text, now)).toEqual(instant);
  });

  it.each(["yesterday", "24:00", "2026-13-01", "1", "", "5y"])("%j is refused", (text) => {
    expect(() => readMinute(text, now)).toThrow(UsageError);
  });

  it.each([
    [840, "840 ms"],
    [2_440, "2.4 s"],
    [185_000, "3 min 5 s"],
    [null, "-"],
  ])("%s ms is read as %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe("the wait before another try", () => {
  const now = new Date("2026-11-27T12:00:00Z");

  it("is what the server asks for, in seconds or as a date", () => {
    expect(readRetryAfter("7", now)).toBe(7);
    expect(readRetryAfter("Fri, 27 Nov 2026 12:00:30 GMT", now)).toBe(30);
    expect(readRetryAfter("Fri, 27 Nov 2026 11:00:00 GMT", now)).toBe(0);
    expect(readRetryAfter("soon", now)).toBeNull();
  });

  it("doubles where nothing is asked for, and isn't taken where it's too long", () => {
    expect([1, 2, 3].map((tries) => waitSeconds(tries, null, now))).toEqual([0.5, 1, 2]);
    expect(waitSeconds(1, String(LONGEST_WAIT_SECONDS), now)).toBe(LONGEST_WAIT_SECONDS);
    expect(waitSeconds(1, String(LONGEST_WAIT_SECONDS + 1), now)).toBeNull();
  });
});

describe("the instance", () => {
  it.each([
    ["https://ops.example.com/routines", "https://ops.example.com"],
    ["ops.example.com", "https://ops.example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://[::1]:3000/", "http://[::1]:3000"],
    ["http://127.8.8.8", "http://127.8.8.8"],
  ])("%s is called as %s", (text, origin) => {
    expect(readServerUrl(text)).toBe(origin);
  });

  it.each([
    "http://ops.example.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "https://user@ops.example.com",
    "javascript://127.0.0.1",
    "https://",
  ])("%s is never sent a key", (text) => {
    expect(() => readServerUrl(text)).toThrow(UsageError);
  });
});

describe("the program that an instance serves", () => {
  it("is known by its first lines", () => {
    const head = "#!/usr/bin/env node\n// The command line of OpsPulse 1.2.3.\n";
    expect(programVersion(`${head}code`)).toBe("1.2.3");
    expect(programVersion(`<html>${head}`)).toBeNull();
  });
});
