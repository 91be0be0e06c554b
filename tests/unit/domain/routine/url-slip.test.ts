import { describe, expect, test } from "vitest";
import { unwrapUrl } from "@/lib/domain/pasted-text";
import { findUrlSlip } from "@/lib/domain/routine/url-slip";

const URL = "https://example.com/a";

describe("what a chat, a mail, a list or Markdown puts around a URL is taken off", () => {
  test.each([
    `${URL}\n`,
    `\u00a0${URL}\u00a0`,
    `\ufeff${URL}`,
    `${URL}\u200b`,
    `\u2060\u200e${URL}\u202c`,
    `\`${URL}\``,
    `\`\`\`${URL}\`\`\``,
    `<${URL}>`,
    `<${URL}>.`,
    `"${URL}"`,
    `"${URL}",`,
    `'${URL}';`,
    `“${URL}”`,
    `„${URL}“`,
    `«${URL}»`,
    `‘${URL}’`,
    `(${URL})`,
    `（${URL}）`,
    `「${URL}」`,
    `[${URL}]`,
    `[the page](${URL})`,
    `[${URL}](${URL})`,
    `[x](<${URL}> "title")`,
    `**${URL}**`,
    `_${URL}_`,
    `<${URL}|example.com>`,
  ])("%j", (text) => {
    expect(unwrapUrl(text)).toBe(URL);
  });

  test.each([
    "https://en.wikipedia.org/wiki/A_(b)",
    "https://example.com/?q='a'",
    "https://example.com/a*b*",
    "http://[2606:4700::1111]/a",
  ])("%s stays as it is", (url) => {
    expect(unwrapUrl(url)).toBe(url);
    expect(findUrlSlip(url)).toBeNull();
  });
});

describe("a URL that was meant is found", () => {
  test.each([
    ["example.com/cron.php", "https://example.com/cron.php"],
    ["www.example.com", "https://www.example.com"],
    ["example.com?x=1", "https://example.com?x=1"],
    ["münchen.example/x", "https://münchen.example/x"],
    ["example.com:8443/x", "https://example.com:8443/x"],
    ["localhost:3000", "http://localhost:3000"],
    ["localhost", "http://localhost"],
    ["192.0.2.7:8080/x", "http://192.0.2.7:8080/x"],
    ["[::1]:3000/x", "http://[::1]:3000/x"],
    ["//example.com/a", URL],
    ["://example.com/a", URL],
    ["http:/example.com/a", "http://example.com/a"],
    ["http:example.com/a", "http://example.com/a"],
    ["https:///example.com/a", URL],
    ["https//example.com/a", URL],
    ["https;//example.com/a", URL],
    ["https.//example.com/a", URL],
    ["https ://example.com/a", URL],
    ["https:// example.com/a", URL],
    ["htp://example.com/a", "http://example.com/a"],
    ["htpps://example.com/a", URL],
    ["hhttps://example.com/a", URL],
    ["ttps://example.com/a", URL],
    ["httpss://example.com/a", URL],
    ["https://https://example.com/a", URL],
    ["http://https://example.com/a", URL],
    ["https://https//example.com/a", URL],
    ["view-source:https://example.com/a", URL],
    [String.raw`https:\\example.com\a?b=\c`, "https://example.com/a?b=%5Cc"],
    [String.raw`https://example.com\a`, URL],
    ["https://example.com/a b", "https://example.com/a%20b"],
    ["https://exam\u200bple.com/a", URL],
    ["https://example.com/\na", URL],
    ["https：//example。com／a", URL],
    ["GET https://example.com/a", URL],
    ["see https://example.com/a.", URL],
    ["https://example.com/a.", URL],
    ["https://example.com/a,", URL],
    ["https://example.com/a)", URL],
    ["https://example.com/?a=1&amp;b=2", "https://example.com/?a=1&b=2"],
  ])("%j", (typed, url) => {
    expect(findUrlSlip(typed)).toEqual({ kind: "url", url });
  });

  test.each([
    ["{origin}/health", "{origin}"],
    ["https://{host}/x", "{host}"],
    ["https://api.{env}.example.com/x", "{env}"],
    ["{{base_url}}/x", "{{base_url}}"],
    ["https://<your-domain>/x", "<your-domain>"],
    ["${API}/x", "${API}"],
    ["$BASE_URL/x", "$BASE_URL"],
    ["%HOST%/x", "%HOST%"],
    ["https://[your host]/x", "[your host]"],
  ])("%s names its placeholder", (typed, what) => {
    expect(findUrlSlip(typed)).toEqual({ kind: "placeholder", what });
  });

  test.each([
    "",
    "health",
    "/health",
    "//host/x",
    "https://",
    "mailto:me@example.com",
    "me@example.com",
    "ftp://example.com/",
    "wss://example.com/",
    "javascript:alert(1)",
    "https://u:p@example.com/",
    "HTTPS://Example.COM/A",
    "https://example.com./",
    "https://http.cat/200",
    "https://https.example.com/",
    "https://example.com/go?u=https://example.org/",
    "https://example.com/users/{id}",
    "https://example.com/a?day=$(date +%F)",
    "https://example.com/a?day={{slot_date}}",
    "https://example.com/a\nhttps://example.com/b",
  ])("%j stays the reader's", (typed) => {
    expect(findUrlSlip(typed)).toBeNull();
  });
});
