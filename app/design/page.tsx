import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { readColorTokens, type ColorToken } from "@/app/design/read-color-tokens";
import { radii, sampledAt, spaces, textSizes } from "@/app/design/samples";
import { Specimens } from "@/app/design/specimens";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { NowProvider } from "@/components/time/now-provider";
import { isProductionBuild } from "@/lib/env";

export const metadata: Metadata = { title: "Design", robots: { index: false } };

/** Every token and every component, for developers. In English, as the code is. */
export default async function DesignPage() {
  if (isProductionBuild()) notFound();
  const colors = await readColorTokens();
  return (
    <NowProvider now={sampledAt.toISOString()}>
      <main className="mx-auto max-w-[1248px] px-4 py-8 sm:px-6">
        <PageHeader
          title="Design"
          lead="Every token and component in both themes. Only seen in development."
        />
        <div className="mt-8 grid gap-6 xl:grid-cols-2">
          {(["light", "dark"] as const).map((theme) => (
            <ThemeSample key={theme} name={theme} colors={colors}>
              <Tokens colors={colors} />
              <Specimens idPrefix={theme} />
            </ThemeSample>
          ))}
        </div>
      </main>
    </NowProvider>
  );
}

type ThemeProps = {
  name: "light" | "dark";
  colors: readonly ColorToken[];
  children: ReactNode;
};

function ThemeSample({ name, colors, children }: ThemeProps) {
  const values = Object.fromEntries(colors.map((color) => [color.name, color[name]]));
  return (
    <div
      style={{ ...values, colorScheme: name }}
      className="min-w-0 rounded-block border bg-paper p-4 text-ink sm:p-6"
      role="group"
      aria-labelledby={`${name}-theme`}
    >
      <p id={`${name}-theme`} className="mb-6 font-mono text-sm text-ink-faint">
        {name}
      </p>
      {children}
    </div>
  );
}

function Tokens({ colors }: { colors: readonly ColorToken[] }) {
  return (
    <>
      <Section title="Colours">
        <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          {colors.map(({ name }) => (
            <li key={name}>
              <div className="h-12 rounded-control border" style={{ background: `var(${name})` }} />
              <code className="font-mono text-xs text-ink-soft">{name}</code>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Type">
        <ul className="grid gap-3">
          {textSizes.map(({ name, use }) => (
            <li key={name}>
              <p className={name}>{use}</p>
              <code className="font-mono text-xs text-ink-faint">{name}</code>
            </li>
          ))}
          <li>
            <p className="font-mono">https://example.com/health 0123456789</p>
            <code className="font-mono text-xs text-ink-faint">font-mono</code>
          </li>
        </ul>
      </Section>
      <Section title="Space, radius and motion">
        <div className="grid gap-4">
          <ul className="flex flex-wrap items-end gap-4">
            {spaces.map((space) => (
              <li key={space} className="grid justify-items-center gap-1">
                <div className="bg-accent" style={{ width: space, height: space }} />
                <code className="font-mono text-xs text-ink-faint">{space}</code>
              </li>
            ))}
          </ul>
          <ul className="flex flex-wrap gap-4">
            {radii.map((radius) => (
              <li key={radius} className="grid justify-items-center gap-1">
                <div className={`size-10 border border-control bg-raised ${radius}`} />
                <code className="font-mono text-xs text-ink-faint">{radius}</code>
              </li>
            ))}
          </ul>
          <p className="text-sm text-ink-soft">
            Opacity and transform only, 120 to 180 ms, ease-settle; nothing moves where less motion
            is asked for.
          </p>
        </div>
      </Section>
    </>
  );
}
