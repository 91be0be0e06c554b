import { describe } from "vitest";
import { testWebCases, type WebCase, type WebResult } from "@/tests/support/web/web-cases";

const success: WebResult = { status: "SUCCESS", http_status: 200 };

const isOk = [{ type: "body", operator: "contains", value: "ok" }];

const END = "Content-Length: 2\r\nConnection: close\r\n\r\nok";

/** A head with these lines after the status line. */
const withLines = (name: string, lines: string): WebCase => ({
  name,
  answer: [`HTTP/1.1 200 OK\r\n${lines}\r\n${END}`],
  rules: isOk,
  expected: success,
});

const withHeader = (name: string, lines: string, value: string): WebCase => ({
  ...withLines(name, lines),
  rules: [{ type: "header", name: "X-Cache", value }, ...isOk],
});

const whole = (name: string, text: string): WebCase => ({
  name,
  answer: [text],
  rules: isOk,
  expected: success,
});

const refused = (name: string, text: string, ...message: string[]): WebCase => ({
  name,
  answer: [text],
  expected: { status: "FAIL", error_code: "PROTOCOL", message },
});

describe("the fields of a head", () => {
  testWebCases([
    whole("line ends without CR", "HTTP/1.1 200 OK\nContent-Length: 2\nConnection: close\n\nok"),
    whole(
      "line ends of both kinds",
      "HTTP/1.1 200 OK\nContent-Length: 2\r\nConnection: close\n\r\nok",
    ),
    whole("a second CR at line ends", "HTTP/1.1 200 OK\r\r\nContent-Length: 2\r\r\n\r\nok"),
    withLines("a blank in a name", "X Thing: a"),
    withLines("a blank before a colon", "X-Thing : a"),
    withLines("a byte above 127 in a name", "X-Caf\u00e9: a"),
    withLines("a control byte in a name", "X-\u0001: a"),
    withLines("no name", ": a"),
    withLines("no value", "X-Thing:"),
    withLines("a name of an object's own", "__proto__: a\r\nconstructor: b\r\ntoString: c"),
    withLines("no colon", "X-Thing"),
    withLines("a line of HTML", "<b>Warning</b>"),
    withLines("brackets in a name", "X-[a](b): c"),
    withLines(
      "a warning of PHP",
      "PHP Warning:  PHP Startup: Unable to load 'a.so' in Unknown on line 0",
    ),
    withLines("a notice over two lines", "<br />\r\n<b>Notice</b>:  Undefined index in /a.php"),
    withLines("the status line twice", "HTTP/1.1 200 OK"),
    withHeader("a value with a byte of 1", "X-Cache: a\u0001b", "a\u0001b"),
    withLines("a value with DEL", "X-Cache: a\u007fb"),
    withLines("a value with a colour code", "X-Cache: \u001b[32mhit\u001b[0m"),
    withLines("a value with a bell and a backspace", "X-Cache: \u0007\u0008"),
    withHeader("a lone CR in a value", "X-Cache: a\rb", "a b"),
    withHeader("a fold", "X-Cache: a\r\n b", "a b"),
    withHeader("a fold over three lines", "X-Cache: a\r\n b\r\n c", "a b c"),
    withHeader("a fold with a tab", "X-Cache: a\r\n\t\tb", "a b"),
    withHeader("a fold of an empty value", "X-Cache:\r\n a", "a"),
    withHeader("a fold without CR", "X-Cache: a\n b", "a b"),
    withHeader("a fold at the end of the head", "Content-Length: 2\r\nX-Cache: a\r\n b", "a b"),
    withLines("a line of blanks", "X-Cache: a\r\n   "),
    withLines("a blank before the first field", " X-Thing: 1"),
    withLines("a tab and a fold before the first field", "\tX-Thing: 1\r\n 2"),
    withHeader("blanks around a value", "X-Cache: \t hit \t ", "hit"),
    withHeader("a value in Latin-1", "X-Cache: caf\u00e9", "caf\u00e9"),
    withLines("an empty field for cookies", "Set-Cookie:"),
    withLines("300 small fields", "X-A: b\r\n".repeat(300).trimEnd()),
    withLines("2,000 small fields", "X-A: b\r\n".repeat(2_000).trimEnd()),
    {
      name: "a NUL in a value",
      answer: [`HTTP/1.1 200 OK\r\nX-A: b\r\nX-Cache: a\u0000b\r\n${END}`],
      expected: {
        status: "FAIL",
        error_code: "PROTOCOL",
        http_status: 200,
        message: ["malformed header", "line 3", "x-cache: a.x00b", "NUL"],
      },
    },
    {
      name: "a NUL in a value of a 503",
      answer: [`HTTP/1.1 503 X\r\nX-Cache: a\u0000b\r\n${END}`],
      expected: { status: "FAIL", error_code: "HTTP_STATUS", http_status: 503 },
    },
    {
      name: "a field of 18 KB",
      answer: [`HTTP/1.1 200 OK\r\nContent-Security-Policy: ${"a ".repeat(9_000)}\r\n${END}`],
      expected: { status: "FAIL", error_code: "TOO_LARGE", message: ["16384 bytes of headers"] },
    },
    withLines("a field of 15 KB", `Content-Security-Policy: ${"a ".repeat(7_500)}`),
    refused(
      "a head that is cut",
      "HTTP/1.1 200 OK\r\nX-A: b\r\nX-C",
      "cut short",
      "headers",
      "line 3",
    ),
    refused("a head without an empty line", "HTTP/1.1 200 OK\r\nX-A: b\r\n", "cut short", "line 3"),
    refused(
      "line ends without LF",
      "HTTP/1.1 200 OK\rContent-Length: 2\r\rok",
      "status line",
      "CR",
    ),
  ]);
});

