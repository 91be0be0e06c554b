import { describe, expect, test } from "vitest";
import { parseCurlCommand } from "@/lib/domain/curl/curl-command";
import { isCurlCommand } from "@/lib/domain/curl/is-curl-command";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";

const plain: CurlRequest = {
  method: "GET",
  url: "https://api.example.com/v1",
  headers: [],
  body: null,
  followRedirects: false,
  timeoutSeconds: null,
};

function parse(command: string) {
  const parsed = parseCurlCommand(command);
  if (parsed === null) throw new Error("It was not taken for a curl command.");
  return parsed;
}

const remarksOf = (command: string) =>
  parse(command).remarks.map(({ what, reason }) => `${what} ${reason}`.trim());

const URL = "https://api.example.com/v1";
const FORM: [string, string] = ["Content-Type", "application/x-www-form-urlencoded"];
const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

describe("what is a curl command", () => {
  test.each([
    ["curl https://example.com", true],
    ["  curl\thttps://example.com", true],
    ["curl \\\n https://example.com", true],
    ["curl ^\n  https://example.com", true],
    ["$ curl https://example.com", true],
    ["C:\\Users\\me> curl.exe https://example.com", true],
    ["https://example.com/curl", false],
    ["curling https://example.com", false],
    ["wget https://example.com", false],
    ["", false],
  ])("%j: %s", (text, expected) => {
    expect(isCurlCommand(text)).toBe(expected);
    expect(parseCurlCommand(text) !== null).toBe(expected);
  });
});

describe("what a command asks for", () => {
  test.each<[string, Partial<CurlRequest>]>([
    [`curl ${URL}`, {}],
    ["curl api.example.com/v1", { url: "http://api.example.com/v1" }],
    ["curl localhost:3000", { url: "http://localhost:3000" }],
    ["curl -s ", { url: null }],
    [`curl --url ${URL}`, {}],
    [`curl -XPOST ${URL}`, { method: "POST" }],
    [`curl -X delete ${URL}`, { method: "DELETE" }],
    [`curl --request PATCH -- ${URL}`, { method: "PATCH" }],
    [`curl -I ${URL}`, { method: "HEAD" }],
    [`curl --head ${URL}`, { method: "HEAD" }],
    [`curl -X OPTIONS ${URL}`, { method: "OPTIONS" }],
    [`curl -sSLXPUT -m2.1 ${URL}`, { method: "PUT", followRedirects: true, timeoutSeconds: 3 }],
    [`curl --max-time 10 --location ${URL}`, { followRedirects: true, timeoutSeconds: 10 }],
    [`curl -m soon ${URL}`, {}],
    [
      `curl -A probe/1 -e 'https://a.example/;auto' -r 0-9 ${URL}`,
      {
        headers: [
          ["User-Agent", "probe/1"],
          ["Referer", "https://a.example/"],
          ["Range", "bytes=0-9"],
        ],
      },
    ],
    [`curl -A probe -H 'user-agent: other' ${URL}`, { headers: [["user-agent", "other"]] }],
    [`curl -H 'Accept: a/b' -H 'accept: c/d' ${URL}`, { headers: [["Accept", "a/b, c/d"]] }],
    [`curl -H 'X-Empty;' ${URL}`, { headers: [["X-Empty", ""]] }],
    [`curl -H "X-Time: 10:30" ${URL}`, { headers: [["X-Time", "10:30"]] }],
    [`curl -d a=1 -d b=2 ${URL}`, { method: "POST", headers: [FORM], body: "a=1&b=2" }],
    [`curl -d a=1 -X PUT ${URL}`, { method: "PUT", headers: [FORM], body: "a=1" }],
    [`curl -da=1 -H Content-Type: ${URL}`, { method: "POST", body: "a=1" }],
    [
      `curl -d '{}' -H 'content-type: application/json' ${URL}`,
      {
        method: "POST",
        headers: [["content-type", "application/json"]],
        body: "{}",
      },
    ],
    [`curl --data-raw @a ${URL}`, { method: "POST", headers: [FORM], body: "@a" }],
    [`curl --data-binary $'a\\nb' ${URL}`, { method: "POST", headers: [FORM], body: "a\nb" }],
    [`curl -d '' ${URL}`, { method: "POST", headers: [FORM], body: "" }],
    [
      `curl --data-urlencode 'q=a b&ç' --data-urlencode '=x/y' --data-urlencode '~!' ${URL}`,
      {
        method: "POST",
        headers: [FORM],
        body: "q=a%20b%26%C3%A7&x%2Fy&~%21",
      },
    ],
    [
      `curl --json '{"a":' --json '1}' ${URL}`,
      {
        method: "POST",
        headers: [JSON_TYPE, ["Accept", "application/json"]],
        body: '{"a":1}',
      },
    ],
    [
      `curl --json '{}' -H 'Accept: text/plain' ${URL}`,
      {
        method: "POST",
        headers: [["Accept", "text/plain"], JSON_TYPE],
        body: "{}",
      },
    ],
    [
      `curl -G -d a=1 --data-urlencode 'b= ' '${URL}?x=0#top'`,
      {
        url: `${URL}?x=0&a=1&b=%20#top`,
      },
    ],
    [`curl --get -d a ${URL}`, { url: `${URL}?a` }],
    [`curl --url-query a=1 --url-query +b=%20 ${URL}`, { url: `${URL}?a=1&b=%20` }],
    [`curl --compressed --no-buffer -o out.json -w '%{http_code}' -# ${URL}`, {}],
  ])("%s", (command, expected) => {
    expect(parse(command)).toEqual({ request: { ...plain, ...expected }, remarks: [] });
  });
});

