import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";
import { isCrontab } from "@/lib/domain/paste/crontab-line";
import { readPaste, type PastedSchedule } from "@/lib/domain/paste/read-paste";

const URL = "https://h.example/a";

const cron = (expression: string, timezone: string | null = null): PastedSchedule => ({
  kind: "cron",
  expression,
  timezone,
});

type Reading = {
  schedule?: PastedSchedule | null;
  request?: Partial<CurlRequest> | null;
  /** Each as `reason` or `reason what`. */
  remarks?: string[];
};

function expectReading(text: string, { schedule, request = { url: URL }, remarks = [] }: Reading) {
  expect(isCrontab(text)).toBe(true);
  const pasted = readPaste(text);
  if (schedule !== undefined) expect(pasted?.schedule).toEqual(schedule);
  if (request === null) expect(pasted?.request).toBeNull();
  else expect(pasted?.request).toMatchObject(request);
  const given = pasted?.remarks.map(({ what, reason }) => `${reason} ${what}`.trim());
  expect(given).toEqual(remarks);
}

describe("a crontab's line fills the schedule, the zone and the request", () => {
  test.each<[string, Reading]>([
    [`*/5 * * * * curl -fsS ${URL} > /dev/null 2>&1`, { schedule: cron("*/5 * * * *") }],
    [`*/15\t*\t*\t*\t*\tcurl\t-s\t${URL}`, { schedule: cron("*/15 * * * *") }],
    [`  0 9 * * MON-FRI curl ${URL} # morning`, { schedule: cron("0 9 * * MON-FRI") }],
    [`-*/10 * * * * curl ${URL}`, { schedule: cron("*/10 * * * *") }],
    [`@daily curl ${URL}`, { schedule: cron("0 0 * * *") }],
    [`@HOURLY /usr/bin/curl ${URL}`, { schedule: cron("0 * * * *") }],
    [`@every 1h30m curl ${URL}`, { schedule: { kind: "interval", minutes: 90 } }],
    [`@reboot curl ${URL}`, { schedule: null, remarks: ["reboot @reboot"] }],
    [`CRON_TZ=Asia/Tokyo 0 5 * * * curl ${URL}`, { schedule: cron("0 5 * * *", "Asia/Tokyo") }],
    [
      `CRON_TZ=America/Sao_Paulo\n\n0 5 * * * curl ${URL}\n`,
      { schedule: cron("0 5 * * *", "America/Sao_Paulo") },
    ],
    [
      `TZ = "Europe/Lisbon"\n0 5 * * * curl ${URL}`,
      { schedule: cron("0 5 * * *", "Europe/Lisbon") },
    ],
    [
      `SHELL=/bin/bash\nMAILTO=""\n# each morning\n0 5 * * * root curl ${URL}`,
      {
        schedule: cron("0 5 * * *"),
        remarks: ["crontabVariable SHELL", "crontabVariable MAILTO", "user root"],
      },
    ],
    [`0 5 * * * www-data /usr/bin/curl ${URL}`, { remarks: ["user www-data"] }],
    ["```\n*/5 * * * * curl https://h.example/a\n```", { schedule: cron("*/5 * * * *") }],
    ["`*/5 * * * * curl https://h.example/a`", { schedule: cron("*/5 * * * *") }],
    [`(crontab -l; echo "*/5 * * * * curl ${URL}") | crontab -`, { schedule: cron("*/5 * * * *") }],
    [`0 9 L * ? curl ${URL}`, { schedule: cron("0 9 L * ?") }],
    [`0 9 * * 5L curl ${URL}`, { schedule: cron("0 9 * * 5L") }],
    ["0 5 * * *", { schedule: cron("0 5 * * *"), request: null }],
    ["0 5 * * * # each morning", { schedule: cron("0 5 * * *"), request: null }],
    // What is wrong with it is said at its field.
    [`0 */5 * * * * curl ${URL}`, { schedule: cron("0 */5 * * * *") }],
  ])("%s", (text, reading) => expectReading(text, reading));
});

