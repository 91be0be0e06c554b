export const MAX_USER_AGENT_CHARACTERS = 300;

/** What a `User-Agent` header says in plain words; null for what it doesn't say. */
export type Device = { browser: string | null; system: string | null };

/** The first that matches counts: each browser also names those that it descends from. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ["Opera", /\b(?:OPR|OPT)\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
  ["curl", /^curl\/(\d+)/],
];

/** The first that matches counts: Android names Linux, and an iPhone names macOS. */
const systems: readonly (readonly [string, RegExp])[] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
];

/** The browser with its major version, and the system, of a `User-Agent` header. */
export function describeDevice(userAgent: string | null): Device {
  const text = userAgent ?? "";
  const browser = browsers.flatMap(([name, pattern]) => {
    const version = pattern.exec(text)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  })[0];
  const system = systems.find(([, pattern]) => pattern.test(text))?.[0];
  return { browser: browser ?? null, system: system ?? null };
}

/** A `User-Agent` header as it may be stored: printable ASCII, cut to its longest length. */
export function toStoredUserAgent(header: string | null): string {
  return (header ?? "").replace(/[^ -~]/g, "").slice(0, MAX_USER_AGENT_CHARACTERS);
}