describe("the status line", () => {
  testWebCases([
    whole("no reason phrase", `HTTP/1.1 200 \r\n${END}`),
    whole("no blank after the status", `HTTP/1.1 200\r\n${END}`),
    whole("a reason phrase in Latin-1", `HTTP/1.1 200 D'accord, \u00e7a marche\r\n${END}`),
    whole("two blanks before the status", `HTTP/1.1  200 OK\r\n${END}`),
    whole("a tab before the status", `HTTP/1.1\t200 OK\r\n${END}`),
    whole("small letters", `http/1.1 200 OK\r\n${END}`),
    whole("an empty line before it", `\r\nHTTP/1.1 200 OK\r\n${END}`),
    whole("three empty lines before it", `\r\n\n\r\nHTTP/1.1 200 OK\r\n${END}`),
    whole("HTTP/1.2", `HTTP/1.2 200 OK\r\n${END}`),
    whole("HTTP/1.0", `HTTP/1.0 200 OK\r\n${END}`),
    {
      name: "999 where it is accepted",
      answer: [`HTTP/1.1 999 Request denied\r\n${END}`],
      rules: [{ type: "status", accept: ["999"] }],
      expected: { status: "SUCCESS", http_status: 999 },
    },
    {
      name: "600",
      answer: [`HTTP/1.1 600 X\r\n${END}`],
      expected: { status: "FAIL", error_code: "HTTP_STATUS", http_status: 600, message: ["600"] },
    },
    refused("a status of two digits", `HTTP/1.1 20 OK\r\n${END}`, "status line", "1.1 20 OK"),
    refused("a status of four digits", `HTTP/1.1 2000 OK\r\n${END}`, "status line"),
    refused("a status of letters", `HTTP/1.1 OK\r\n${END}`, "status line", "HTTP/1.1 OK"),
    refused("a status of zeros", `HTTP/1.1 000 X\r\n${END}`, "status line"),
    refused("a status below zero", `HTTP/1.1 -20 X\r\n${END}`, "status line"),
    refused("no status", `HTTP/1.1\r\n${END}`, "status line"),
    refused("HTTP/2 in words", `HTTP/2 200\r\n${END}`, "version of HTTP", '"HTTP/2 200"'),
    refused("HTTP/3 in words", `HTTP/3.0 200 OK\r\n${END}`, "version of HTTP"),
    refused("HTTP/0.9 in words", `HTTP/0.9 200 OK\r\n${END}`, "version of HTTP"),
    refused("a status line that is cut", "HTTP/1.1 2", "cut short", "status line"),
  ]);
});

