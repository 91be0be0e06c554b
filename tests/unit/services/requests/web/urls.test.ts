import { describe, expect, test } from "vitest";
import { ValidationError } from "@/lib/domain/errors";
import { checkCreateRoutine } from "@/lib/domain/routine/routine";
import { parseAllowList } from "@/lib/egress/address-policy";
import type { ServiceContext } from "@/lib/services/context";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { routineLimits } from "@/tests/support/routine-fixture";
import { testWebCases } from "@/tests/support/web/web-cases";

const seen = (path: string, target = path) => ({
  name: `sends ${path}`,
  path,
  expected: { status: "SUCCESS", seen: { target } } as const,
});

describe("a URL is sent as the URL standard writes it", () => {
  testWebCases([
    seen("/echo?x=a|b&y[]=1&z={q}"),
    seen("/echo/%E4%B8%AD?q=中文&p=é", "/echo/%E4%B8%AD?q=%E4%B8%AD%E6%96%87&p=%C3%A9"),
    seen("/echo/a//b/../c/./d", "/echo/a//c/d"),
    seen("/echo/naïve/ü", "/echo/na%C3%AFve/%C3%BC"),
    seen("/echo/b/%2e%2E/a", "/echo/a"),
    seen("/echo/a;b=1,2@c:d", "/echo/a;b=1,2@c:d"),
    seen("/echo/{id}", "/echo/%7Bid%7D"),
    seen("/echo/a^b`c", "/echo/a%5Eb%60c"),
    seen("/echo?a='b'&c=\"d\"", "/echo?a=%27b%27&c=%22d%22"),
    seen("/echo?a#part", "/echo?a"),
    seen("/echo?a=b?c=d/e"),
    seen("/echo?a=%zz&b=100%"),
    seen("/echo?a=b+c%20d"),
    seen("/echo?<a>", "/echo?%3Ca%3E"),
    seen("/echo/%2Fa%2fb", "/echo/%2Fa%2fb"),
  ]);
});

/** What a URL is saved as, or the codes and messages of its problems. */
function save(endpoint_url: string, allow = "") {
  const input = { name: "Call", interval_minutes: 5, endpoint_url };
  const context = {
    egress: { allow: parseAllowList(allow), ownHosts: [] },
    secrets: { list: () => [] },
    workspaceId: "w",
  } as unknown as ServiceContext;
  try {
    const checked = checkCreateRoutine(input, routineLimits);
    return requireValid(context, checked, input, null, { patternProblems: [], ownSecrets: [] })
      .endpoint_url;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map(({ code, message }) => `${code}: ${message}`).join("\n");
  }
}

const URL = "https://example.com/a";

test.each([
  [`${URL}\n`, URL],
  [`\u00a0${URL}\u00a0`, URL],
  [`\ufeff${URL}`, URL],
  [`${URL}\u200b`, URL],
  [`\`${URL}\``, URL],
  [`[a page](${URL})`, URL],
  [`<${URL}>`, URL],
  [`"${URL}",`, URL],
  ["HTTPS://Example.COM/A", "https://example.com/A"],
  ["http://example.com./", "http://example.com/"],
  ["http://[2606:4700::1111]/a", "http://[2606:4700::1111]/a"],
])("%j can be saved, and is called as %s", (typed, url) => {
  expect(new globalThis.URL(save(typed)).href.replace("example.com./", "example.com/")).toBe(url);
});

test.each([
  ["example.com/cron.php", "url_incomplete", "https://example.com/cron.php"],
  ["www.example.com", "url_incomplete", "https://www.example.com"],
  ["example.com:8443/x", "url_incomplete", "https://example.com:8443/x"],
  ["//example.com/x", "url_incomplete", "https://example.com/x"],
  ["http:/example.com", "url_incomplete", "http://example.com"],
  ["htp://example.com", "url_incomplete", "http://example.com"],
  ["https//example.com", "url_incomplete", "https://example.com"],
  ["https:\\\\example.com\\a", "url_characters", URL],
  ["https://example.com/a b", "url_characters", "https://example.com/a%20b"],
  ["https://exam\u200bple.com/a", "url_characters", URL],
  ["https://https://example.com/a", "url_incomplete", URL],
  ["{origin}/health", "url_placeholder", "{origin}"],
  ["https://<host>/health", "url_placeholder", "<host>"],
  ["ftp://example.com/", "target_refused", "http:// or https://"],
  ["mailto:me@example.com", "target_refused", "http:// or https://"],
  ["https://u:p@example.com/", "target_refused", "secret"],
  ["health", "target_refused", "https://example.com/health"],
  ["localhost:3000", "target_refused", "full public name"],
  ["10.0.0.1/x", "target_refused", "isn't public"],
])("%j is refused with what to write", (typed, code, part) => {
  const problem = save(typed);
  expect(problem).toMatch(new RegExp(`^${code}: `));
  expect(problem).toContain(part);
});

test("a host that the operator has opened is offered with its scheme", () => {
  expect(save("localhost:3000/x", "127.0.0.0/8")).toContain("Write http://localhost:3000/x");
});
