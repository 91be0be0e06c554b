"use client";

import { useTranslations } from "next-intl";
import { ConfirmForm, type FormAction } from "@/components/settings/confirm-form";
import { Disclosure } from "@/components/settings/disclosure";
import { useServerNow } from "@/components/time/now-provider";
import { RelativeTime } from "@/components/time/time";
import type { ApiKeyDto } from "@/lib/domain/keys/api-key";

function KeyItem({ apiKey, remove }: { apiKey: ApiKeyDto; remove: FormAction | null }) {
  const t = useTranslations();
  const nowMs = useServerNow();
  const { name, prefix, role, scopes, addresses, expires_at, last_used_at } = apiKey;
  const isExpired = expires_at !== null && Date.parse(expires_at) <= nowMs;
  return (
    <li className="px-4 py-2.5">
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="min-w-0">
          <h3 className="font-medium [overflow-wrap:anywhere]">{name}</h3>
          <p className="font-mono text-sm text-ink-soft">{prefix}…</p>
          <p className="text-sm [overflow-wrap:anywhere] text-ink-faint">
            {t.rich("keys.made", {
              who: apiKey.created_by_email,
              time: () => <RelativeTime value={apiKey.created_at} />,
            })}
          </p>
        </div>
        <div className="min-w-0 text-sm text-ink-soft">
          <p>
            {t(`roles.${role}.name`)}
            {" · "}
            <span className="font-mono">{scopes.join(", ")}</span>
          </p>
          <p>
            {last_used_at === null
              ? t("keys.unused")
              : t.rich("keys.used", { time: () => <RelativeTime value={last_used_at} /> })}
          </p>
          <p className={isExpired ? "text-failed" : undefined}>
            {expires_at === null
              ? t("keys.lasting")
              : t.rich(isExpired ? "keys.expired" : "keys.ends", {
                  time: () => <RelativeTime value={expires_at} />,
                })}
          </p>
          {addresses.length > 0 && (
            <p className="[overflow-wrap:anywhere]">
              {t.rich("keys.only", {
                addresses: addresses.join(", "),
                code: (text) => <span className="font-mono">{text}</span>,
              })}
            </p>
          )}
        </div>
      </div>
      {remove !== null && (
        <div className="mt-1">
          <Disclosure label={t("keys.deleteOf", { name })}>
            <p className="max-w-xl">{t("keys.deleteText")}</p>
            <ConfirmForm action={remove} label={t("keys.delete")} />
          </Disclosure>
        </div>
      )}
    </li>
  );
}

type KeyListProps = {
  keys: readonly ApiKeyDto[];
  /** Which of them the reader may delete, by id. */
  deletable: readonly string[];
  remove: (id: string) => ReturnType<FormAction>;
};

/** The API keys of a workspace, without their secrets. */
export function KeyList({ keys, deletable, remove }: KeyListProps) {
  return (
    <ul className="divide-y rounded-block border bg-raised">
      {keys.map((apiKey) => (
        <KeyItem
          key={apiKey.id}
          apiKey={apiKey}
          remove={deletable.includes(apiKey.id) ? remove.bind(null, apiKey.id) : null}
        />
      ))}
    </ul>
  );
}
