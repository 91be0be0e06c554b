import { Activity, BellRing, Gauge, ListChecks, Settings } from "lucide-react";

/** The pages that are always one step away. */
export const mainPages = [
  { href: "/", key: "overview", Icon: Gauge },
  { href: "/routines", key: "routines", Icon: ListChecks },
  { href: "/runs", key: "runs", Icon: Activity },
  { href: "/alerts", key: "alerts", Icon: BellRing },
  { href: "/settings", key: "settings", Icon: Settings },
] as const;
