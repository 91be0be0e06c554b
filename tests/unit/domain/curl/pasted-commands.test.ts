import { describe, expect, test } from "vitest";
import { parseCurlCommand } from "@/lib/domain/curl/curl-command";
import type { CurlReason } from "@/lib/domain/curl/curl-options";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";

/** What is read of a command: only what is named must be so. */
type Reading = Partial<Omit<CurlRequest, "headers">> & {
  headers?: Record<string, string>;
  reasons?: CurlReason[];
};

const URL = "https://h.example/a";

function expectReading(command: string, { headers, reasons, ...request }: Reading) {
  const parsed = parseCurlCommand(command);
  if (parsed === null) throw new Error(`${command} was not taken for a curl command.`);
  expect(parsed.request).toMatchObject(request);
  const found = new Map(parsed.request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of Object.entries(headers ?? {})) expect(found.get(name)).toBe(value);
  const given = parsed.remarks.map(({ reason }) => reason);
  expect(given).toEqual(reasons ?? []);
}

const JSON_TYPE = { "content-type": "application/json" };

describe("cmd, as older browsers quoted for it: carets within the quotes", () => {
  test.each<[string, Reading]>([
    [
      String.raw`curl "https://h.example/a" --data-binary "^{^\^"name^\^":^\^"a b^\^"^}" --compressed`,
      { method: "POST", url: URL, body: '{"name":"a b"}' },
    ],
    [
      'curl "http://h.example/p?x=1^&y=2^%^2C" --compressed',
      { method: "GET", url: "http://h.example/p?x=1&y=2%2C" },
    ],
    [
      [
        'curl "https://h.example/x?a=1" ^',
        '  -H "Accept: */*" ^',
        String.raw`  -H "sec-ch-ua: ^\^"Chromium^\^";v=^\^"116^\^"" ^`,
        '  -H "x-last: y" ^',
        "  --compressed",
      ].join("\n"),
      {
        url: "https://h.example/x?a=1",
        headers: { accept: "*/*", "x-last": "y", "sec-ch-ua": '"Chromium";v="116"' },
      },
    ],
    [
      String.raw`curl "https://h.example/a" -H "content-type: application/json" --data-raw "^[1,2,^{^\^"a^\^":null^}^]" --compressed`,
      { method: "POST", url: URL, body: '[1,2,{"a":null}]', headers: JSON_TYPE },
    ],
    [
      'curl "https://h.example/a" -H "x-q: a^&b^|c^<d^>" --compressed',
      { url: URL, headers: { "x-q": "a&b|c<d>" } },
    ],
    [
      String.raw`curl "https://h.example/a" -H "x-n: it's" --data-raw "^{^\^"n^\^":^\^"it's^\^"^}"`,
      { url: URL, headers: { "x-n": "it's" }, body: `{"n":"it's"}` },
    ],
    [
      String.raw`curl "https://h.example/a" --data-raw "^{^\^"path^\^":^\^"C:^\^\x^\^"^}"`,
      { body: String.raw`{"path":"C:\\x"}` },
    ],
    [
      'curl "https://h.example/a" --data-raw "a^\n\nb^&c"',
      { method: "POST", url: URL, body: "a\nb&c" },
    ],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("cmd, as people and newer browsers quote for it", () => {
  test.each<[string, Reading]>([
    [
      String.raw`curl ^"https://h.example/a^" --compressed -X POST -H ^"User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:140.0)^" -H ^"Content-Type: application/json^" --data-raw ^"^{^\^"a^\^":1^}^"`,
      {
        method: "POST",
        url: URL,
        headers: { ...JSON_TYPE, "user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0)" },
        body: '{"a":1}',
      },
    ],
    [
      'curl "https://h.example/a" -X POST -H "Content-Type: application/json" --data-raw "{""a"":""b""}"',
      { method: "POST", url: URL, headers: JSON_TYPE, body: '{"a":"b"}' },
    ],
    [
      'curl -X POST https://h.example/a ^\n -H "Content-Type: application/json" ^\n -d "{\\"a\\":1}"',
      { method: "POST", url: URL, headers: JSON_TYPE, body: '{"a":1}' },
    ],
    [
      'curl -X POST https://h.example/a ^\r\n\r\n -H "X-A: 1" ^\r\n -L\r\n',
      { method: "POST", url: URL, headers: { "x-a": "1" }, followRedirects: true },
    ],
    [
      'curl --location "https://h.example/a" ^\n--header "Content-Type: application/json" ^\n--data "{\n    \\"a\\": \\"b\\"\n}"',
      { method: "POST", url: URL, headers: JSON_TYPE, body: '{\n    "a": "b"\n}' },
    ],
    [
      'C:\\>curl -d "x=%TOKEN%" https://h.example/a^?b=%41%42 ^\n -L',
      { url: "https://h.example/a?b=%41%42", body: "x=%TOKEN%", reasons: ["variable"] },
    ],
    ["curl https://h.example/a > nul 2>&1", { url: URL }],
    // A caret within quotes that no browser put there.
    ['curl "https://h.example/a" -d "^[0-9]+$"', { body: "^[0-9]+$" }],
    ["curl 'https://h.example/a' -d '^\"x^\"'", { body: '^"x^"' }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("PowerShell", () => {
  test.each<[string, Reading]>([
    [
      `curl.exe -X POST \`\n  -H "Content-Type: application/json" \`\n  -d '{"a":1}' \`\n  ${URL}`,
      { method: "POST", url: URL, headers: JSON_TYPE, body: '{"a":1}' },
    ],
    [
      `curl.exe "${URL}" \`\r\n  -H "X-A: 1" \`\r\n  -L\r\n`,
      { url: URL, headers: { "x-a": "1" }, followRedirects: true },
    ],
    [`curl.exe ${URL} -d "{\`"a\`":\`"b\`"}"`, { url: URL, body: '{"a":"b"}' }],
    [`curl.exe "${URL}?x=\`$1"`, { url: `${URL}?x=$1` }],
    [`PS C:\\Users\\me> curl.exe ${URL} -d '{\\"a\\":1}'`, { url: URL, body: '{"a":1}' }],
    [`PS /home/me> curl ${URL} -d 'it''s'`, { url: URL, body: "it's" }],
    [`PS> & curl.exe ${URL} -H "X-A: $name"`, { url: URL, reasons: ["variable"] }],
    [`curl.exe ${URL} -d @'\n{"a":\n1}\n'@`, { url: URL, body: '{"a":\n1}' }],
    [
      `curl.exe ${URL} -H "X-A: say ""hi""" \`\n -d "a\`nb"`,
      { body: "a\nb", headers: { "x-a": 'say "hi"' } },
    ],
    [`curl.exe ${URL} \`\n -d 'a=1' | ConvertFrom-Json`, { body: "a=1", reasons: ["rest"] }],
    // Backticks of a POSIX shell stay what they are.
    [`curl ${URL} -d "x=\`date\`"`, { body: "x=`date`", reasons: ["variable"] }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("what word processors and chats make of a command", () => {
  test.each<[string, Reading]>([
    [`curl ‘${URL}’ -d ‘{"a":1}’`, { url: URL, body: '{"a":1}' }],
    [`curl “${URL}” -H “X-A: 1”`, { url: URL, headers: { "x-a": "1" } }],
    [`curl „${URL}“ -H „X-A: 1“`, { url: URL, headers: { "x-a": "1" } }],
    [`curl «${URL}» -H «X-A: 1»`, { url: URL, headers: { "x-a": "1" } }],
    [`curl ”${URL}” -H ’X-A: 1’`, { url: URL, headers: { "x-a": "1" } }],
    [`curl ${URL} -d ‘{“a”:“it’s”}’`, { url: URL, body: `{"a":"it’s"}` }],
    [`curl ${URL} -d “{“a”:1}”`, { url: URL, body: '{"a":1}' }],
    [`curl “${URL}" -d “a”`, { url: URL, body: "a" }],
    [`curl –X POST —data a=1 ${URL}`, { method: "POST", url: URL, body: "a=1" }],
    [`curl –request PUT ${URL} —H “X-A: 1”`, { method: "PUT", url: URL, headers: { "x-a": "1" } }],
    [`curl\u00a0-X\u00a0POST ${URL}`, { method: "POST", url: URL }],
    [`curl -H\u202f'X-A: 1'\u2003${URL}`, { url: URL, headers: { "x-a": "1" } }],
    [`\ufeffcurl ${URL}`, { url: URL }],
    // Within straight quotes they are text.
    [`curl ${URL} -d 'it’s “so”'`, { url: URL, body: "it’s “so”" }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("what stands around a command is no part of it", () => {
  test.each([
    "/usr/local/bin/curl {url}",
    "~/bin/curl {url}",
    "./curl {url}",
    "\\curl {url}",
    '"C:\\Program Files\\curl\\bin\\curl.exe" {url}',
    "C:\\Windows\\System32\\curl.exe {url}",
    "CURL {url}",
    "$ curl {url}",
    "# curl {url}",
    "% curl {url}",
    "❯ curl {url}",
    "me@box:~/src$ curl {url}",
    "root@box:/# curl {url}",
    "[me@box src]$ curl {url}",
    "me@mac ~ % curl {url}",
    "(venv) me@box:~$ curl {url}",
    "(base) $ curl {url}",
    "bash-5.2$ curl {url}",
    "~/src $ curl {url}",
    "C:\\Users\\me>curl {url}",
    "PS C:\\Users\\me> curl.exe {url}",
    "```\ncurl {url}\n```",
    "```bash\n$ curl {url}\n```",
    "```sh\ncurl {url}\n```\nSee above.",
    "`curl {url}`",
    "> curl {url}",
    "# ping it\ncurl {url}",
    "#!/bin/sh\n# nightly\n\ncurl {url}",
    "\n\n  curl {url}\n\n",
    "time curl {url}",
    "sudo curl {url}",
    "sudo -u www-data curl {url}",
    "env A=1 curl {url}",
    "TZ=UTC LC_ALL=C curl {url}",
    "NAME='a b' curl {url}",
    "exec curl {url}",
    "command curl {url}",
    "nohup curl {url} &",
    "nice -n 10 curl {url}",
    "timeout 30 curl {url}",
    "timeout -k 5 30s curl {url}",
    "watch -n 5 curl {url}",
    "out=$(curl {url})",
    'echo "$(curl {url})"',
    "if ! curl {url}; then",
    "while true; do curl {url}",
    "cd /srv && curl {url}",
    "RUN curl {url}",
    "- run: curl {url}",
    "cmd /c curl {url}",
    "curl {url};",
    "curl {url} # every night",
    "curl {url} > /dev/null 2>&1",
    "curl {url} &> log.txt",
    "curl > out.json {url}",
  ])("%s", (frame) => {
    const parsed = parseCurlCommand(frame.replace("{url}", URL));
    expect(parsed?.request).toMatchObject({ method: "GET", url: URL, body: null });
  });

  test.each([
    "https://h.example/curl https://h.example",
    "curling https://h.example",
    "wget https://h.example/a",
    "see the manual of curl",
    "my-curl https://h.example/a",
    "curl",
  ])("%s is none, or an empty one", (text) => {
    expect(parseCurlCommand(text)?.request.url ?? null).toBeNull();
  });
});

describe("what a shell of the POSIX family does", () => {
  test.each<[string, Reading]>([
    [
      String.raw`curl https://h.example/a --data-binary $'a\\n\tb\n'`,
      { url: URL, body: "a\\n\tb\n" },
    ],
    [`curl -d '{"a":"it'"'"'s"}' ${URL}`, { url: URL, body: `{"a":"it's"}` }],
    [
      String.raw`curl -d "{\"a\":\"b\\nc\", \"p\":\"\$5\"}" https://h.example/a`,
      { url: URL, body: String.raw`{"a":"b\nc", "p":"$5"}` },
    ],
    [
      `curl '${URL}' \\\r\n  -H 'X-A: 1' \\\r\n  --data-raw '{}'\r\n`,
      { url: URL, headers: { "x-a": "1" }, body: "{}" },
    ],
    [`curl ${URL} \\ \n  -H 'X-A: 1' # note\n`, { url: URL, headers: { "x-a": "1" } }],
    [`curl -d a=1 \\\n\n  -d b=2 \\\n\n  ${URL}`, { url: URL, body: "a=1&b=2" }],
    [`curl ${URL} \\\n> -H 'X-A: 1' \\\n> -L`, { headers: { "x-a": "1" }, followRedirects: true }],
    [`curl ${URL}\n  -H 'X-A: 1'\n  -d a`, { headers: { "x-a": "1" }, body: "a" }],
    [
      `curl -X POST ${URL} -H 'Content-Type: application/json' -d @- <<'EOF'\n{"a":1}\nEOF`,
      { method: "POST", url: URL, headers: JSON_TYPE, body: '{"a":1}' },
    ],
    [
      `curl ${URL} --data-binary @- <<-END\n\ta\n\tb\n\tEND\necho done`,
      { body: "a\nb\n", reasons: ["rest"] },
    ],
    [`curl ${URL} -d @- <<< 'a=1'`, { body: "a=1" }],
    [`curl -T - ${URL} <<< 'a=1'`, { method: "PUT", body: "a=1\n" }],
    [`curl ${URL} -d @- < body.json`, { url: URL, body: null, reasons: ["file"] }],
    [`curl ${URL} -d @- <<'EOF'\n{"a"`, { body: '{"a"', reasons: ["unclosed"] }],
    [
      `curl '${URL}' \\\n  -H 'x-a: 1' ;\ncurl 'https://h.example/b'`,
      { url: URL, reasons: ["rest"] },
    ],
    [`curl ${URL} | jq .`, { url: URL, reasons: ["rest"] }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("options", () => {
  test.each<[string, Reading]>([
    [
      `curl --url-query 'q=a b' --url-query '+x=%20' '${URL}?z=1'`,
      { url: `${URL}?z=1&q=a%20b&x=%20` },
    ],
    [
      `curl --json '{"a":' --json '1}' ${URL}`,
      { method: "POST", body: '{"a":1}', headers: JSON_TYPE },
    ],
    [
      `curl -sSLfk --max-time 5 ${URL}`,
      { followRedirects: true, timeoutSeconds: 5, reasons: ["insecure"] },
    ],
    [`curl --follow ${URL}`, { url: URL, followRedirects: true }],
    [`curl -X PUT -T - ${URL}`, { method: "PUT", reasons: ["file"] }],
    [`curl --data-urlencode text@notes.txt ${URL}`, { method: "POST", reasons: ["file"] }],
    [`curl ${URL} --data-raw '@user hi'`, { body: "@user hi" }],
    [
      `curl ${URL} --next -d b https://h.example/b`,
      { method: "GET", url: URL, body: null, reasons: ["rest"] },
    ],
    [`curl -g '${URL}?f[]=1&p={1}'`, { url: `${URL}?f[]=1&p={1}` }],
    [`curl '${URL}/{x,y}'`, { url: `${URL}/{x,y}`, reasons: ["glob"] }],
    [`curl '${URL}/[1-9]'`, { url: `${URL}/[1-9]`, reasons: ["glob"] }],
    [
      `curl --variable t=1 --expand-data 'x={{t}}' ${URL}`,
      { url: URL, reasons: ["setting", "variable"] },
    ],
    [`curl --cookie 'a=secret1' ${URL}`, { url: URL, reasons: ["cookie"] }],
    [`curl --no-such-thing ${URL}`, { url: URL, reasons: ["unknown"] }],
  ])("%s", (command, reading) => expectReading(command, reading));

  /** Of the manuals of 7.88 and 8.18. */
  test.each([
    "disable-eprt",
    "egd-file=1",
    "ftp-account=1",
    "ftp-create-dirs",
    "ftp-ssl-ccc-mode=1",
    "hostpubsha256=1",
    "krb=1",
    "mail-rcpt-allowfails",
    "ntlm-wb",
    "preproxy=1",
    "proxy-http2",
    "proxy-tlsv1",
    "pubkey=1",
    "quote=1",
    "sasl-ir",
    "sigalgs=1",
    "socks5-gssapi-service=1",
    "ssl-sessions=1",
    "tftp-blksize=1",
    "tls-earlydata",
    "upload-flags=1",
    "out-null",
    "ca-native",
    "mptcp",
    "skip-existing",
    "ip-tos=1",
    "ech=1",
  ])("--%s is known, and its value is no URL", (option) => {
    const [name, value = ""] = option.split("=");
    const parsed = parseCurlCommand(`curl --${name} ${value} ${URL}`);
    expect(parsed?.request.url).toBe(URL);
    expect(parsed?.remarks.map(({ reason }) => reason)).not.toContain("unknown");
  });
});

test.each<[string, Reading]>([
  ['curl.exe "https://h.example/a?x=`$1"', { url: `${URL}?x=$1` }],
  ['curl ‘https://h.example/a’ -d ‘{"a":1}’', { url: URL, body: '{"a":1}' }],
  ["curl „https://h.example/a“ -H „X-A: 1“", { url: URL, headers: { "x-a": "1" } }],
  [
    "curl --url-query 'q=a b' --url-query '+x=%20' https://h.example/a?z=1",
    { method: "GET", url: `${URL}?z=1&q=a%20b&x=%20` },
  ],
  ["curl -g 'https://h.example/a?f[]=1&p={1}'", { url: `${URL}?f[]=1&p={1}` }],
  [
    "curl -X 'GET' \\\n  'https://h.example/a?x=1' \\\n  -H 'accept: application/json'",
    { method: "GET", url: `${URL}?x=1`, headers: { accept: "application/json" } },
  ],
  [
    "curl --request GET \\\n  --url 'https://h.example/a?x=1&y=2' \\\n  --cookie 'a=secret1'",
    { method: "GET", url: `${URL}?x=1&y=2`, reasons: ["cookie"] },
  ],
])("%s is read as it was meant", expectReading);
