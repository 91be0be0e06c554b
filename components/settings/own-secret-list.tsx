"use client";

import { useTranslations } from "next-intl";
import { ConfirmForm, type FormAction } from "@/components/settings/confirm-form";
import { Disclosure } from "@/components/settings/disclosure";
import { SecretForm } from "@/components/settings/secret-form";
import { RelativeTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { ListedSecretDto, SecretUse } from "@/lib/domain/workspace/secret";

type SecretActions = {
  /** Null where the instance has no key to store a value under. */
  change: ((id: string, ...sent: Parameters<FormAction>) => ReturnType<FormAction>) | null;
  remove: (id: string) => ReturnType<FormAction>;
};

/** The most routines that are named; the rest are counted. */
const NAMED_USES = 10;

/** The routines whose runs fail without the secret. */
function Uses({ uses }: { uses: readonly SecretUse[] }) {
  const t = useTranslations("secrets");
  if (uses.length === 0) return <p className="max-w-xl">{t("unused")}</p>;
  const more = uses.length - NAMED_USES;
  return (
    <div className="max-w-xl">
      <p>{t("usedBy", { count: uses.length })}</p>
      <ul className="mt-1 list-disc pl-5 [overflow-wrap:anywhere]">
        {uses.slice(0, NAMED_USES).map(({ id, name }) => (
          <li key={id}>
            <TextLink href={`/routines/${id}`}>{name}</TextLink>
          </li>
        ))}
        {more > 0 && <li>{t("more", { count: more })}</li>}
      </ul>
    </div>
  );
}

function SecretItem({
  secret,
  actions,
}: {
  secret: ListedSecretDto;
  actions: SecretActions | null;
}) {
  const t = useTranslations("secrets");
  const { id, name, purpose, origins, header, uses, updated_at } = secret;
  return (
    <li className="px-4 py-2.5">
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="min-w-0">
          <h3 className="font-mono [overflow-wrap:anywhere]">{name}</h3>
          <p className="text-sm text-ink-faint">
            {t(`purposes.${purpose}`)}
            {" · "}
            {t.rich("changed", { time: () => <RelativeTime value={updated_at} /> })}
          </p>
        </div>
        <div className="min-w-0 font-mono text-sm [overflow-wrap:anywhere] text-ink-soft">
          <ul aria-label={t("originsOf", { name })}>
            {origins.map((origin) => (
              <li key={origin}>{origin}</li>
            ))}
          </ul>
          {header !== null && <p>{header}</p>}
        </div>
      </div>
      {actions !== null && (
        <div className="mt-1">
          {actions.change !== null && (
            <Disclosure label={t("changeOf", { name })}>
              <SecretForm
                key={updated_at}
                secret={secret}
                action={actions.change.bind(null, id)}
                saved={t("saved")}
              />
            </Disclosure>
          )}
          <Disclosure label={t("deleteOf", { name })}>
            <Uses uses={uses} />
            <ConfirmForm action={actions.remove.bind(null, id)} label={t("delete")} />
          </Disclosure>
        </div>
      )}
    </li>
  );
}

type OwnSecretListProps = {
  secrets: readonly ListedSecretDto[];
  /** Null for members, who may not change them. */
  actions: SecretActions | null;
};

/** The secrets that a workspace keeps itself, without their values. */
export function OwnSecretList({ secrets, actions }: OwnSecretListProps) {
  return (
    <ul className="divide-y rounded-block border bg-raised">
      {secrets.map((secret) => (
        <SecretItem key={secret.id} secret={secret} actions={actions} />
      ))}
    </ul>
  );
}
