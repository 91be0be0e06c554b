import Link from "next/link";
import { useTranslations } from "next-intl";
import { Logo } from "@/components/layout/logo";
import { DOT_ROOM, PulseShape } from "@/components/runs/pulse-shape";
import { Button } from "@/components/ui/button";
import type { RunStatus } from "@/lib/domain/run";

const points = ["slots", "schedule", "safety"] as const;

const HEIGHT = 80;
const WIDTH = 10;
const PITCH = 15;
/** Marks of calm before the eventful ones. */
const CALM = 32;

/** A drawing, not data: the same marks that stand for real runs on every other page. */
const drawing: readonly (readonly [RunStatus, number])[] = [
  ...Array.from(
    { length: CALM },
    (_, index) => ["SUCCESS", 0.4 + ((index * 7) % 11) / 80] as const,
  ),
  ["SUCCESS", 0.42],
  ["SUCCESS", 0.45],
  ["SUCCESS", 0.4],
  ["SUCCESS", 0.52],
  ["SUCCESS", 0.44],
  ["SUCCESS", 0.47],
  ["SUCCESS", 0.41],
  ["SUCCESS", 0.6],
  ["SUCCESS", 0.72],
  ["FAIL", 1],
  ["FAIL", 1],
  ["SUCCESS", 0.66],
  ["SUCCESS", 0.48],
  ["SUCCESS", 0.43],
  ["SUCCESS", 0.46],
  ["MISSED", 0.5],
  ["MISSED", 0.5],
  ["SUCCESS", 0.44],
  ["SUCCESS", 0.5],
  ["SUCCESS", 0.42],
  ["SUCCESS", 0.4],
  ["SUCCESS", 0.55],
  ["ABANDONED", 0.6],
  ["SUCCESS", 0.47],
  ["SUCCESS", 0.43],
  ["SUCCESS", 0.45],
  ["SUCCESS", 0.41],
  ["SUCCESS", 0.46],
  ["SUCCESS", 0.52],
  ["SUCCESS", 0.44],
  ["SUCCESS", 0.4],
  ["RUNNING", 0.45],
];

/** What a stranger sees: what this is, and the two ways in. */
export function Landing() {
  const t = useTranslations("landing");
  const app = useTranslations("app");
  return (
    <div className="mx-auto flex min-h-dvh max-w-5xl flex-col px-5 sm:px-8">
      <header className="flex h-16 items-center justify-between">
        <span className="inline-flex items-center gap-2 text-lg font-semibold tracking-tight">
          <Logo />
          {app("name")}
        </span>
      </header>
      <main className="grid grow grid-cols-1 content-center gap-12 py-12">
        <div>
          <h1 className="max-w-2xl text-4xl font-semibold tracking-tight text-balance">
            {t("title")}
          </h1>
          <p className="mt-4 max-w-xl text-lg text-pretty text-ink-soft">{t("lead")}</p>
          <div className="mt-7 flex flex-wrap gap-3">
            <Button asChild variant="primary">
              <Link href="/sign-up">{t("createAccount")}</Link>
            </Button>
            <Button asChild>
              <Link href="/sign-in">{t("signIn")}</Link>
            </Button>
          </div>
        </div>
        <figure>
          <div className="flex justify-end overflow-hidden">
            <svg
              aria-hidden
              width={drawing.length * PITCH}
              height={HEIGHT + DOT_ROOM}
              className="shrink-0"
            >
              <rect y={HEIGHT} width="100%" height={0.5} fill="var(--line)" />
              {drawing.map(([status, share], index) => (
                <g key={index} transform={`translate(${index * PITCH} 0)`}>
                  <PulseShape status={status} width={WIDTH} height={HEIGHT} share={share} />
                </g>
              ))}
            </svg>
          </div>
          <figcaption className="mt-2 text-sm text-ink-faint">{t("pulseCaption")}</figcaption>
        </figure>
        <ul className="grid gap-x-8 gap-y-6 border-t pt-8 sm:grid-cols-3">
          {points.map((point) => (
            <li key={point}>
              <h2 className="font-semibold">{t(`points.${point}.title`)}</h2>
              <p className="mt-1 text-pretty text-ink-soft">{t(`points.${point}.text`)}</p>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}
