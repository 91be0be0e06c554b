import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Cookie } from "@playwright/test";
import { openDatabase } from "@/db/client";
import { isLocale, locales, type Locale } from "@/i18n/locales";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";
import { takeDocsPictures } from "@/scripts/pictures/docs-pictures";
import { takeLandingPictures } from "@/scripts/pictures/landing-pictures";
import { findContent, findScenes, type Scene, type Viewer } from "@/scripts/pictures/scenes";
import { seedPast } from "@/scripts/pictures/seed-past";
import { summarizeShots, takeScene, type Shot } from "@/scripts/pictures/take-scene";
import { browserArguments, openVisit, signIn, type Look } from "@/scripts/pictures/visitor";
import { signUp } from "@/scripts/stack/auth-client";
import { startOwnInstance } from "@/scripts/start/own-instance";
import { findChromium } from "@/scripts/test/chromium";

const help = `npm run screenshots [-- URL] [flags]

Pictures of every page in both themes, on a desktop and on a phone, into screenshots/. Without a URL
an instance is started for them, with a workspace that has a day behind it; one at a URL must have the
demo account.

  --locale NAME  ${locales.join(" or ")} (en)
  --only TEXT    only scenes with this in their name
  --landing      instead: the pictures of the start page, into public/images
  --docs         instead: the pictures of the documentation, into docs/images`;

const root = join(import.meta.dirname, "..");
const messages = { en, "pt-BR": ptBR };

const viewports = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

const newcomer = { email: "newcomer@example.com", password: "correct-horse" } as const;

/** Where pictures are taken. */
type Instance = {
  origin: string;
  /** Makes the history unreadable during `work`; null at an instance that was started elsewhere. */
  whileBroken: ((work: () => Promise<void>) => Promise<void>) | null;
  stop: () => Promise<void>;
};

/** An instance of its own, with a day of history in the demo account, and an account without any. */
async function openOwn(): Promise<Instance> {
  const own = await startOwnInstance({ OPSPULSE_DEMO: "on", SIGN_UP: "open", LOG_LEVEL: "fatal" });
  const { db, close } = openDatabase(own.address.DATABASE_URL, { maxConnections: 1 });
  const stop = async () => {
    await close();
    await own.stop();
  };
  try {
    await seedPast(db, demoAccount.email, new Date());
    await signUp(own.address, newcomer);
  } catch (error) {
    await stop();
    throw error;
  }
  const whileBroken = async (work: () => Promise<void>) => {
    await db.execute("alter table routine_runs rename to routine_runs_out_of_reach");
    try {
      await work();
    } finally {
      await db.execute("alter table routine_runs_out_of_reach rename to routine_runs");
    }
  };
  return { origin: own.origin, whileBroken, stop };
}

const openGiven = (url: string): Instance => ({
  origin: new URL(url).origin,
  whileBroken: null,
  stop: async () => undefined,
});

type Cookies = Record<Viewer, readonly Cookie[]>;

const signEverybodyIn = async (browser: Browser, instance: Instance): Promise<Cookies> => ({
  stranger: [],
  demo: await signIn(browser, instance.origin, demoAccount),
  empty: instance.whileBroken === null ? [] : await signIn(browser, instance.origin, newcomer),
});

const looks = (locale: Locale): Look[] =>
  viewports.flatMap((viewport) =>
    (["light", "dark"] as const).map((theme) => ({ theme, locale, viewport, scale: 1 })),
  );

/** Takes these scenes in every look, and reports those that fail as it goes. */
async function takeScenes(
  browser: Browser,
  scenes: readonly Scene[],
  options: { origin: string; cookies: Cookies; locale: Locale; folder: string },
): Promise<Shot[]> {
  const { origin, cookies, locale, folder } = options;
  const shots: Shot[] = [];
  for (const look of looks(locale)) {
    const suffix = `${look.viewport.width}-${look.theme}`;
    for (const viewer of ["stranger", "demo", "empty"] as const) {
      const context = await openVisit(browser, origin, { look, cookies: cookies[viewer] });
      for (const scene of scenes.filter((each) => each.viewer === viewer)) {
        const file = join(folder, `${scene.name}-${suffix}.png`);
        const shot = await takeScene(context, scene, { origin, file, messages: messages[locale] });
        shots.push(shot);
        if (shot.outcome !== "taken") {
          console.log(`${scene.name}-${suffix}: ${shot.outcome}, ${shot.remarks.join("; ")}`);
        }
      }
      await context.close();
    }
  }
  return shots;
}

async function takeEverything(
  browser: Browser,
  { origin, whileBroken }: Instance,
  { locale, only, cookies }: { locale: Locale; only: string; cookies: Cookies },
): Promise<void> {
  const folder = join(root, "screenshots", locale);
  if (only === "") await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const visit = await browser.newContext();
  await visit.addCookies([...cookies.demo]);
  const found = findScenes(await findContent(visit, origin));
  await visit.close();
  const scenes = found.filter(({ name }) => name.includes(only));
  const take = (chosen: readonly Scene[]) =>
    takeScenes(browser, chosen, { origin, cookies, locale, folder });
  const needsOwn = ({ viewer, isBroken = false }: Scene) => viewer === "empty" || isBroken;

  const shots: Shot[] = [];
  if (whileBroken === null) {
    for (const { name } of scenes.filter(needsOwn)) {
      console.log(`${name}: left out, it needs an instance that is started for it`);
    }
    shots.push(...(await take(scenes.filter((scene) => !needsOwn(scene)))));
  } else {
    shots.push(...(await take(scenes.filter(({ isBroken }) => isBroken !== true))));
    await whileBroken(async () => {
      shots.push(...(await take(scenes.filter(({ isBroken }) => isBroken === true))));
    });
  }
  console.log(`\n${summarizeShots(shots)}\nscreenshots/${locale}`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      locale: { type: "string", default: "en" },
      only: { type: "string", default: "" },
      landing: { type: "boolean", default: false },
      docs: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [url] = positionals;
  if (values.help) {
    console.log(help);
    return;
  }
  const { locale } = values;
  if (!isLocale(locale)) throw new Error(`--locale must be ${locales.join(" or ")}.`);
  const executablePath = findChromium(root);
  const instance = url === undefined ? await openOwn() : openGiven(url);
  try {
    const browser = await chromium.launch({
      executablePath,
      args: browserArguments(instance.origin),
    });
    try {
      const cookies = await signEverybodyIn(browser, instance);
      if (values.landing) {
        const options = { cookies: cookies.demo, folder: join(root, "public", "images") };
        const pictures = takeLandingPictures(browser, instance.origin, options);
        for await (const name of pictures) console.log(`public/images/${name}`);
      } else if (values.docs) {
        const visit = await browser.newContext();
        await visit.addCookies([...cookies.demo]);
        const content = await findContent(visit, instance.origin);
        await visit.close();
        const options = { cookies: cookies.demo, content, folder: join(root, "docs", "images") };
        const pictures = takeDocsPictures(browser, instance.origin, options);
        for await (const name of pictures) console.log(`docs/images/${name}`);
      } else {
        await takeEverything(browser, instance, { locale, only: values.only, cookies });
      }
    } finally {
      await browser.close();
    }
  } finally {
    await instance.stop();
  }
}

await main();
