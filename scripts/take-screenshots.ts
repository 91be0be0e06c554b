import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Cookie } from "@playwright/test";
import postgres from "postgres";
import { isLocale, locales, type Locale } from "@/i18n/locales";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";
import { findWorld } from "@/scripts/pictures/find-world";
import { takeLandingPictures } from "@/scripts/pictures/landing-pictures";
import { findScenes, type Scene, type Viewer } from "@/scripts/pictures/scenes";
import { seedPast } from "@/scripts/pictures/seed-past";
import { summarizeShots, takeScene, type Shot } from "@/scripts/pictures/take-scene";
import { browserArguments, openVisit, signIn, type Look } from "@/scripts/pictures/visitor";
import { signUp, startOwnInstance } from "@/scripts/start/own-instance";
import { findChromium } from "@/scripts/test/chromium";

const help = `npm run screenshots [-- URL] [flags]

Pictures of every page in both themes, on a desktop and on a phone, into screenshots/. Without a URL
an instance is started for them, with a workspace that has a day behind it; one at a URL must have the
demo account.

  --locale NAME  ${locales.join(" or ")} (en)
  --only TEXT    only scenes with this in their name
  --landing      instead: the pictures of the start page, into public/images`;

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
  hasNewcomer: boolean;
  /** Makes the history unreadable while something is done; null where it is not ours to break. */
  whileBroken: ((work: () => Promise<void>) => Promise<void>) | null;
  stop: () => Promise<void>;
};

async function openOwn(): Promise<Instance> {
  const own = await startOwnInstance({ OPSPULSE_DEMO: "on", SIGN_UP: "open", LOG_LEVEL: "fatal" });
  // The embedded database shares one session: nothing may be left in it.
  const sql = postgres(own.address.DATABASE_URL, { max: 1, prepare: false, fetch_types: false });
  const stop = async () => {
    await sql.end();
    await own.stop();
  };
  try {
    const [demo] = await sql<{ id: string }[]>`
      select id from auth.users where email = ${demoAccount.email}`;
    if (demo === undefined) throw new Error("The instance has no demo account.");
    await seedPast(sql, demo.id, new Date());
    await signUp(own, newcomer);
  } catch (error) {
    await stop();
    throw error;
  }
  const whileBroken = async (work: () => Promise<void>) => {
    await sql`alter table routine_runs rename to routine_runs_out_of_reach`;
    try {
      await work();
    } finally {
      await sql`alter table routine_runs_out_of_reach rename to routine_runs`;
    }
  };
  return { origin: own.origin, hasNewcomer: true, whileBroken, stop };
}

const openGiven = (url: string): Instance => ({
  origin: new URL(url).origin,
  hasNewcomer: false,
  whileBroken: null,
  stop: async () => undefined,
});

type Cookies = Record<Viewer, readonly Cookie[]>;

async function signEverybodyIn(browser: Browser, instance: Instance): Promise<Cookies> {
  return {
    stranger: [],
    demo: await signIn(browser, instance.origin, demoAccount),
    empty: instance.hasNewcomer ? await signIn(browser, instance.origin, newcomer) : [],
  };
}

const looks = (locale: Locale): Look[] =>
  viewports.flatMap((viewport) =>
    (["light", "dark"] as const).map((theme) => ({ theme, locale, viewport, scale: 1 })),
  );

/** Takes these scenes in every look, and tells of those that came to nothing as it goes. */
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
  instance: Instance,
  { locale, only, cookies }: { locale: Locale; only: string; cookies: Cookies },
): Promise<void> {
  const { origin, hasNewcomer, whileBroken } = instance;
  const folder = join(root, "screenshots", locale);
  if (only === "") await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const visit = await browser.newContext();
  await visit.addCookies([...cookies.demo]);
  const scenes = findScenes(await findWorld(visit, origin)).filter(({ name }) =>
    name.includes(only),
  );
  await visit.close();

  const needsOwn = ({ viewer, isBroken }: Scene) =>
    (viewer === "empty" && !hasNewcomer) || (isBroken === true && whileBroken === null);
  for (const { name } of scenes.filter(needsOwn)) {
    console.log(`${name}: left out, it needs an instance that is started for it`);
  }
  const possible = scenes.filter((scene) => !needsOwn(scene));
  const options = { origin, cookies, locale, folder };
  const shots = await takeScenes(
    browser,
    possible.filter(({ isBroken }) => isBroken !== true),
    options,
  );
  await whileBroken?.(async () => {
    shots.push(
      ...(await takeScenes(
        browser,
        possible.filter(({ isBroken }) => isBroken === true),
        options,
      )),
    );
  });
  console.log(`\n${summarizeShots(shots)}\nscreenshots/${locale}`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      locale: { type: "string", default: "en" },
      only: { type: "string", default: "" },
      landing: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [url] = positionals;
  if (values.help) {
    console.log(help);
    return;
  }
  if (!isLocale(values.locale)) throw new Error(`--locale must be ${locales.join(" or ")}.`);
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
        const folder = join(root, "public", "images");
        const pictures = takeLandingPictures(browser, instance.origin, {
          cookies: cookies.demo,
          folder,
        });
        for await (const name of pictures) console.log(`public/images/${name}`);
      } else {
        await takeEverything(browser, instance, {
          locale: values.locale,
          only: values.only,
          cookies,
        });
      }
    } finally {
      await browser.close();
    }
  } finally {
    await instance.stop();
  }
}

await main();