describe("what starts the request, or runs before it, is named and left out", () => {
  test.each<[string, Reading]>([
    [`* * * * * cd /srv/app && curl ${URL}`, { remarks: ["wrapper cd"] }],
    [
      `* * * * * /usr/bin/flock -n /tmp/x.lock timeout 30 nice -n 10 curl ${URL}`,
      { remarks: ["wrapper flock", "wrapper timeout", "wrapper nice"] },
    ],
    [
      `* * * * * flock -n /tmp/x -c 'curl -X POST ${URL} -d "{\\"a\\":1}"'`,
      { request: { url: URL, method: "POST", body: '{"a":1}' }, remarks: ["wrapper flock"] },
    ],
    [`* * * * * /bin/bash -lc "curl ${URL}"`, { remarks: ["wrapper bash"] }],
    [`* * * * * root su - app -c "curl ${URL}"`, { remarks: ["user root", "wrapper su"] }],
    [`* * * * * TZ=UTC KEY=hunter2 curl ${URL}`, { remarks: ["wrapper TZ", "wrapper KEY"] }],
    [`* * * * * [ -x /usr/bin/curl ] && curl ${URL}`, { remarks: ["wrapper ["] }],
    [`* * * * * command -v curl && curl ${URL}`, { remarks: ["wrapper command"] }],
    [`* * * * * sleep 30; curl ${URL} || true`, { remarks: ["wrapper sleep", "rest"] }],
    [`* * * * * if curl ${URL}; then echo ok; fi`, { remarks: ["rest"] }],
    [`* * * * * (cd /x; curl ${URL})`, { remarks: ["wrapper cd"] }],
    [`* * * * * docker exec app curl ${URL}`, { remarks: ["wrapper docker"] }],
    [`* * * * * curl ${URL} && curl https://hc.example/x`, { remarks: ["rest"] }],
    [`0 1 * * * curl ${URL}\n0 2 * * * curl https://h.example/b`, { remarks: ["rest"] }],
    [
      `0 1 * * * /bin/backup\n0 2 * * * curl ${URL}`,
      { schedule: cron("0 2 * * *"), remarks: ["rest"] },
    ],
    ["0 5 * * * php /srv/cron.php", { request: null, remarks: ["noRequest"] }],
    ["0 5 * * * lynx -dump https://h.example/a", { request: null, remarks: ["noRequest"] }],
  ])("%s", (text, reading) => expectReading(text, reading));
});

describe("a percent sign ends the command, as in crontab(5)", () => {
  test.each<[string, Reading]>([
    [`0 1 * * * curl ${URL}\\%20b`, { request: { url: `${URL}%20b` } }],
    [`0 1 * * * curl ${URL}%20b`, { request: { url: URL }, remarks: ["percent %"] }],
    [
      `0 1 * * * curl -d @- ${URL}%a%b`,
      { request: { url: URL, body: "ab" }, remarks: ["percent %"] },
    ],
    [
      `0 1 * * * curl ${URL}?d=$(date +\\%F)`,
      { request: { url: `${URL}?d=$(date +%F)` }, remarks: ["variable $(date +%F)"] },
    ],
  ])("%s", (text, reading) => expectReading(text, reading));
});

test.each(["", "hello", "https://h.example/a", "1 2 3", "* * * *", "http GET h.example/a"])(
  "%j is no crontab",
  (text) => {
    expect(isCrontab(text)).toBe(false);
    expect(readPaste(text)).toBeNull();
  },
);

test("a credential of a job is named and never kept", () => {
  const pasted = readPaste(
    `* * * * * KEY=hunter2 curl -u me:hunter2 --oauth2-bearer hunter2 ${URL}`,
  );
  expect(pasted?.remarks.map(({ what }) => what)).toEqual(["KEY", "-u", "--oauth2-bearer"]);
  expect(JSON.stringify(pasted)).not.toContain("hunter2");
});

test("no text makes it throw, or takes long", () => {
  const piece = fc.constantFrom(
    ..."* */5 0-5 , @daily @every CRON_TZ= MAILTO=x curl wget -d -H ' \" ` $( ) ; && | % \\ # \n flock root /x [ { 5L MON#2 https://h.example".split(
      " ",
    ),
    " ",
    "\t",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join(" ");
      if (isCrontab(text)) expect(readPaste(text)).not.toBeNull();
      else readPaste(text);
    }),
  );
  for (const part of ["* ", "*/5 ", "echo 'x", "A=b ", "1,", "-"]) {
    const started = performance.now();
    isCrontab(part.repeat(4_000).slice(0, 19_000));
    readPaste(`* * * * * ${part.repeat(3_000)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
