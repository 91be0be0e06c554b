import { describe, expect, test } from "vitest";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";
import { readPaste, type PasteReason } from "@/lib/domain/paste/read-paste";

const URL = "https://h.example/a";

type Reading = Partial<Omit<CurlRequest, "headers">> & {
  headers?: Record<string, string>;
  reasons?: PasteReason[];
};

function expectReading(command: string, { headers, reasons = [], ...request }: Reading) {
  const pasted = readPaste(command);
  expect(pasted?.request).toMatchObject({ url: URL, ...request });
  if (headers !== undefined) {
    expect(Object.fromEntries(pasted?.request?.headers ?? [])).toEqual(headers);
  }
  expect(pasted?.remarks.map(({ reason }) => reason)).toEqual(reasons);
}

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

describe("a wget command is read", () => {
  test.each<[string, Reading]>([
    [`wget ${URL}`, { method: "GET", body: null, headers: {}, followRedirects: true }],
    [`wget -q -O - '${URL}' >/dev/null 2>&1`, {}],
    [`wget -qO- ${URL}`, {}],
    [`wget -nv -nc -T5 -O/dev/null ${URL}`, { timeoutSeconds: 5 }],
    [`wget --timeout=10 ${URL}`, { timeoutSeconds: 10 }],
    [`wget --max-redirect=0 ${URL}`, { followRedirects: false, reasons: ["setting"] }],
    [`wget --spider ${URL}`, { method: "HEAD" }],
    [
      `wget --header='X-A: 1' --header "Accept: */*" -U 'me/1' --referer=https://h.example/ ${URL}`,
      {
        headers: {
          "X-A": "1",
          Accept: "*/*",
          "User-Agent": "me/1",
          Referer: "https://h.example/",
        },
      },
    ],
    [`wget --post-data='a=1&b=2' ${URL}`, { method: "POST", body: "a=1&b=2", headers: FORM }],
    [
      `wget --method=PUT --body-data '{"a":1}' --header='Content-Type: application/json' ${URL}`,
      { method: "PUT", body: '{"a":1}', headers: { "Content-Type": "application/json" } },
    ],
    [`wget --method DELETE ${URL}`, { method: "DELETE" }],
    [`wget --post-d=a ${URL}`, { method: "POST", body: "a" }],
    [`$ wget ${URL} &`, {}],
    [`C:\\> wget.exe ${URL}`, {}],
    [`sudo -u www-data /usr/bin/wget ${URL}`, {}],
    [`wget \\\n  -q \\\n  ${URL}\n`, {}],
    [`wget -- ${URL}`, {}],
    [`wget h.example/a`, { url: "http://h.example/a" }],
    [`wget 'https://h.example/{a,b}'`, { url: "https://h.example/{a,b}" }],
  ])("%s", (command, reading) => expectReading(command, reading));
});

describe("what can't be kept is named with its reason", () => {
  test.each<[string, Reading]>([
    [`wget --no-check-certificate ${URL}`, { reasons: ["insecure"] }],
    [`wget -i list.txt ${URL}`, { reasons: ["file"] }],
    [`wget --post-file=x.json ${URL}`, { reasons: ["file"] }],
    [`wget --user=me --password=hunter2 ${URL}`, { reasons: ["credential", "credential"] }],
    [`wget --header='Authorization: Bearer hunter2' ${URL}`, { reasons: ["credential"] }],
    [`wget https://me:hunter2@h.example/a`, { reasons: ["credential"] }],
    [`wget --load-cookies=c.txt --no-cookies ${URL}`, { reasons: ["cookie"] }],
    [`wget --tries=3 -4 -r ${URL}`, { reasons: ["setting", "setting", "setting"] }],
    [`wget -e robots=off ${URL}`, { reasons: ["setting"] }],
    [`wget --frobnicate ${URL}`, { reasons: ["unknown"] }],
    [`wget ${URL} https://h.example/b`, { reasons: ["url"] }],
    [`wget ${URL} && echo ok`, { reasons: ["rest"] }],
    [`wget "${URL}`, { reasons: ["unclosed"] }],
    [`wget ${URL}?k=$KEY`, { url: `${URL}?k=$KEY`, reasons: ["variable"] }],
  ])("%s", (command, reading) => {
    expectReading(command, reading);
    expect(JSON.stringify(readPaste(command))).not.toContain("hunter2");
  });
});

test("each option of the manual is known", () => {
  const flags =
    "-V -h -b -d -q -v -nv -nc -c -N -S -x -nd -nH -4 -6 -r -k -K -m -p -L -np -E -H --no-hsts --no-dns-cache --no-proxy --no-iri --no-use-server-timestamps --show-progress --content-disposition --content-on-error --trust-server-names --retry-connrefused --random-wait --https-only --no-http-keep-alive --no-cache --auth-no-challenge --ignore-length --keep-session-cookies --save-headers --warc-cdx --convert-file-only --xattr";
  const values =
    "-o -a -i -B -t -O -T -w -Q -P -U -l -A -R -D -I -X -e --progress --wait --waitretry --limit-rate --dns-timeout --connect-timeout --read-timeout --bind-address --cut-dirs --default-page --compression --save-cookies --secure-protocol --ca-certificate --ca-directory --certificate --private-key --ciphers --hsts-file --warc-file --exclude-domains --regex-type --local-encoding --retry-on-http-error --prefer-family";
  for (const option of flags.split(" ")) {
    const { request, remarks } = readPaste(`wget ${option} ${URL}`) ?? { remarks: [] };
    expect(request?.url, option).toBe(URL);
    expect(remarks.map(({ reason }) => reason)).not.toContain("unknown");
  }
  for (const option of values.split(" ")) {
    const { request, remarks } = readPaste(`wget ${option} 1 ${URL}`) ?? { remarks: [] };
    expect(request?.url, option).toBe(URL);
    expect(remarks.map(({ reason }) => reason)).not.toContain("unknown");
  }
});
