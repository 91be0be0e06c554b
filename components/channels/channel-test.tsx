"use client";

import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";

export type ChannelTestState = ActionResult<DeliveryDto> | null;

/** A button that sends a test, and the real response to it. */
export function ChannelTest({ action }: { action: () => Promise<ChannelTestState> }) {
  const t = useTranslations("channels");
  const [last, dispatch, isPending] = useActionState<ChannelTestState>(action, null);
  const result = isPending ? null : last;
  return (
    <>
      <form action={dispatch}>
        <Button type="submit" variant="primary" isPending={isPending}>
          <Send aria-hidden />
          {isPending ? t("testing") : t("test")}
        </Button>
      </form>
      <div role="status" className="basis-full empty:hidden">
        {result?.ok === true && <TestResult delivery={result.data} />}
        {result?.ok === false && <FailureAlert failure={result} />}
      </div>
    </>
  );
}

const outcomes = { SENT: "testSent", FAILED: "testFailed", PENDING: "testPending" } as const;

function TestResult({ delivery }: { delivery: DeliveryDto }) {
  const t = useTranslations("channels");
  const { status, response_status: code, response } = delivery;
  return (
    <Alert variant={status === "SENT" ? "success" : "failed"}>
      <p>
        <span className="font-medium">{t(outcomes[status])}</span>{" "}
        {code === null ? response === null && t("noResponse") : t("testStatus", { status: code })}
      </p>
      {response !== null && response !== "" && (
        <pre className="mt-1 max-h-40 overflow-auto font-mono text-sm whitespace-pre-wrap text-ink-soft">
          {response}
        </pre>
      )}
    </Alert>
  );
}
