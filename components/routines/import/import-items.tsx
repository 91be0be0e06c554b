"use client";

import { useTranslations } from "next-intl";
import { startTransition } from "react";
import { RemarkList } from "@/components/routines/import/remark-list";
import { useScheduleWords } from "@/components/schedule/schedule-text";
import { ZonedTime } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextLink } from "@/components/ui/link";
import type { ImportItem, ImportPreview, ImportSecret } from "@/lib/domain/imports/import-preview";
import type { ImportRefusal } from "@/lib/domain/imports/remarks";

/** A browser lays out so many at once without a wait; the others are imported all the same. */
const SHOWN_ITEMS = 300;

function ItemSchedule({ settings, next_runs }: ImportItem) {
  const t = useTranslations("imports");
  const words = useScheduleWords();
  const {
    interval_minutes = null,
    cron_expression = null,
    run_at = null,
    timezone = "UTC",
  } = settings;
  const schedule = { interval_minutes, cron_expression, run_at, timezone };
  return (
    <div className="text-sm">
      <p className="text-ink-soft">
        {words(schedule)}
        {cron_expression !== null && (
          <span className="text-ink-faint">
            {" "}
            <code className="font-mono">{cron_expression}</code> {timezone}
          </span>
        )}
      </p>
      {next_runs.length > 0 && (
        <div className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-ink-faint">
          <span>{t("nextRuns")}</span>
          {next_runs.map((at) => (
            <span key={at}>
              <ZonedTime value={at} timezone={timezone} />
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function Item({ item }: { item: ImportItem }) {
  const t = useTranslations("imports");
  const { key, name, line, settings, exists, remarks } = item;
  const id = `import-${key}`;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 px-4 py-3">
      <Checkbox
        id={id}
        name="key"
        value={key}
        defaultChecked={!exists}
        disabled={exists}
        aria-describedby={`${id}-about`}
      />
      <div className="grid min-w-0 gap-1.5" id={`${id}-about`}>
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <label htmlFor={id} className="font-medium [overflow-wrap:anywhere]">
            {name}
          </label>
          {exists && <span className="text-sm text-ink-faint">{t("exists")}</span>}
          {!exists && settings.is_active === false && (
            <span className="text-sm text-ink-faint">{t("paused")}</span>
          )}
          {line !== null && <span className="text-sm text-ink-faint">{t("line", { line })}</span>}
        </div>
        <p className="font-mono text-sm [overflow-wrap:anywhere] text-ink-soft">
          {settings.http_method ?? "GET"} {settings.endpoint_url}
        </p>
        <ItemSchedule {...item} />
        <RemarkList remarks={remarks} />
      </div>
    </li>
  );
}

function Secrets({ secrets }: { secrets: readonly ImportSecret[] }) {
  const t = useTranslations("imports");
  const missing = secrets.filter(({ exists }) => !exists);
  if (missing.length === 0) return null;
  return (
    <section className="rounded-block border bg-raised px-4 py-3" aria-labelledby="import-secrets">
      <h2 id="import-secrets" className="font-semibold">
        {t("secrets", { count: missing.length })}
      </h2>
      <p className="mt-1 max-w-2xl text-sm text-ink-soft">
        {t.rich("secretsText", {
          link: (text) => <TextLink href="/settings/secrets">{text}</TextLink>,
        })}
      </p>
      <ul className="mt-2 grid gap-1.5 text-sm">
        {missing.map(({ name, header, origin }) => (
          <li key={name} className="flex flex-wrap gap-x-4 font-mono [overflow-wrap:anywhere]">
            <span className="font-medium">{name}</span>
            <span className="text-ink-soft">{header}</span>
            <span className="text-ink-faint">{origin}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Refused({ refused }: { refused: readonly ImportRefusal[] }) {
  const t = useTranslations("imports");
  if (refused.length === 0) return null;
  return (
    <section aria-labelledby="import-refused">
      <h2 id="import-refused" className="mb-2 font-semibold">
        {t("refused", { count: refused.length })}
      </h2>
      <ul className="divide-y rounded-block border bg-raised">
        {refused.slice(0, SHOWN_ITEMS).map(({ line, text, code, params }, index) => (
          <li key={index} className="px-4 py-2.5">
            <span className="font-medium [overflow-wrap:anywhere]">{text}</span>
            {line !== null && (
              <span className="ml-3 text-sm text-ink-faint">{t("line", { line })}</span>
            )}
            <p className="text-sm [overflow-wrap:anywhere] text-ink-soft">
              {t(`refusals.${code}`, params)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

type ImportItemsProps = {
  id: string;
  preview: ImportPreview;
  action: (form: FormData) => void;
  isPending: boolean;
};

/** What a text becomes: the routines to choose from, the secrets to make, and what can't be imported. */
export function ImportItems({ id, preview, action, isPending }: ImportItemsProps) {
  const t = useTranslations("imports");
  const { source, items, refused, remarks, secrets } = preview;
  const fresh = items.filter(({ exists }) => !exists);
  const hidden = items.slice(SHOWN_ITEMS).filter(({ exists }) => !exists);
  return (
    <div className="grid gap-6">
      <p role="status" className="text-ink-soft">
        {t("found", {
          source: t(`sources.${source}`),
          items: items.length,
          refused: refused.length,
        })}
      </p>
      <Secrets secrets={secrets} />
      {items.length > 0 && (
        <form
          action={action}
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            startTransition(() => action(data));
          }}
          className="grid gap-4"
        >
          <h2 className="font-semibold">{t("items", { count: items.length })}</h2>
          <input type="hidden" name="of" value={id} />
          <input type="hidden" name="source" value={source} />
          <input
            type="hidden"
            name="items"
            value={JSON.stringify(fresh.map((item) => item.settings))}
          />
          {hidden.map(({ key }) => (
            <input key={key} type="hidden" name="key" value={key} />
          ))}
          <ul className="divide-y rounded-block border bg-raised">
            {items.slice(0, SHOWN_ITEMS).map((item) => (
              <Item key={item.key} item={item} />
            ))}
          </ul>
          {hidden.length > 0 && (
            <p className="text-sm text-ink-soft">{t("more", { count: hidden.length })}</p>
          )}
          <RemarkList remarks={remarks} />
          {fresh.length > 0 && (
            <div>
              <Button type="submit" variant="primary" isPending={isPending}>
                {t("import")}
              </Button>
            </div>
          )}
        </form>
      )}
      <Refused refused={refused} />
    </div>
  );
}
