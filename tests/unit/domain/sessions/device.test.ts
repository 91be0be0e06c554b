import { expect, test } from "vitest";
import { describeDevice, toStoredUserAgent } from "@/lib/domain/sessions/device";

const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
const mac =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const android = "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`${windows} Chrome/141.0.0.0 Safari/537.36`, "Chrome 141", "Windows"],
  [`${windows} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.3537.57`, "Edge 141", "Windows"],
  [`${windows} Chrome/140.0.0.0 Safari/537.36 OPR/126.0.0.0`, "Opera 126", "Windows"],
  [`${mac} Version/18.1 Safari/605.1.15`, "Safari 18", "macOS"],
  [`${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, "Safari 18", "iPhone"],
  [`${iphone} CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1`, "Chrome 141", "iPhone"],
  [`${android} Chrome/141.0.0.0 Mobile Safari/537.36`, "Chrome 141", "Android"],
  [
    `${android} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    "Samsung Internet 28",
    "Android",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Firefox 143",
    "Linux",
  ],
  [
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Chrome 140",
    "ChromeOS",
  ],
  ["curl/8.5.0", "curl 8", null],
  ["node", null, null],
  ["", null, null],
  [null, null, null],
])("%s is %s on %s", (userAgent, browser, system) => {
  expect(describeDevice(userAgent)).toEqual({ browser, system });
});

test("a header is stored as printable ASCII of a bounded length", () => {
  expect(toStoredUserAgent(`a\u0000b\n\u202eéc`)).toBe("abc");
  expect(toStoredUserAgent("x".repeat(5_000))).toHaveLength(300);
  expect(toStoredUserAgent(null)).toBe("");
});
