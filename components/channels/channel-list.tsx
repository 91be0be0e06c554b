import { useTranslations } from "next-intl";
import { ChannelGlyph } from "@/components/channels/channel-glyph";
import { DeliveryState } from "@/components/channels/delivery-state";
import { RelativeTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { alertEvents } from "@/lib/domain/incidents/incident-options";

/** Where a channel leads to, as far as that is no secret. */
function addressOf({ config }: ChannelDto): string {
  const values: Partial<Record<string, unknown>> = config;
  const address = values.to ?? values.topic ?? values.chat_id ?? values.url ?? values.device;
  if (Array.isArray(address)) return address.join(", ");
  return typeof address === "string" ? address : "";
}

/** What a channel gets, where that isn't everything. */
function useScopeText(): (channel: ChannelDto) => string {
  const t = useTranslations("channels");
  return ({ events, routine_ids: routines, tags }) =>
    [
      ...(events.length === alertEvents.length
        ? []
        : events.map((event) => t(`deliveryEvents.${event.replace("incident.", "")}`))),
      ...(routines.length === 0 ? [] : [t("someRoutines", { count: routines.length })]),
      ...tags,
    ].join(", ");
}

/** The channels of a workspace, each with its state and its newest message. */
export function ChannelList({ channels }: { channels: readonly ChannelDto[] }) {
  const t = useTranslations("channels");
  const scopeText = useScopeText();
  return (
    <ul className="divide-y rounded-block border bg-raised">
      {channels.map((channel) => {
        const { id, kind, name, is_active: isActive, last_delivery: last } = channel;
        const scope = scopeText(channel);
        return (
          <li
            key={id}
            className="relative grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 px-4 py-3 hover:bg-sunken sm:grid-cols-[auto_minmax(0,1fr)_auto]"
          >
            <ChannelGlyph kind={kind} />
            <div className="min-w-0">
              <Link
                href={`/alerts/channels/${id}`}
                className="font-medium [overflow-wrap:anywhere] after:absolute after:inset-0 hover:underline"
              >
                {name}
              </Link>
              <p className="text-sm [overflow-wrap:anywhere] text-ink-faint">
                {[t(`kinds.${kind}`), addressOf(channel), scope].filter(Boolean).join(" · ")}
              </p>
            </div>
            <div className="text-sm max-sm:col-start-2 sm:text-right">
              <p className={cn(isActive ? "text-ink" : "font-medium text-ink-faint")}>
                {t(isActive ? "state.on" : "state.off")}
              </p>
              <p className="text-ink-faint">
                {last === null ? (
                  `${t("lastDelivery")}: ${t("never")}`
                ) : (
                  <span className="inline-flex flex-wrap items-center gap-x-1.5">
                    <DeliveryState status={last.status} /> <RelativeTime value={last.at} />
                  </span>
                )}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