describe("interim responses that nobody asked for", () => {
  testWebCases([
    {
      name: "100 with fields before a 503",
      answer: [`HTTP/1.1 100 Continue\r\nServer: x\r\n\r\nHTTP/1.1 503 X\r\n${END}`],
      expected: { status: "FAIL", error_code: "HTTP_STATUS", http_status: 503 },
    },
    {
      ...whole("100 to a POST", `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${END}`),
      method: "POST",
      body: "a=1",
    },
    {
      ...whole("100 in a packet of its own", ""),
      answer: ["HTTP/1.1 100 Continue\r\n\r\n", { wait: 20 }, `HTTP/1.1 200 OK\r\n${END}`],
    },
    whole(
      "102, 103 and 103",
      `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 X\r\nLink: </a.css>\r\n\r\nHTTP/1.1 103 X\r\n\r\nHTTP/1.1 200 OK\r\n${END}`,
    ),
    whole("199", `HTTP/1.1 199 X\r\n\r\nHTTP/1.1 200 OK\r\n${END}`),
    whole("100 without CR", `HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\r\n${END}`),
    whole(
      "103 with a length, which it has no use for",
      `HTTP/1.1 103 X\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n${END}`,
    ),
    whole("sixteen of them", `${"HTTP/1.1 102 P\r\n\r\n".repeat(16)}HTTP/1.1 200 OK\r\n${END}`),
    refused("seventeen of them", "HTTP/1.1 102 P\r\n\r\n".repeat(17), "interim", "no final one"),
    refused("100 and the close", "HTTP/1.1 100 Continue\r\n\r\n", "cut short", "interim"),
    {
      name: "101",
      answer: [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        { then: "stay" },
      ],
      expected: { status: "FAIL", error_code: "PROTOCOL", message: ["101", "switched protocols"] },
    },
  ]);
});

describe("what isn't HTTP", () => {
  testWebCases([
    refused("SSH", "SSH-2.0-OpenSSH_9.6\r\n", "SSH, not HTTP", "SSH-2.0-OpenSSH_9.6"),
    {
      ...refused("SSH that waits", "", "SSH, not HTTP"),
      answer: ["SSH-2.0-OpenSSH_9.6\r\n", { then: "stay" }],
    },
    {
      ...refused("SSH one byte at a time", "", "SSH, not HTTP"),
      answer: [{ drip: "SSH-2.0-Open", every: 1 }, { then: "stay" }],
    },
    refused("SMTP", "220 mail.example.com ESMTP Postfix\r\n", "mail or files, not HTTP", "ESMTP"),
    refused("FTP", "220-Welcome\r\n220 (vsFTPd 3.0.5)\r\n", "mail or files, not HTTP", "Welcome"),
    refused("IMAP", "* OK [CAPABILITY IMAP4rev1] ready\r\n", "mail or files", "IMAP4"),
    refused("POP3", "+OK POP3 ready\r\n", "mail or files", "POP3"),
    refused(
      "an alert of TLS",
      "\u0015\u0003\u0001\u0000\u0002\u0002\u0046",
      "speaks TLS",
      "https://",
    ),
    refused("a record of TLS", "\u0016\u0003\u0003\u0000\u0005hello", "speaks TLS", "https://"),
    refused(
      "settings of HTTP/2",
      "\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000",
      "HTTP/2 only",
    ),
    refused("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2 only"),
    refused(
      "a page without a head",
      "<html><p>It works</p></html>",
      "doesn't speak HTTP",
      "<html>",
    ),
    refused("JSON without a head", '{"status":"up"}', "doesn't speak HTTP", "status"),
    refused("Redis", "-ERR unknown command 'GET'\r\n", "doesn't speak HTTP", "-ERR unknown"),
    refused(
      "MySQL",
      "J\u0000\u0000\u0000\u000a8.0.36\u0000",
      "doesn't speak HTTP",
      "8\\.0\\.36",
      "x00",
    ),
    refused("SHOUTcast", "ICY 200 OK\r\nicy-name: x\r\n\r\n", "doesn't speak HTTP", "ICY 200 OK"),
    refused("RTSP", "RTSP/1.0 200 OK\r\n\r\n", "doesn't speak HTTP", "RTSP"),
    refused("one byte", "x", "doesn't speak HTTP", '"x"'),
    refused("a request", "GET / HTTP/1.1\r\n\r\n", "doesn't speak HTTP", "GET /"),
    {
      name: "a long text of another kind",
      answer: [`garbage ${"0123456789".repeat(2_000)}`],
      expected: {
        status: "FAIL",
        error_code: "PROTOCOL",
        message: ['"garbage (0123456789){5}01…"'],
      },
    },
    {
      name: "nothing, and the close",
      answer: [{ then: "end" }],
      expected: {
        status: "FAIL",
        error_code: "PROTOCOL",
        message: ["closed", "without a response"],
      },
    },
    {
      name: "nothing, and a reset",
      answer: [{ then: "reset" }],
      expected: { status: "FAIL", error_code: "PROTOCOL", message: ["without a response"] },
    },
    {
      name: "an empty line, and the close",
      answer: ["\r\n"],
      expected: { status: "FAIL", error_code: "PROTOCOL", message: ["without a response"] },
    },
  ]);
});
