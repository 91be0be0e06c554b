import { describe } from "vitest";
import { respondWithBytes, testWebCases, type WebCase } from "@/tests/support/web/web-cases";

const WORD = "opérationnel";
const latin1 = Buffer.from(WORD, "latin1");
const utf8 = Buffer.from(WORD);
const hex = (digits: string) => Buffer.from(digits, "hex");
const join = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));

const utf16le = (text: string) => Buffer.from(text, "utf16le");
const utf16be = (text: string) => utf16le(text).swap16();
const utf32le = (text: string) =>
  Buffer.concat(
    Array.from(text, (letter) => Buffer.from(Uint32Array.of(letter.codePointAt(0) ?? 0).buffer)),
  );
const utf32be = (text: string) => utf32le(text).swap32();

const mark8 = hex("efbbbf");
const markLe = hex("fffe");
const markBe = hex("feff");

const contains = (value: string) => [{ type: "body", operator: "contains", value }];
const isUp = [{ type: "json", path: "$.status", operator: "equals", value: "up" }];

const read = (
  name: string,
  type: string | readonly string[] | null,
  body: Buffer,
  rules: readonly unknown[] = contains(WORD),
): WebCase => ({
  name,
  answer: respondWithBytes(
    (type === null ? [] : [type].flat()).map((value) => `Content-Type: ${value}`),
    body,
  ),
  rules,
  expected: { status: "SUCCESS" },
});

describe("the charset of a Content-Type", () => {
  testWebCases([
    ...[
      "ISO-8859-1",
      "latin1",
      "iso_8859-1",
      "windows-1252",
      "CP1252",
      "us-ascii",
      "latin-1",
      "'iso-8859-1'",
      '"iso-8859-1"',
      '"iso-8859-1',
      '" iso-8859-1 "',
      "iso-8859-1;",
      '"iso-8859-1;"',
    ].map((label, index) => read(`${index} ${label}`, `text/html; charset=${label}`, latin1)),
    ...["UTF-8", "utf8", "utf8mb4", "'utf-8'", '"UTF-8"', "utf_8", "cp65001"].map((label, index) =>
      read(`${index} too: ${label}`, `text/html; charset=${label}`, utf8),
    ),
    read("after another parameter", "text/html; profile=x; charset=iso-8859-1;", latin1),
    read("with blanks around", "text/html ;  Charset = iso-8859-1 ", latin1),
    read("in capitals", "TEXT/HTML;CHARSET=ISO-8859-1", latin1),
    read("behind one in quotes", 'text/html; title="; charset=utf-8"; charset=iso-8859-1', latin1),
    read(
      "behind an escaped quote",
      'text/html; title="a\\"; charset=utf-8"; charset=iso-8859-1',
      latin1,
    ),
    read("of two the first", "text/html; charset=iso-8859-1; charset=utf-8", latin1),
    read("in the second field", ["text/html", "text/html; charset=iso-8859-1"], latin1),
    read("in the first field", ["text/html; charset=iso-8859-1", "text/html"], latin1),
    read("of another type before", ["text/html; charset=koi8-r", "text/plain"], utf8),
    read("in a list", "text/html, text/html; charset=iso-8859-1", latin1),
    ...(
      [
        ["gb2312", "d5fdb3a3", "正常"],
        ["gbk", "d5fdb3a3", "正常"],
        ["gb18030", "d5fdb3a3", "正常"],
        ["cp936", "d5fdb3a3", "正常"],
        ["ks_c_5601-1987", "c1a4bbf3", "정상"],
        ["euc-kr", "c1a4bbf3", "정상"],
        ["Big5", "a5bfb160", "正常"],
        ["ISO-2022-JP", "1b244240353e6f1b2842", "正常"],
        ["Shift_JIS", "90b38fed", "正常"],
        ["cp932", "90b38fed", "正常"],
        ["EUC-JP", "c0b5bfef", "正"],
        ["windows-1251", "f0e0e1eef2e0e5f2", "работает"],
        ["koi8-r", "d2c1c2cfd4c1c5d4", "работает"],
        ["iso-8859-2", "b1e6ea", "ąćę"],
        ["iso-8859-15", "a4", "€"],
        ["windows-1252", "80", "€"],
        ["windows-1253", "e1e2e3", "αβγ"],
        ["windows-874", "a1a2", "กข"],
        ["macintosh", "8e", "é"],
        ["ibm866", "a4a5", "де"],
      ] as const
    ).map(([label, digits, text], index) =>
      read(
        `${index} of letters: ${label}`,
        `text/plain; charset=${label}`,
        hex(digits),
        contains(text),
      ),
    ),
    ...["ibm850", "none", "x-unknown", "utf-7", "", "%s"].map((label, index) =>
      read(
        `${index} that nobody knows: ${label}`,
        `text/plain; charset=${label}`,
        Buffer.from("Status: OK"),
        contains("Status: OK"),
      ),
    ),
    read("that nobody knows over UTF-8", "text/plain; charset=ibm850", utf8),
    read("that nobody knows over Latin-1", "text/plain; charset=none", latin1),
    read("over JSON in it", "application/json; charset=latin1", join('{"a":"', latin1, '"}')),
    read("over JSON in UTF-8", "application/json; charset=iso-8859-1", join('{"a":"', utf8, '"}')),
  ]);
});

