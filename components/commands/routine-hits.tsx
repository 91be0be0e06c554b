import { defaultFilter } from "cmdk";
import { Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import { urlHost } from "@/components/page/url-host";
import { CommandGroup, CommandItem } from "@/components/ui/command";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

/** Prefix of the values that the server found: they always match, in the server's order. */
const HIT = "routine:";

/** How well an entry fits the search, as `cmdk` wants it. */
export const scoreCommand: typeof defaultFilter = (value, search, keywords) =>
  value.startsWith(HIT) ? 1 : defaultFilter(value, search, keywords);

type RoutineHitsProps = { hits: readonly RoutineHit[]; open: (id: string) => void };

/** The routines that the server found. */
export function RoutineHits({ hits, open }: RoutineHitsProps) {
  const t = useTranslations();
  if (hits.length === 0) return null;
  return (
    <CommandGroup heading={t("palette.routines")}>
      {hits.map(({ id, name, endpoint_url, is_active }) => (
        <CommandItem key={id} value={`${HIT}${id}`} onSelect={() => open(id)}>
          <Waypoints aria-hidden />
          <span className="min-w-0 truncate">{name}</span>
          <span className="ml-auto max-w-[45%] shrink-0 truncate text-sm text-ink-faint">
            {is_active ? urlHost(endpoint_url) : t("status.paused")}
          </span>
        </CommandItem>
      ))}
    </CommandGroup>
  );
}
