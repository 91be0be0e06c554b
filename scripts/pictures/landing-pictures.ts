import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Cookie } from "@playwright/test";
import { locales } from "@/i18n/locales";
import { openVisit, type Look } from "@/scripts/pictures/visitor";

/** By the end of the file's name: for sharp screens, and for others. */
const sizes = {
  desktop: { viewport: { width: 1200, height: 760 }, scale: 2 },
  "desktop-1200": { viewport: { width: 1200, height: 760 }, scale: 1 },
  phone: { viewport: { width: 400, height: 640 }, scale: 2.4 },
  "phone-640": { viewport: { width: 400, height: 640 }, scale: 1.6 },
} as const;

const WEBP_QUALITY = 0.75;

/** Takes the pictures of the overview that the start page shows, and names the files. */
export async function* takeLandingPictures(
  browser: Browser,
  origin: string,
  options: { cookies: readonly Cookie[]; folder: string },
): AsyncGenerator<string> {
  await mkdir(options.folder, { recursive: true });
  for (const size of ["desktop", "desktop-1200", "phone", "phone-640"] as const) {
    for (const theme of ["light", "dark"] as const) {
      for (const locale of locales) {
        const name = `overview-${locale}-${theme}-${size}.webp`;
        const look = { theme, locale, ...sizes[size] };
        const png = await takeOverview(browser, origin, { cookies: options.cookies, look });
        await writeFile(join(options.folder, name), await toWebp(browser, png));
        yield name;
      }
    }
  }
}

async function takeOverview(
  browser: Browser,
  origin: string,
  options: { cookies: readonly Cookie[]; look: Look },
): Promise<Buffer> {
  const context = await openVisit(browser, origin, options);
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await page.locator("main h1").waitFor();
    return await page.screenshot({ animations: "disabled" });
  } finally {
    await context.close();
  }
}

/** Re-encodes a PNG as WebP with the browser's own encoder. */
export async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const encoded = await page.evaluate(
      async ({ source, quality }) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        return canvas.toDataURL("image/webp", quality);
      },
      { source: `data:image/png;base64,${png.toString("base64")}`, quality: WEBP_QUALITY },
    );
    return Buffer.from(encoded.slice(encoded.indexOf(",") + 1), "base64");
  } finally {
    await page.close();
  }
}
