import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Cookie, Page } from "@playwright/test";
import { toWebp } from "@/scripts/pictures/landing-pictures";
import type { InstanceContent } from "@/scripts/pictures/scenes";
import { openVisit } from "@/scripts/pictures/visitor";

const desktop = { viewport: { width: 1200, height: 760 }, scale: 1.5 } as const;
const phone = { viewport: { width: 390, height: 720 }, scale: 2 } as const;

type Picture = {
  name: string;
  path: string;
  size: typeof desktop | typeof phone;
  act?: (page: Page) => Promise<void>;
};

const fillForm = async (page: Page) => {
  await page.locator("[name=name]").fill("Payments health");
  await page.locator("[name=endpoint_url]").fill("https://api.example.com/health");
};

const picturesOf = ({ badRun, incident }: InstanceContent): Picture[] => [
  { name: "overview", path: "/", size: desktop },
  { name: "overview-phone", path: "/", size: phone },
  { name: "routines", path: "/routines", size: desktop },
  { name: "routine-form", path: "/routines/new", size: desktop, act: fillForm },
  ...(badRun === null ? [] : [{ name: "run", path: `/runs/${badRun}`, size: desktop }]),
  ...(incident === null
    ? []
    : [{ name: "incident", path: `/alerts/incidents/${incident}`, size: desktop }]),
  { name: "channels", path: "/alerts/channels", size: desktop },
  { name: "secrets", path: "/settings/secrets", size: desktop },
];

/**
 * Takes the pictures of the documentation, each in both themes, and names the files. The dark one of
 * `NAME.webp` is `NAME-dark.webp`: the pages show the one of the reader's theme.
 */
export async function* takeDocsPictures(
  browser: Browser,
  origin: string,
  options: { cookies: readonly Cookie[]; content: InstanceContent; folder: string },
): AsyncGenerator<string> {
  await mkdir(options.folder, { recursive: true });
  for (const theme of ["light", "dark"] as const) {
    for (const { name, path, size, act } of picturesOf(options.content)) {
      const look = { theme, locale: "en" as const, ...size };
      const context = await openVisit(browser, origin, { look, cookies: options.cookies });
      try {
        const page = await context.newPage();
        await page.goto(origin + path, { waitUntil: "networkidle" });
        await page.locator("main h1").waitFor();
        await act?.(page);
        const png = await page.screenshot({ animations: "disabled", caret: "hide" });
        const file = `${name}${theme === "dark" ? "-dark" : ""}.webp`;
        await writeFile(join(options.folder, file), await toWebp(browser, png));
        yield file;
      } finally {
        await context.close();
      }
    }
  }
}