describe("how a shell reads it", () => {
  const bodyOf = (command: string) => parse(command).request.body;

  test.each([
    ["single quotes take all as it is", String.raw`'a\n"$x'`, String.raw`a\n"$x`],
    [
      "double quotes unescape what a shell would",
      String.raw`"a\"b\\c\$d\e"`,
      String.raw`a"b\c$d\e`,
    ],
    ["a backslash takes the next character", String.raw`a\ b\'c`, "a b'c"],
    ["quotes that touch are one word", `'a'"b"c`, "abc"],
    ["a quote within single quotes, as browsers write it", `'it'\\''s'`, "it's"],
    ["escapes of $'…'", String.raw`$'a\tb\'c\\d\n\u00e7\x41\101\z'`, "a\tb'c\\d\nçAA\\z"],
    ["bytes of UTF-8 in $'…'", String.raw`$'\xc3\xa7 \303\247'`, "ç ç"],
    ["a code point that there is none of", String.raw`$'\UFFFFFFFF'`, "\ufffd"],
    ["a line that goes on within quotes", '"a\\\nb"', "ab"],
    ["a line break within quotes", "'a\nb'", "a\nb"],
    ["a number sign within a word", "a#b", "a#b"],
  ])("%s", (_, word, body) => {
    expect(bodyOf(`curl --data-raw ${word} ${URL}`)).toBe(body);
    expect(parse(`curl --data-raw ${word} ${URL}`).request.url).toBe(URL);
  });

  test.each(["\\\n", "\\\r\n", "\\ \n"])("a line that ends in %j goes on", (joint) => {
    const command = ["curl", URL, "-X PUT", "-d a=1", "-L"].join(` ${joint}  `);
    expect(parse(command)).toEqual({
      request: { ...plain, method: "PUT", headers: [FORM], body: "a=1", followRedirects: true },
      remarks: [],
    });
  });

  test("the cmd form that Chromium copies: every quote has a caret", () => {
    const command = [
      'curl ^"https://api.example.com/v1?a=1^&b=^%^20^" ^',
      '  -X ^"PUT^" ^',
      '  -H ^"accept: */*^" ^',
      '  -H ^"x-note: say ^\\^"hi^\\^"^" ^',
      '  --data-raw ^"^{^\\^"path^\\^":^\\^"C:^\\^\\x^\\^",^',
      "",
      'z^}^"',
    ].join("\r\n");
    expect(parse(command)).toEqual({
      request: {
        ...plain,
        method: "PUT",
        url: "https://api.example.com/v1?a=1&b=%20",
        headers: [["accept", "*/*"], ["x-note", 'say "hi"'], FORM],
        body: '{"path":"C:\\\\x",\nz}',
      },
      remarks: [],
    });
  });

  test("the older cmd form: quotes without carets, lines that end in one", () => {
    const command = `curl "${URL}" ^\n  -H "accept: */*" ^\n  --data-raw "{\\"a\\":\\"b\\c ""d""\\"}"`;
    expect(parse(command).request).toEqual({
      ...plain,
      method: "POST",
      headers: [["accept", "*/*"], FORM],
      body: '{"a":"b\\c "d""}',
    });
  });

  test("a caret in a command of bash is only a character", () => {
    expect(bodyOf(`curl ${URL} -d '{"match": "^"}'`)).toBe('{"match": "^"}');
  });

  test("a URL without quotes keeps what stands behind an ampersand", () => {
    expect(parse(`curl ${URL}?a=1&b=2`)).toMatchObject({
      request: { url: `${URL}?a=1&b=2` },
      remarks: [],
    });
  });
});

