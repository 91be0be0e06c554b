import type { ReactNode } from "react";

type SettingsPartProps = { title: ReactNode; text?: ReactNode; children: ReactNode };

/** One part of the settings: what it is about, and its controls. */
export function SettingsPart({ title, text, children }: SettingsPartProps) {
  return (
    <section className="grid gap-x-8 gap-y-4 border-t py-6 first-of-type:border-t-0 first-of-type:pt-0 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {text !== undefined && <p className="mt-1 text-sm text-ink-faint">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
