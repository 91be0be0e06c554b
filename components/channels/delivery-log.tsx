import { useTranslations } from "next-intl";
import { DeliveryState } from "@/components/channels/delivery-state";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";

type DeliveryLogProps = {
  deliveries: readonly DeliveryDto[];
  /** Whether to name the channel of each. */
  withChannel?: boolean;
};

/** Messages, newest first: what they said, whether they were accepted, and the response. */
export function DeliveryLog({ deliveries, withChannel = false }: DeliveryLogProps) {
  const t = useTranslations("channels");
  return (
    <ol className="divide-y rounded-block border bg-raised">
      {deliveries.map((delivery) => {
        const { response_status: code, response, next_attempt_at: next } = delivery;
        const answer = [code, response].filter((part) => part !== null && part !== "").join(" ");
        return (
          <li
            key={delivery.id}
            className="grid gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[7rem_minmax(0,1fr)_auto]"
          >
            <div>
              <DeliveryState status={delivery.status} />
            </div>
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p>
                {delivery.title ?? t(`deliveryEvents.${delivery.event.replace("incident.", "")}`)}
              </p>
              <p className="flex flex-wrap gap-x-3 text-sm text-ink-faint">
                {withChannel && (
                  <TextLink href={`/alerts/channels/${delivery.channel_id}`}>
                    {delivery.channel_name}
                  </TextLink>
                )}
                {delivery.title !== null && (
                  <span>{t(`deliveryEvents.${delivery.event.replace("incident.", "")}`)}</span>
                )}
                <span>{t("attempts", { count: delivery.attempt })}</span>
                {next !== null && (
                  <span>
                    {t.rich("nextAttempt", { time: () => <RelativeTime value={next} ahead /> })}
                  </span>
                )}
              </p>
              {answer !== "" && (
                <p className="font-mono text-sm text-ink-soft">
                  <span className="sr-only">{t("response")} </span>
                  {answer}
                </p>
              )}
            </div>
            <ExactTime
              value={delivery.finished_at ?? delivery.created_at}
              className="text-sm whitespace-nowrap text-ink-faint"
            />
          </li>
        );
      })}
    </ol>
  );
}
