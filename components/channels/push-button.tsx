"use client";

import { MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { findRefusal, subscribeDevice, type PushRefusal } from "@/components/channels/push-device";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useInBrowser } from "@/components/hydration/use-hydrated";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ActionFailure } from "@/lib/domain/action-result";

type PushButtonProps = {
  /** The public key of this instance; null where it has none. */
  vapidKey: string | null;
  /** Adds this device by its subscription, and opens its channel. */
  action: (subscription: string) => Promise<ActionFailure | null>;
};

/** Turns on notifications on this device, or says why that can't be. */
export function PushButton({ vapidKey, action }: PushButtonProps) {
  const t = useTranslations("push");
  const standing = useInBrowser(findRefusal, null);
  const [refusal, setRefusal] = useState<PushRefusal | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [isPending, startTransition] = useTransition();
  const why = refusal ?? standing;

  const turnOn = (key: string) =>
    startTransition(async () => {
      setFailure(null);
      setRefusal(null);
      const result = await subscribeDevice(key);
      if (result.ok) setFailure(await action(result.subscription));
      else setRefusal(result.refusal);
    });

  return (
    <Card>
      <h2 className="font-semibold">{t("title")}</h2>
      <p className="mt-1 max-w-xl text-ink-soft">{t("text")}</p>
      <div className="mt-4 grid justify-items-start gap-3">
        {vapidKey === null ? (
          <Alert>{t("noKey")}</Alert>
        ) : (
          <Button variant="primary" isPending={isPending} onClick={() => turnOn(vapidKey)}>
            <MonitorSmartphone aria-hidden />
            {isPending ? t("asking") : t("turnOn")}
          </Button>
        )}
        {vapidKey !== null && why !== null && !isPending && <Alert>{t(`refusals.${why}`)}</Alert>}
        {failure !== null && <FailureAlert failure={failure} />}
      </div>
    </Card>
  );
}
