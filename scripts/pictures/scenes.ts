import type { BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import type en from "@/messages/en.json";

/** The account that a scene is seen by. `empty` is one without routines. */
export type Viewer = "stranger" | "demo" | "empty";

/** The content of an instance; null where it has none. */
export type InstanceContent = {
  routine: string | null;
  goodRun: string | null;
  badRun: string | null;
  incident: string | null;
  /** Pages of settings, as the page of settings links to them. */
  settings: string[];
};

export type Scene = {
  name: string;
  viewer: Viewer;
  path: string;
  /** The page's status, where it isn't 200. */
  status?: number;
  /** The window alone: for what lies over a page. */
  isWindowOnly?: boolean;
  /** Prepares the page for the picture. */
  act?: (page: Page, messages: typeof en) => Promise<void>;
  /** Taken last, while the history cannot be read: only of an instance of its own. */
  isBroken?: boolean;
};

const MISSING_ID = "00000000-0000-4000-8000-000000000000";

const openPalette = async (page: Page) => {
  await page.locator("main").getByRole("checkbox").last().waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").waitFor();
};

const awaitChart = (page: Page, messages: typeof en) =>
  page.getByRole("group", { name: messages.chart.walk }).locator("svg").first().waitFor();

const selectThree = async (page: Page) => {
  const boxes = page.locator("main").getByRole("checkbox");
  for (const index of [1, 2, 3]) await boxes.nth(index).click();
};

const fillForm = async (page: Page) => {
  await page.locator("[name=name]").fill("Payments health");
  await page.locator("[name=endpoint_url]").fill("https://api.example.com/health");
  for (const section of await page.locator("main form summary").all()) await section.click();
};

const sendWithProblems = async (page: Page, messages: typeof en) => {
  await page.locator("[name=name]").fill("Payments health");
  await page.locator("[name=endpoint_url]").fill("http://user:secret@localhost/");
  await page.getByRole("button", { name: messages.routineForm.create, exact: true }).click();
  await page.locator("[aria-invalid=true]").first().waitFor();
};

const withRoutine = (id: string | null): Scene[] => {
  const path = `/routines/${id ?? MISSING_ID}`;
  return [
    { name: "routine", viewer: "demo", path, act: awaitChart },
    { name: "routine-ledger", viewer: "demo", path: `${path}/slots` },
    { name: "routine-edit", viewer: "demo", path: `${path}/edit` },
    { name: "routine-delete", viewer: "demo", path: `${path}/delete` },
  ];
};

/** Every page and every state of one that is worth a look, in the order of a visit. */
export function findScenes(content: InstanceContent): Scene[] {
  return [
    { name: "landing", viewer: "stranger", path: "/" },
    { name: "sign-in", viewer: "stranger", path: "/sign-in" },
    { name: "sign-up", viewer: "stranger", path: "/sign-up" },
    { name: "forgot-password", viewer: "stranger", path: "/forgot-password" },
    { name: "overview", viewer: "demo", path: "/" },
    { name: "overview-empty", viewer: "empty", path: "/" },
    { name: "routines", viewer: "demo", path: "/routines" },
    { name: "routines-filtered", viewer: "demo", path: "/routines?kind=CHECK&sort=outcome" },
    { name: "routines-selected", viewer: "demo", path: "/routines", act: selectThree },
    { name: "routines-none-found", viewer: "demo", path: "/routines?q=nothing-is-called-so" },
    { name: "routines-empty", viewer: "empty", path: "/routines" },
    { name: "palette", viewer: "demo", path: "/routines", isWindowOnly: true, act: openPalette },
    ...withRoutine(content.routine),
    { name: "new", viewer: "demo", path: "/routines/new" },
    { name: "new-filled", viewer: "demo", path: "/routines/new", act: fillForm },
    { name: "new-with-problems", viewer: "demo", path: "/routines/new", act: sendWithProblems },
    { name: "run-good", viewer: "demo", path: `/runs/${content.goodRun ?? MISSING_ID}` },
    { name: "run-failed", viewer: "demo", path: `/runs/${content.badRun ?? MISSING_ID}` },
    { name: "runs", viewer: "demo", path: "/runs" },
    { name: "runs-failed", viewer: "demo", path: "/runs?status=FAIL" },
    { name: "runs-empty", viewer: "empty", path: "/runs" },
    { name: "alerts", viewer: "demo", path: "/alerts" },
    { name: "settings", viewer: "demo", path: "/settings" },
    ...[
      "/settings/members",
      ...content.settings.filter((path) => path !== "/settings/members"),
    ].map((path): Scene => ({ name: path.slice(1).replaceAll("/", "-"), viewer: "demo", path })),
    { name: "invitation", viewer: "empty", path: "/invitations/not-a-token" },
    { name: "not-found", viewer: "demo", path: `/routines/${MISSING_ID}`, status: 404 },
    { name: "not-found-stranger", viewer: "stranger", path: "/nothing-here", status: 404 },
    { name: "error", viewer: "demo", path: "/runs", isBroken: true },
  ];
}

const list = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Asks an instance, as the user that is signed in, for its content. */
export async function findContent(
  context: BrowserContext,
  origin: string,
): Promise<InstanceContent> {
  const first = async (path: string) => {
    const response = await context.request.get(origin + path);
    if (!response.ok()) throw new Error(`${path} responded with ${response.status()}.`);
    return list.parse(await response.json()).data[0]?.id ?? null;
  };
  const newest = async (routine: string | null, status: string) =>
    routine === null ? null : first(`/api/routines/${routine}/runs?status=${status}&limit=1`);
  const routine =
    (await first("/api/routines?last_status=FAIL&limit=1")) ??
    (await first("/api/routines?limit=1"));
  const healthy = (await first("/api/routines?last_status=SUCCESS&limit=1")) ?? routine;
  const settings = await (await context.request.get(`${origin}/settings`)).text();
  const links = settings.matchAll(/href="(\/settings\/[\w/-]+)"/g);
  return {
    routine,
    goodRun: await newest(healthy, "SUCCESS"),
    badRun: await newest(routine, "FAIL"),
    incident: await first("/api/incidents?limit=1"),
    settings: [...new Set([...links].map(([, path = ""]) => path))],
  };
}
