import { parseTemplate, placeholdersOf, type Template } from "@/lib/domain/template/parse-template";
import { hasBraces } from "@/lib/domain/template/value-names";

/** The texts of a request in which values may stand. */
export type RequestTexts = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
};

export type UrlPart = "scheme" | "host" | "path" | "query" | "fragment";

/** One text of a request, as it is read. */
export type ParsedText = {
  place: "url" | "header" | "body";
  /** The name of a header; empty elsewhere. */
  header: string;
  text: string;
  template: Template;
};

/** The part of a URL in which a place is. Ports and credentials count as the host's. */
export function urlPartAt(url: string, at: number): UrlPart {
  const [scheme = ""] = /^[^/?#]*:\/\//.exec(url) ?? [];
  if (at < scheme.length) return "scheme";
  const host = url.slice(scheme.length).search(/[/?#]/);
  if (host < 0 || at < scheme.length + host) return "host";
  const fragment = url.indexOf("#");
  if (fragment >= 0 && at > fragment) return "fragment";
  const query = url.indexOf("?");
  return query >= 0 && at > query ? "query" : "path";
}

/** Each text of a request that has braces, as it is read. */
export function parseRequest({ url, headers, body }: RequestTexts): ParsedText[] {
  return [
    { place: "url" as const, header: "", text: url },
    ...Object.entries(headers).map(([header, text]) => ({
      place: "header" as const,
      header,
      text,
    })),
    { place: "body" as const, header: "", text: body ?? "" },
  ].flatMap((given) =>
    hasBraces(given.text) ? [{ ...given, template: parseTemplate(given.text) }] : [],
  );
}

/** The first place in a URL with a value, or with what was meant as one, outside its query. */
export function findMisplaced({ place, text, template }: ParsedText): number | null {
  if (place !== "url") return null;
  const places = placeholdersOf(template).map(({ at }) => at);
  if (template.problem !== null) places.push(template.problem.at);
  return places.find((at) => urlPartAt(text, at) !== "query") ?? null;
}
