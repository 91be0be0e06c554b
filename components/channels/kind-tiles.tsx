import { useTranslations } from "next-intl";
import { ChannelGlyph } from "@/components/channels/channel-glyph";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import { channelKinds, type ChannelKind } from "@/lib/domain/channels/channel-options";

/** In the order in which they're offered: first the one that needs no other service. */
const offered: readonly ChannelKind[] = ["PUSH", ...channelKinds.filter((kind) => kind !== "PUSH")];

type KindTilesProps = {
  /** The kind that is chosen. */
  current?: ChannelKind | undefined;
};

/** The kinds of channels, each a link to its form. */
export function KindTiles({ current }: KindTilesProps) {
  const t = useTranslations("channels");
  return (
    <nav aria-label={t("kindsLabel")}>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        {offered.map((kind) => (
          <li key={kind}>
            <Link
              href={`/alerts/channels/new?kind=${kind}`}
              scroll={false}
              aria-current={kind === current ? "true" : undefined}
              className={cn(
                "grid h-full grid-cols-[auto_minmax(0,1fr)] content-start gap-x-2.5 gap-y-0.5 rounded-control border px-3 py-2.5",
                kind === current
                  ? "border-accent bg-accent-wash"
                  : "border-control bg-raised hover:bg-sunken",
              )}
            >
              <ChannelGlyph kind={kind} />
              <span className="font-medium [overflow-wrap:anywhere]">{t(`kinds.${kind}`)}</span>
              <span className="col-span-2 text-sm text-ink-faint">{t(`kindTexts.${kind}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
