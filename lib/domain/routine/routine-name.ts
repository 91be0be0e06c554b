import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";

/** A name for a routine that calls `url`: its host and path. Empty while the text is no HTTP URL. */
export function suggestName(url: string): string {
  if (!/^https?:\/\/./i.test(url.trim()) || !URL.canParse(url.trim())) return "";
  const { hostname, pathname } = new URL(url.trim());
  const name = `${hostname.replace(/^www\./, "")}${pathname.replace(/\/+$/, "")}`;
  return name.slice(0, MAX_NAME_CHARACTERS);
}

/** The name of a copy, as `toCopyName` words it, cut to the longest name that can be saved. */
export function copyName(name: string, toCopyName: (name: string) => string): string {
  const excess = toCopyName(name).length - MAX_NAME_CHARACTERS;
  return excess > 0 ? toCopyName(`${name.slice(0, -excess - 1).trimEnd()}…`) : toCopyName(name);
}
