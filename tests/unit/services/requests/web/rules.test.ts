import { describe } from "vitest";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import { testWebCases, type WebCase, type WebResult } from "@/tests/support/web/web-cases";

const head = (type: string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nConnection: close\r\n\r\n`;

const SUCCESS: WebResult = { status: "SUCCESS" };
const broken = (...message: string[]): WebResult => ({
  status: "FAIL",
  error_code: "ASSERTION",
  message,
});

/** A JSON body in UTF-8, and one rule for it. */
const json = (name: string, body: string, rule: object, expected: WebResult): WebCase => ({
  name,
  answer: [head("application/json"), { hex: Buffer.from(body).toString("hex") }],
  rules: [{ type: "json", ...rule }],
  expected,
});

const n = toJsonNumber;
const equals = (path: string, value: unknown) => ({ path, operator: "equals", value });

describe("numbers of a response in JSON", () => {
  testWebCases([
    json("a number for text", '{"n":1}', equals("$.n", "1"), broken("the number 1\\b", 'text "1"')),
    json("text for a number", '{"n":"1"}', equals("$.n", 1), broken('text "1"', "number 1")),
    json("a long id", '{"id":9007199254740993}', equals("$.id", n("9007199254740993")), SUCCESS),
    json(
      "a long id by another figure",
      '{"id":9007199254740993}',
      equals("$.id", 9007199254740992),
      broken("is 9007199254740993 and", "9007199254740992"),
    ),
    json(
      "a long id, shown",
      '{"id":9007199254740993}',
      equals("$.id", 1),
      broken("9007199254740993"),
    ),
    json(
      "20 figures",
      '{"id":12345678901234567890}',
      equals("$.id", n("12345678901234567891")),
      broken("12345678901234567890", "12345678901234567891"),
    ),
    json(
      "a long decimal",
      '{"v":0.1234567890123456789}',
      equals("$.v", n("0.1234567890123456788")),
      broken("0\\.1234567890123456789"),
    ),
    json(
      "a long id by a pointer",
      '{"a":{"id":9007199254740993}}',
      equals("/a/id", 9007199254740992),
      broken("9007199254740993"),
    ),
    json(
      "a long id in a list",
      '{"a":[1,-9007199254740993]}',
      equals("$.a[-1]", n("-9007199254740993")),
      SUCCESS,
    ),
    json("1.0 for 1", '{"n":1.0}', equals("$.n", 1), SUCCESS),
    json("1e2 for 100", '{"n":1e2}', equals("$.n", 100), SUCCESS),
    json("0.10 for 0.1", '{"n":0.10}', equals("$.n", 0.1), SUCCESS),
    json("-0 for 0", '{"n":-0}', equals("$.n", 0), SUCCESS),
    json(
      "a long id in text",
      '{"id":"9007199254740993"}',
      equals("$.id", "9007199254740993"),
      SUCCESS,
    ),
    json("a number beyond doubles", '{"n":1e400}', equals("$.n", 1), broken("1e400")),
    json(
      "one more than a double",
      '{"n":9007199254740993}',
      { path: "$.n", operator: "greater_than", value: 9007199254740992 },
      SUCCESS,
    ),
    json(
      "one less than a long number",
      '{"n":9007199254740993}',
      { path: "$.n", operator: "less_than", value: n("9007199254740993") },
      broken("less than 9007199254740993"),
    ),
    json(
      "another long id",
      '{"n":9007199254740993}',
      { path: "$.n", operator: "not_equals", value: n("9007199254740993") },
      broken("should not equal 9007199254740993"),
    ),
    json(
      "a byte order mark",
      '\ufeff{"n":9007199254740993}',
      equals("$.n", n("9007199254740993")),
      SUCCESS,
    ),
    json(
      "two members of one name",
      '{"n":1,"n":9007199254740993}',
      equals("$.n", n("9007199254740993")),
      SUCCESS,
    ),
    json("NaN", '{"n":NaN}', equals("$.n", 1), broken("NaN")),
    json("lines of JSON", '{"n":1}\n{"n":2}\n', equals("$.n", 1), broken("several")),
    json("an empty body in JSON", "", equals("$.n", 1), broken("empty")),
    json("a page for JSON", "<html></html>", equals("$.n", 1), broken("not JSON")),
  ]);
});

describe("values of a response in JSON", () => {
  const items = '{"items":[{"ok":true},{"ok":false}],"tags":["a","b"],"none":[],"v":"2.1"}';
  testWebCases([
    json(
      "one of several",
      items,
      { path: "$.v", operator: "one_of", value: ["2.0", "2.1"] },
      SUCCESS,
    ),
    json(
      "each of a list",
      items,
      equals("$.items[*].ok", true),
      broken("items\\[1\\]\\.ok is false"),
    ),
    json("one of a list", items, { ...equals("$.items[*].ok", true), quantifier: "any" }, SUCCESS),
    json("each of an empty list", items, equals("$.none[*]", 1), broken("empty list")),
    json("a length", items, { path: "$.tags", operator: "length", value: [1, 2] }, SUCCESS),
    json(
      "no length",
      items,
      { path: "$.none", operator: "length", value: [1, null] },
      broken("length 0", "at least 1"),
    ),
    json(
      "a pattern for a value",
      items,
      { path: "$.v", operator: "matches", value: "^2\\." },
      SUCCESS,
    ),
    json("an element", items, { path: "$.tags", operator: "contains", value: "c" }, broken('"c"')),
    json(
      "a secret place",
      items,
      { path: "$.items[*].gone", operator: "exists" },
      broken("items\\[0\\]\\.gone is missing"),
    ),
  ]);
});

const text = (
  name: string,
  answer: WebCase["answer"],
  operator: string,
  value: string,
  expected: WebResult,
): WebCase => ({
  name,
  answer: [head("text/plain"), ...(answer ?? [])],
  rules: [{ type: "body", operator, value }],
  expected,
});

describe("patterns and text of a response", () => {
  const late = [{ repeat: "x", times: 200_000 }, "Operational"];
  testWebCases([
    text("late text", late, "contains", "Operational", SUCCESS),
    text("late text by a pattern", late, "matches", "Operational", SUCCESS),
    text("late text at the end", late, "matches", "Operational$", SUCCESS),
    text(
      "text after 70,000 characters",
      [{ repeat: "x", times: 70_000 }, "Operational"],
      "matches",
      "(?i)operational",
      SUCCESS,
    ),
    text(
      "text over 65,536",
      [{ repeat: "x", times: 65_530 }, "Operational"],
      "matches",
      "Operational",
      SUCCESS,
    ),
    text(
      "a false end",
      [{ repeat: "x", times: 65_534 }, "up", { repeat: "y", times: 100 }],
      "matches",
      "up$",
      broken("does not match"),
    ),
    text(
      "a false end of a line",
      [{ repeat: "x", times: 65_534 }, "up", { repeat: "y", times: 100 }],
      "matches",
      "(?m)up$",
      broken("does not match"),
    ),
    text("a late line", [{ repeat: "x\n", times: 90_000 }, "up\n"], "matches", "(?m)^up$", SUCCESS),
    text(
      "any character over lines",
      ["Systems\r\nOperational"],
      "matches",
      "(?s)Systems.+Operational",
      SUCCESS,
    ),
    text(
      "a dot and a line break",
      ["Systems\nOperational"],
      "matches",
      "Systems.Operational",
      broken("does not match"),
    ),
    text(
      "a dot and two of them",
      ["Systems\r\nOperational"],
      "matches",
      "Systems..Operational",
      broken("does not match"),
    ),
    text(
      "white space over lines",
      ["Systems\r\nOperational"],
      "matches",
      "Systems\\s+Operational",
      SUCCESS,
    ),
    text("a line end of Windows", ["up\r\nok\r\n"], "matches", "(?m)^up\\r?$", SUCCESS),
    text("flags in a group", ["Systems: UP"], "matches", "Systems: (?i:up)", SUCCESS),
    text(
      "letters that aren't ASCII",
      [{ hex: Buffer.from("SERVIÇO").toString("hex") }],
      "matches",
      "(?i)serviço",
      SUCCESS,
    ),
    {
      ...text(
        "letter case",
        [{ hex: Buffer.from("SERVIÇO OK").toString("hex") }],
        "contains",
        "",
        SUCCESS,
      ),
      rules: [{ type: "body", operator: "contains", value: "serviço", ignore_case: true }],
    },
    {
      ...text("letter case that matters", ["Fatal ERROR"], "not_contains", "", broken("contains")),
      rules: [{ type: "body", operator: "not_contains", value: "error", ignore_case: true }],
    },
  ]);
});

describe("headers and statuses of a response", () => {
  const fields = "X-Cache: MISS\r\nx-cache:  HIT from a \t\r\nServer: nginx/1.25\r\n";
  const answer = [
    `HTTP/1.1 207 Multi-Status\r\n${fields}Content-Length: 0\r\nConnection: close\r\n\r\n`,
  ];
  const web = (name: string, rule: object, expected: WebResult): WebCase => ({
    name,
    answer,
    rules: [rule],
    expected,
  });
  const header = (rule: object) => ({ type: "header", ...rule });
  testWebCases([
    web("a header of several fields", header({ name: "X-Cache", value: "HIT from a" }), SUCCESS),
    web(
      "a part of a header",
      header({ name: "SERVER", operator: "contains", value: "nginx" }),
      SUCCESS,
    ),
    web(
      "a pattern for a header",
      header({ name: "server", operator: "matches", value: "^nginx/1\\.\\d+$" }),
      SUCCESS,
    ),
    web("a header that is there", header({ name: "server", operator: "exists" }), SUCCESS),
    web("a header that isn't there", header({ name: "via", operator: "not_exists" }), SUCCESS),
    web(
      "a header that should not be there",
      header({ name: "Server", operator: "not_exists" }),
      broken("nginx/1\\.25"),
    ),
    web(
      "a header that is missing",
      header({ name: "Via", operator: "contains", value: "a" }),
      broken("Via is missing"),
    ),
    web("several statuses", { type: "status", accept: ["200", "207"] }, SUCCESS),
    web("a range of statuses", { type: "status", accept: ["404", "200-299"] }, SUCCESS),
  ]);
});
