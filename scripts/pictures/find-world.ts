import type { BrowserContext } from "@playwright/test";
import { z } from "zod";
import type { World } from "@/scripts/pictures/scenes";

const list = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Asks an instance, as whoever is signed in, for what there is to show. */
export async function findWorld(context: BrowserContext, origin: string): Promise<World> {
  const first = async (path: string) => {
    const response = await context.request.get(origin + path);
    if (!response.ok()) throw new Error(`${path} was answered ${response.status()}.`);
    return list.parse(await response.json()).data[0]?.id ?? null;
  };
  const newest = async (routine: string | null, status: string) =>
    routine === null ? null : first(`/api/routines/${routine}/runs?status=${status}&limit=1`);
  const failing = await first("/api/routines?last_status=FAIL&limit=1");
  const shown = failing ?? (await first("/api/routines?limit=1"));
  const well = (await first("/api/routines?last_status=SUCCESS&limit=1")) ?? shown;
  const settings = await (await context.request.get(`${origin}/settings`)).text();
  return {
    routine: shown,
    goodRun: await newest(well, "SUCCESS"),
    badRun: await newest(shown, "FAIL"),
    settings: [
      ...new Set(
        [...settings.matchAll(/href="(\/settings\/[\w/-]+)"/g)].map(([, path = ""]) => path),
      ),
    ],
  };
}