describe("a body without a charset in its Content-Type", () => {
  testWebCases([
    read("is UTF-8", "text/plain", utf8),
    read("is UTF-8 without a type", null, utf8),
    read("is Windows-1252 where it isn't UTF-8", "text/plain", latin1),
    read("is Windows-1252 with its own letters", "text/plain", hex("80932a94"), contains("€“*”")),
    read("is UTF-8 with a damaged letter", "text/html", join(utf8, "…", hex("ff"), "é ç")),
    read("is Windows-1252 to its last letter", "text/plain", hex("636166e9"), contains("café")),
    read("is Latin-1 in JSON", "application/json", join('{"a":"', latin1, '"}')),
  ]);
});

describe("the charset of a page", () => {
  const page = (head: string, body: string | Buffer = latin1) => join(head, "<p>", body, "</p>");
  const sjis = hex("90b38fed");
  testWebCases([
    ...[
      "<!doctype html><meta charset=latin1>",
      '<meta charset="iso-8859-1">',
      "<META CHARSET='ISO-8859-1'/>",
      "<html><head><title>a</title><meta name=a content='charset=utf-8'><meta charset=latin1>",
      '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">',
      "<meta content='text/html;charset=iso-8859-1' http-equiv=content-type>",
      "<meta http-equiv=refresh content='5; charset=utf-8'><meta charset=latin1>",
      '<!-- <meta charset="utf-8"> --><meta charset=latin1>',
      "<!--><meta charset=latin1>",
      '<a title="<meta charset=utf-8>"><meta charset=latin1>',
      "<!doctype a '<meta charset=utf-8>'<?php <meta charset=utf-8 ?><meta charset=latin1>",
      "<meta charset=unknown><meta charset=latin1>",
      "<meta/charset=latin1/>",
      "<meta charset = latin1 >",
      "<metadata charset=utf-8><meta charset=latin1>",
      `<!-- ${"-=".repeat(450)} --><meta charset='iso-8859-1'>`,
    ].map((head, index) => read(`${index} ${head.slice(0, 60)}`, "text/html", page(head))),
    read("in Shift JIS", "text/html", page('<meta charset="Shift_JIS">', sjis), contains("正常")),
    read("without a type", null, page('<meta charset="Shift_JIS">', sjis), contains("正常")),
    read(
      "far below, where it isn't UTF-8",
      "text/html",
      page(`${"<br>".repeat(400)}<meta charset="Shift_JIS">`, sjis),
      contains("正常"),
    ),
    read(
      "far below does not count where it is UTF-8",
      "text/html",
      page(`${"<br>".repeat(400)}<meta charset=latin1>`, utf8),
    ),
    read("loses to the field", "text/html; charset=utf-8", page("<meta charset=latin1>", utf8)),
    read("in a comment only", "text/html", page("<!-- <meta charset=latin1> -->", utf8)),
    read("that says UTF-16", "text/html", page("<meta charset=utf-16>", utf8)),
    read("in text that is no page", "text/plain", page("<meta charset=koi8-r>", utf8)),
  ]);
});

describe("the charset of XML", () => {
  const xml = (declaration: string, body: Buffer) => join(declaration, "<s>", body, "</s>");
  const declared = '<?xml version="1.0" encoding="ISO-8859-1"?>';
  testWebCases([
    read("as application/xml", "application/xml", xml(declared, latin1)),
    read(
      "as text/xml, in single quotes",
      "text/xml",
      xml("<?xml version='1.0' encoding='windows-1252'?>", latin1),
    ),
    read("as RSS", "application/rss+xml", xml(declared, latin1)),
    read("as XHTML", "application/xhtml+xml", xml(declared, latin1)),
    read("as a page", "text/html", xml(declared, latin1)),
    read(
      "with standalone",
      "text/xml",
      xml("<?xml version='1.0' encoding='latin1' standalone='yes'?>", latin1),
    ),
    read("with blanks", "text/xml", xml('<?xml  version = "1.0"\n encoding = "latin1" ?>', latin1)),
    read("after a blank line", "text/xml", xml(`\n${declared}`, latin1)),
    read("that loses to the field", "text/xml; charset=utf-8", xml(declared, utf8)),
    read("that loses to a mark", "text/xml", join(mark8, xml(declared, utf8))),
    read(
      "that says UTF-16 of what is none",
      "text/xml",
      xml('<?xml version="1.0" encoding="utf-16"?>', utf8),
    ),
    read("without a charset", "text/xml", xml('<?xml version="1.0"?>', utf8)),
    read(
      "in UTF-16 without a mark",
      "text/xml",
      utf16le(`<?xml version="1.0" encoding="utf-16"?><s>${WORD}</s>`),
    ),
  ]);
});

