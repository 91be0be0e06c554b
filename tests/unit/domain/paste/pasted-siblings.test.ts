import { describe, expect, test } from "vitest";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";
import { isPaste } from "@/lib/domain/paste/paste-kind";
import { readPaste, type PasteReason } from "@/lib/domain/paste/read-paste";

const URL = "https://h.example/a";

type Reading = Partial<Omit<CurlRequest, "headers">> & {
  headers?: Record<string, string>;
  reasons?: PasteReason[];
};

function expectReading(command: string, { headers, reasons = [], ...request }: Reading) {
  expect(isPaste(command)).toBe(true);
  const pasted = readPaste(command);
  expect(pasted?.request).toMatchObject({ url: URL, ...request });
  const found = new Map(
    pasted?.request?.headers.map(([name, value]) => [name.toLowerCase(), value]),
  );
  for (const [name, value] of Object.entries(headers ?? {})) expect(found.get(name)).toBe(value);
  expect(pasted?.remarks.map(({ reason }) => reason)).toEqual(reasons);
  expect(JSON.stringify(pasted)).not.toContain("hunter2");
}

const JSON_TYPE = { "content-type": "application/json" };

describe("copies of further browsers and tools", () => {
  test.each<[string, Reading]>([
    [
      `curl '${URL}' \\\n  -H 'accept: */*' \\\n  -b 'sid=hunter2; x=y' \\\n  -H 'sec-ch-ua: "Chromium";v="130"' \\\n  --data-raw $'{"a":"it\\'s \\u0021"}'`,
      {
        method: "POST",
        body: `{"a":"it's !"}`,
        headers: { "sec-ch-ua": '"Chromium";v="130"' },
        reasons: ["cookie"],
      },
    ],
    [
      `curl ^"${URL}^" ^\r\n  -H ^"accept: */*^" ^\r\n  -b ^"sid=hunter2^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":^\\^"b c^\\^"^}^"`,
      { method: "POST", body: '{"a":"b c"}', headers: { accept: "*/*" }, reasons: ["cookie"] },
    ],
    [
      `curl '${URL}' --compressed -X POST -H 'Referer: https://h.example/' -H 'Connection: keep-alive' -H 'Cookie: a=hunter2' -H 'Priority: u=0' --data-raw '{"a":1}'`,
      {
        method: "POST",
        body: '{"a":1}',
        headers: { priority: "u=0" },
        reasons: ["header", "cookie"],
      },
    ],
    [
      `curl '${URL}' \\\n-X 'POST' \\\n-H 'Accept: */*' \\\n-H 'Content-Length: 7' \\\n--data-binary '{"a":1}'`,
      { method: "POST", body: '{"a":1}', reasons: ["header"] },
    ],
    [
      `curl --location '${URL}' \\\n--header 'Content-Type: application/json' \\\n--header 'Authorization: Bearer hunter2' \\\n--data '{\n    "a": "b"\n}'`,
      {
        method: "POST",
        followRedirects: true,
        body: '{\n    "a": "b"\n}',
        headers: JSON_TYPE,
        reasons: ["credential"],
      },
    ],
    [
      `curl --location --request POST '${URL}' --form 'a="b"' --form 'f=@"/x/y.png"'`,
      { method: "POST", followRedirects: true, body: null, reasons: ["form"] },
    ],
    [
      `curl --request POST \\\n\t--url '${URL}' \\\n\t--header 'User-Agent: insomnia/10.0.0' \\\n\t--data '{"a":1}'`,
      { method: "POST", body: '{"a":1}', headers: { "user-agent": "insomnia/10.0.0" } },
    ],
    [
      `curl --request POST \\\n  --url ${URL} \\\n  --header 'content-type: application/json' \\\n  --data '{\n  "a": 1\n}'`,
      { method: "POST", body: '{\n  "a": 1\n}', headers: JSON_TYPE },
    ],
    [
      `curl ${URL} \\\n  -u "sk_hunter2:" \\\n  -d amount=2000 \\\n  -d currency=usd`,
      { method: "POST", body: "amount=2000&currency=usd", reasons: ["credential"] },
    ],
    [
      `curl ${URL} \\\n  -H "Content-Type: application/json" \\\n  -H "Authorization: Bearer $API_KEY" \\\n  -d '{"model": "x"}'`,
      { method: "POST", body: '{"model": "x"}', headers: JSON_TYPE, reasons: ["credential"] },
    ],
    [`curl -H 'X-A: 1' \\\n# -H 'X-B: 2' \\\n ${URL}`, { headers: { "x-a": "1" } }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

test.each([
  "❯ ",
  "➜  ~ ",
  "➜  src git:(main) ✗ ",
  "root@host:~# ",
  "(venv) me@box:~$ ",
  "me@mac:~/x (main) % ",
  "~/src/x ❯ ",
  "λ ",
  "user@DESKTOP MINGW64 ~\n$ ",
  "D:\\work> ",
  "In [1]: !",
  ">>> ",
  "host# ",
  "[root@h1 tmp]# ",
])("the prompt %j is no part of a command", (prompt) => {
  expectReading(`${prompt}curl ${URL}`, { method: "GET" });
});

test.each([
  "sudo -u www ",
  "env A=b ",
  "watch -n 5 ",
  "docker run --rm curlimages/",
  "docker exec app ",
  "kubectl exec -it pod -- ",
  "kubectl run t --rm -it --image=curlimages/curl --restart=Never -- ",
  "timeout 5 ",
  "flock -n /tmp/l ",
  "nice -n 10 ",
  "RUN ",
  "- run: ",
  "& ",
  '"C:\\Program Files\\curl\\',
])("%j starts a command, and is no part of it", (start) => {
  expectReading(`${start}curl${start.includes('"') ? '.exe"' : ""} ${URL}`, { method: "GET" });
});

describe("what holds a command is taken off", () => {
  test.each<[string, Reading]>([
    [`docker run --rm -it curlimages/curl:8.10.1 ${URL} -X POST`, { method: "POST" }],
    [`sh -c "curl ${URL}"`, {}],
    [`bash -c 'curl ${URL} -d "a=1"'`, { method: "POST", body: "a=1" }],
    [`bash -c "curl ${URL} -d '{\\"a\\":1}'"`, { method: "POST", body: '{"a":1}' }],
    [`"curl ${URL}"`, {}],
    [`'curl ${URL}'`, {}],
    [`**curl ${URL}**`, {}],
    ["```curl https://h.example/a```", {}],
    ["~~~sh\ncurl https://h.example/a\n~~~", {}],
    [`<code>curl ${URL}</code>`, {}],
    [`curl -H &quot;X-A: 1&quot; ${URL}?b=1&amp;c=2`, { url: `${URL}?b=1&c=2` }],
    [`curl\n${URL}`, {}],
    [`curl //h.example/a`, { url: "http://h.example/a" }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("other words before a command are left out, and it is said so", () => {
  test.each<[string, Reading]>([
    [`ssh host curl ${URL}`, { reasons: ["before"] }],
    [`for i in 1 2 3; do curl ${URL}; done`, { reasons: ["before", "rest"] }],
    [`echo '{"a":1}' | curl -d @- ${URL}`, { method: "POST", reasons: ["before", "file"] }],
    [`alias x='curl ${URL}'`, { reasons: ["before"] }],
    [`HEALTHCHECK CMD curl -f ${URL} || exit 1`, { reasons: ["before", "rest"] }],
    [`"test": "curl ${URL}"`, { reasons: ["before"] }],
    [`1. curl ${URL}`, { reasons: ["before"] }],
    [`* curl ${URL}`, { reasons: ["before"] }],
    [`Try this:\ncurl ${URL}`, { reasons: ["before"] }],
    [`// wget -q ${URL}`, { reasons: ["before"] }],
  ])("%s", (command, reading) => expectReading(command, reading));

  test.each(["I use curl a lot", "https://h.example/curl", "curly -x", "see curl, or wget"])(
    "%s holds none",
    (text) => {
      expect(isPaste(text)).toBe(false);
      expect(readPaste(text)).toBeNull();
    },
  );
});

describe("options that a routine can't have are named", () => {
  test.each<[string, PasteReason[]]>([
    [`curl -x http://p:1 ${URL}`, ["setting"]],
    [`curl --resolve h.example:443:192.0.2.1 ${URL}`, ["setting"]],
    [`curl --http2 ${URL}`, ["setting"]],
    [`curl -K cfg ${URL}`, ["file"]],
    [`curl ${URL} --next https://h.example/b`, ["rest"]],
    [`curl --oauth2-bearer hunter2 ${URL}`, ["credential"]],
    [`curl -b jar.txt -c jar.txt ${URL}`, ["cookie", "cookie"]],
    [`curl -X PURGE ${URL}`, ["method"]],
    [`curl --request=POST ${URL}`, ["unknown"]],
    [`curl -H @h.txt ${URL}`, ["file"]],
    [`curl --retry 3 --retry-delay 5 ${URL}`, ["setting", "setting"]],
    [`curl --cert c.pem --key k.pem ${URL}`, ["credential", "credential"]],
    [`curl --unix-socket /run/x.sock ${URL}`, ["setting"]],
    [`curl ${URL} --variable a=b`, ["setting"]],
    [`curl -k ${URL}`, ["insecure"]],
  ])("%s", (command, reasons) => expectReading(command, { reasons }));
});
