import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseColorTokens } from "@/app/design/read-color-tokens";
import { themeColors } from "@/app/theme-colors";

const root = join(import.meta.dirname, "../../..");

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The modules read the environment of a process once: each case gets its own. */
async function serve(variables: Record<string, string>) {
  const required = {
    DATABASE_URL: "postgres://127.0.0.1:5432/opspulse",
    SUPABASE_URL: "http://127.0.0.1:54321",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
    APP_URL: "https://ops.example.com",
  };
  for (const [name, value] of Object.entries({ ...required, ...variables })) {
    vi.stubEnv(name, value);
  }
  const [robots, sitemap] = await Promise.all([import("@/app/robots"), import("@/app/sitemap")]);
  const entries = await sitemap.default();
  return { robots: robots.default(), urls: entries.map(({ url }) => url) };
}

describe("what search engines may read", () => {
  it("the pages that need no sign-in, under the address of the instance", async () => {
    const { robots, urls } = await serve({});
    expect(urls.slice(0, 5)).toEqual([
      "https://ops.example.com/",
      "https://ops.example.com/sign-in",
      "https://ops.example.com/sign-up",
      "https://ops.example.com/docs",
      "https://ops.example.com/docs/DB_OVERVIEW",
    ]);
    expect(robots.sitemap).toBe("https://ops.example.com/sitemap.xml");
  });

  it("where sign-up is closed, there is no page for it", async () => {
    const { urls } = await serve({ SIGN_UP: "closed" });
    expect(urls).not.toContain("https://ops.example.com/sign-up");
  });
});

describe("the colours outside of the stylesheet", () => {
  const stylesheet = readFileSync(join(root, "app/globals.css"), "utf8");
  const tokens = new Map(parseColorTokens(stylesheet).map((token) => [token.name, token]));

  it("every colour of the stylesheet is on the design page", () => {
    const declared = [...stylesheet.matchAll(/^\s*(--[\w-]+): light-dark/gm)].map(
      ([, name]) => name,
    );
    expect(declared.length).toBeGreaterThan(10);
    expect([...tokens.keys()]).toEqual(declared);
  });

  it.each([
    ["--paper", "light", themeColors.light],
    ["--paper", "dark", themeColors.dark],
    ["--accent", "light", themeColors.accent],
  ] as const)("%s in %s is what the browser's frame shows", (name, theme, hex) => {
    expect(toHex(tokens.get(name)?.[theme] ?? "")).toBe(hex);
  });
});

/** sRGB of an `oklch()` colour, by the matrices of CSS Color 4. */
function toHex(color: string): string {
  const [lightness = 0, chroma = 0, hue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const encode = (value: number) =>
    value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  const bytes = linear.map((value) => Math.round(255 * Math.min(1, encode(Math.max(0, value)))));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
