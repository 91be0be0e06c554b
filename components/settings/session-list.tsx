"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import type { FormAction } from "@/components/settings/confirm-form";
import { RelativeTime } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import type { SessionDto } from "@/lib/domain/sessions/session";

/** A device in words, as far as its browser says what it is. */
function useDeviceName(): (session: SessionDto) => string {
  const t = useTranslations("settings.sessions");
  return ({ device: { browser, system } }) => {
    if (browser !== null && system !== null) return t("device", { browser, system });
    return browser ?? system ?? t("unknownDevice");
  };
}

function SessionItem({ session, end }: { session: SessionDto; end: FormAction }) {
  const t = useTranslations("settings.sessions");
  const [result, dispatch, isPending] = useActionState(end, null);
  const device = useDeviceName()(session);
  return (
    <li className="grid gap-2 px-4 py-2.5">
      <div className="flex items-center gap-3">
        <div className="min-w-0 grow">
          <p className="font-medium [overflow-wrap:anywhere]">
            {device}
            {session.is_current && (
              <span className="font-normal text-ink-faint"> {t("thisSession")}</span>
            )}
          </p>
          <p className="text-sm text-ink-faint">
            {session.is_current
              ? t("activeNow")
              : t.rich("lastUsed", {
                  time: () => <RelativeTime value={session.last_used_at} />,
                })}
            {" · "}
            {t.rich("signedIn", { time: () => <RelativeTime value={session.signed_in_at} /> })}
          </p>
        </div>
        <form action={dispatch}>
          <Button
            type="submit"
            size="sm"
            variant="danger"
            isPending={isPending}
            aria-label={t("endDevice", { device })}
          >
            {t("end")}
          </Button>
        </form>
      </div>
      {result !== null && !result.ok && <FailureAlert failure={result} />}
    </li>
  );
}

type SessionListProps = {
  /** The sessions of the reader, the current one too. */
  sessions: readonly SessionDto[];
  end: (id: string) => ReturnType<FormAction>;
  /** Null where the reader can't end the others. */
  endOthers: FormAction | null;
};

/** Where the reader is signed in. Ending a session needs no confirmation: a sign-in makes up for it. */
export function SessionList({ sessions, end, endOthers }: SessionListProps) {
  const t = useTranslations("settings.sessions");
  return (
    <div className="grid justify-items-start gap-4">
      <ul className="w-full divide-y rounded-block border bg-raised">
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} end={end.bind(null, session.id)} />
        ))}
      </ul>
      {endOthers !== null && <EndOthers action={endOthers} hasOthers={sessions.length > 1} />}
      <p className="text-sm text-ink-faint">{t("delay")}</p>
    </div>
  );
}

function EndOthers({ action, hasOthers }: { action: FormAction; hasOthers: boolean }) {
  const t = useTranslations("settings.sessions");
  const [result, dispatch, isPending] = useActionState(action, null);
  return (
    <form action={dispatch} className="flex flex-wrap items-center gap-3">
      {hasOthers && (
        <Button type="submit" isPending={isPending}>
          {t("endOthers")}
        </Button>
      )}
      <span role="status" className="text-ink-soft">
        {result?.ok && !isPending && t("othersEnded")}
      </span>
      {result !== null && !result.ok && <FailureAlert failure={result} className="w-full" />}
    </form>
  );
}