describe("what is left out, and why", () => {
  test.each<[string, string[]]>([
    ["-u me:hunter2", ["-u credential"]],
    ["-ume:hunter2", ["-u credential"]],
    ["--user me:hunter2", ["--user credential"]],
    ["--oauth2-bearer hunter2", ["--oauth2-bearer credential"]],
    ["-H 'Authorization: Bearer hunter2'", ["Authorization credential"]],
    [
      "-H 'authorization:hunter2' -H 'X-Api-Key: hunter2'",
      ["authorization credential", "X-Api-Key credential"],
    ],
    ["-H 'Cookie: sid=hunter2' -b sid=hunter2", ["Cookie cookie", "-b cookie"]],
    ["-H hunter2", ["-H header"]],
    ["-E hunter2.pem --key hunter2.key", ["-E credential", "--key credential"]],
    ["-k --insecure", ["-k insecure", "--insecure insecure"]],
    ["-d @hunter2.json", ["-d file"]],
    ["--data-urlencode a@hunter2", ["--data-urlencode file"]],
    ["-H @hunter2", ["-H file"]],
    ["-T hunter2", ["-T file"]],
    ["-F 'a=@hunter2'", ["-F form"]],
    ["-H 'Host: hunter2' -H 'Content-Length: 3'", ["Host header", "Content-Length header"]],
    ["-H $'X-A: b\\nhunter2'", ["X-A header"]],
    ["-X TRACE", ["TRACE method"]],
    ["-x http://hunter2 --retry 3 --http2", ["-x setting", "--retry setting", "--http2 setting"]],
    [
      "--frobnicate hunter2 --colour=hunter2 -%",
      ["--frobnicate unknown", "--colour unknown", "-% unknown"],
    ],
    [
      "--cacert hunter2.pem --ssl-no-revoke --cert-type P12",
      ["--cacert setting", "--ssl-no-revoke setting", "--cert-type setting"],
    ],
    ["https://hunter2.example", ["url"]],
  ])("%s", (options, remarks) => {
    const parsed = parse(`curl ${URL} ${options}`);
    expect(remarksOf(`curl ${URL} ${options}`)).toEqual(remarks);
    expect(parsed.request.url).toBe(URL);
    if (remarks.length > 0) expect(JSON.stringify(parsed)).not.toContain("hunter2");
  });

  test("a password in the URL is taken off it", () => {
    expect(parse("curl https://me:hunter2@api.example.com/v1")).toEqual({
      request: plain,
      remarks: [{ what: "URL", reason: "credential" }],
    });
    expect(parse("curl me:hunter2@api.example.com").request.url).toBe("http://api.example.com");
  });

  test("what was sent from a file or a form still says the method", () => {
    expect(parse(`curl -d @a ${URL}`).request).toMatchObject({ method: "POST", body: null });
    expect(parse(`curl -F a=b ${URL}`).request).toMatchObject({ method: "POST", body: null });
    expect(parse(`curl -T a ${URL}`).request).toMatchObject({ method: "PUT", body: null });
  });

  test.each([
    [`curl ${URL} | jq .`, ["rest"]],
    [`curl ${URL} && echo`, ["rest"]],
    [`curl ${URL}\ncurl ${URL}/2`, ["rest"]],
    [`curl -d a ${URL} --next -d b ${URL}`, ["rest"]],
    [`curl ${URL} # as in the manual`, []],
    [`curl ${URL}\n\n`, []],
    [`curl ^"${URL}^" ^\n -L & echo`, ["rest"]],
    [`curl ${URL} -d 'a`, ["unclosed"]],
    [
      `curl ${URL} -d "$BODY \${ID} $(date) \`id\` \\$x 5$"`,
      ["$BODY variable", "${ID} variable", "$(date) variable", "`id` variable"],
    ],
    [`curl ${URL} -H "Authorization: Bearer $TOKEN"`, ["Authorization credential"]],
    [`curl ${URL}/$ID`, ["$ID variable"]],
  ])("of %s", (command, remarks) => {
    expect(remarksOf(command)).toEqual(remarks);
  });
});

test("no text makes it throw", () => {
  const signs = [
    "'",
    '"',
    "\\",
    "^",
    "$",
    "`",
    "$'",
    "{",
    "-",
    "--",
    "=",
    "@",
    "%",
    "\n",
    " ",
    "\ud800",
    "\0",
    "a",
  ];
  let seed = 7;
  const next = (bound: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % bound;
  };
  const options = [
    "-H",
    "-d",
    "--data-urlencode",
    "-X",
    "-m",
    "--url",
    "-u",
    "--json",
    "-G",
    "^\n",
  ];
  for (let round = 0; round < 5_000; round += 1) {
    const noise = Array.from({ length: next(12) }, () => signs[next(signs.length)] ?? "").join("");
    const command = `curl ${options[next(options.length)] ?? ""} ${noise}`;
    expect(() => parseCurlCommand(command), JSON.stringify(command)).not.toThrow();
  }
});

test("a long command is read in a moment", () => {
  const body = "a\\'b\"".repeat(200_000);
  const startedAt = performance.now();
  parseCurlCommand(`curl ${URL} -d ${body}`);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
