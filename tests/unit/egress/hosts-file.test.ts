import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HostsFile } from "@/lib/egress/hosts-file";

let directory: string;
let path: string;
let nowMs: number;
let hosts: HostsFile;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "opspulse-hosts-"));
  path = join(directory, "hosts");
  nowMs = 0;
  hosts = new HostsFile(path, () => nowMs);
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each([
  ["one name", "10.0.0.1 a.example", ["10.0.0.1"]],
  ["another name of the line", "10.0.0.1\tb.example   a.example", ["10.0.0.1"]],
  ["capitals", "10.0.0.1 A.Example", ["10.0.0.1"]],
  ["a comment", "# 10.0.0.2 a.example\n10.0.0.1 a.example # or so\r\n", ["10.0.0.1"]],
  ["several lines", "10.0.0.1 a.example\n::1 a.example", ["10.0.0.1", "::1"]],
  ["a name within a comment", "10.0.0.1 b.example # a.example", null],
  ["a part of a name", "10.0.0.1 aa.example a.example.com", null],
  ["what is no address", "10.1 a.example\nfe80::1%lo0 a.example\na.example", null],
  ["no line", "", null],
])("the addresses of a name with %s", (_, text, addresses) => {
  writeFileSync(path, text);
  expect(hosts.find("a.example")).toEqual(addresses);
});

test("a change of the file counts within a second, and so does its removal", () => {
  const find = () => hosts.find("a.example");
  expect(find()).toBeNull();
  writeFileSync(path, "10.0.0.1 a.example");
  nowMs += 1_000;
  expect(find()).toEqual(["10.0.0.1"]);
  writeFileSync(path, "10.0.0.22 a.example");
  nowMs += 999;
  expect(find()).toEqual(["10.0.0.1"]);
  nowMs += 1;
  expect(find()).toEqual(["10.0.0.22"]);
  rmSync(path);
  nowMs += 1_000;
  expect(find()).toBeNull();
});
