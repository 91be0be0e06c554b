import type { BrowserContext, Page } from "@playwright/test";
import type en from "@/messages/en.json";
import type { Scene } from "@/scripts/pictures/scenes";

const ACT_WITHIN_MS = 20_000;

/** A list is recognised by its first rows. */
const LONGEST_PX = 4_000;

/** The outcome of a scene in one look. */
export type Shot = {
  scene: string;
  /** `missing`: the page is not there. `failed`: it could not be brought into its state. */
  outcome: "taken" | "missing" | "failed";
  /** Errors, and remarks on the picture. */
  remarks: string[];
};

/** Takes the picture of a scene into a file. Never rejects. */
export async function takeScene(
  context: BrowserContext,
  scene: Scene,
  options: { origin: string; file: string; messages: typeof en },
): Promise<Shot> {
  const page = await context.newPage();
  const remarks: string[] = [];
  page.on("pageerror", (error) => remarks.push(`threw: ${error.message}`));
  page.setDefaultTimeout(ACT_WITHIN_MS);
  try {
    const response = await page.goto(options.origin + scene.path);
    const status = response?.status() ?? 0;
    if (status === 404 && scene.status !== 404) {
      return {
        scene: scene.name,
        outcome: "missing",
        remarks: [`${scene.path} responds with 404`],
      };
    }
    if (status >= 500) remarks.push(`responded with ${status}`);
    await untilAlive(page);
    await scene.act?.(page, options.messages);
    const { pathname } = new URL(page.url());
    const asked = scene.path.split("?")[0];
    if (pathname !== asked) remarks.push(`led to ${pathname}`);
    if (scene.isWindowOnly !== true) await unroll(page);
    await untilStill(page);
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (excess > 0) remarks.push(`scrolls sideways by ${excess} px`);
    await page.screenshot({
      path: options.file,
      animations: "disabled",
      caret: "hide",
    });
    return { scene: scene.name, outcome: "taken", remarks };
  } catch (error) {
    const [reason = ""] = String(error).split("\n");
    return { scene: scene.name, outcome: "failed", remarks: [...remarks, reason] };
  } finally {
    await page.close();
  }
}

/** React marks what it has hydrated: before, nothing reacts to a click, and times are in UTC. */
async function untilAlive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector("main") ?? document.body;
    return Object.keys(root).some((key) => key.startsWith("__react"));
  });
}

/** Makes the window as long as the page: what keeps to an edge of the window then keeps to one of the page. */
async function unroll(page: Page): Promise<void> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), LONGEST_PX) });
}

/** Fonts are there, and what React has changed is painted. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(null))),
    );
  });
}

/** The whole in a few lines: how many pictures there are, and each thing to know once. */
export function summarizeShots(shots: readonly Shot[]): string {
  const byRemark = new Map<string, { shot: Shot; remark: string; times: number }>();
  for (const shot of shots) {
    for (const remark of shot.remarks) {
      const key = `${shot.scene} ${shot.outcome} ${remark}`;
      const known = byRemark.get(key);
      byRemark.set(key, { shot, remark, times: (known?.times ?? 0) + 1 });
    }
  }
  const count = (outcome: Shot["outcome"]) =>
    shots.filter((shot) => shot.outcome === outcome).length;
  return [
    `${count("taken")} pictures taken, ${count("missing")} of pages that are not there, ${count("failed")} failed`,
    ...[...byRemark.values()].map(
      ({ shot, remark, times }) =>
        `  ${shot.scene}${shot.outcome === "taken" ? "" : ` (${shot.outcome})`}: ${remark}${times > 1 ? ` (${times} times)` : ""}`,
    ),
  ].join("\n");
}