describe("byte order marks, and UTF-16", () => {
  const json = '{"status":"up"}';
  testWebCases([
    read("UTF-8 in JSON", "application/json", join(mark8, json), isUp),
    read("UTF-8 against the field", "text/plain; charset=iso-8859-1", join(mark8, utf8)),
    read("UTF-16 LE in JSON", "application/json", join(markLe, utf16le(json)), isUp),
    read("UTF-16 BE in JSON", "application/json", join(markBe, utf16be(json)), isUp),
    read("UTF-16 LE against the field", "text/plain; charset=utf-8", join(markLe, utf16le(WORD))),
    read(
      "UTF-16 LE that is named",
      "application/json; charset=utf-16",
      join(markLe, utf16le(json)),
      isUp,
    ),
    read("UTF-16 BE that is named LE", "text/plain; charset=utf-16le", join(markBe, utf16be(WORD))),
    read(
      "UTF-16 BE that is named utf-16",
      "text/plain; charset=utf-16",
      join(markBe, utf16be(WORD)),
    ),
    read("UTF-16 BE without a mark", "text/plain; charset=utf-16be", utf16be(WORD)),
    read("UTF-16 LE without a mark", "text/plain; charset=utf-16", utf16le(WORD)),
    read(
      "UTF-16 BE without a mark that is named utf-16",
      "text/plain; charset=utf-16",
      utf16be(WORD),
    ),
    read("UTF-16 LE in JSON without a mark or a name", "application/json", utf16le(json), isUp),
    read("UTF-16 BE in JSON without a mark or a name", "application/json", utf16be(json), isUp),
    read(
      "UTF-16 of letters only",
      "text/plain; charset=utf-16be",
      utf16be("　正常"),
      contains("正常"),
    ),
    read(
      "UTF-16 LE of a letter with a zero",
      "text/plain; charset=utf-16le",
      utf16le("一正常"),
      contains("一正常"),
    ),
    read("UTF-32 LE with a mark", "application/json", utf32le(`\ufeff${json}`), isUp),
    read("UTF-32 BE with a mark", "application/json", utf32be(`\ufeff${json}`), isUp),
    read("UTF-32 LE in JSON", "application/json", utf32le(json), isUp),
    read("UTF-32 BE in JSON", "application/json", utf32be(json), isUp),
    read("UTF-32 that is named", "text/plain; charset=utf-32be", utf32be("正常"), contains("正常")),
    read("ASCII that is named UTF-16", "application/json; charset=utf-16", Buffer.from(json), isUp),
    {
      ...read("a mark is no part of the text", "text/plain", join(mark8, WORD), [
        { type: "body", operator: "not_contains", value: "\ufeff" },
      ]),
      expected: { status: "SUCCESS", kept: `^${WORD}$` },
    },
    read("a mark alone", "text/plain", mark8, [
      { type: "body", operator: "not_contains", value: "\ufeff" },
    ]),
    read(
      "half a letter of UTF-16 at the end",
      "text/plain; charset=utf-16le",
      join(utf16le(WORD), hex("61")),
    ),
  ]);
});

describe("bytes beyond ASCII in a header", () => {
  const withHeader = (value: string) => [
    `HTTP/1.1 200 OK\r\nX-Cache: ${value}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`,
  ];
  const equals = (value: string) => [
    { type: "header", name: "X-Cache", operator: "equals", value },
  ];
  testWebCases([
    {
      name: "are shown as text where they are in the way",
      answer: [
        "HTTP/1.1 200 OK\r\nContent-Length: d\xc3\xa9j\xc3\xa0\r\nConnection: close\r\n\r\nok",
      ],
      expected: { status: "FAIL", error_code: "PROTOCOL", message: ['"déjà"'] },
    },
  ]);
  testWebCases(
    (
      [
        ["Latin-1", latin1.toString("latin1"), WORD],
        ["UTF-8", utf8.toString("latin1"), WORD],
        ["Windows-1252", "\x93a\x94", "“a”"],
        ["UTF-8 beyond Latin-1", Buffer.from("正常").toString("latin1"), "正常"],
        ["an encoded word, which stays as it is", "=?utf-8?q?caf=C3=A9?=", "=?utf-8?q?caf=C3=A9?="],
      ] as const
    ).map(([name, bytes, text]) => ({
      name,
      answer: withHeader(bytes),
      rules: equals(text),
      expected: { status: "SUCCESS" },
    })),
  );
});
