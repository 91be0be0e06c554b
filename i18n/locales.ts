export const locales = ["en", "pt-BR"] as const;
export type Locale = (typeof locales)[number];

export const LOCALE_COOKIE = "locale";

const DEFAULT_LOCALE: Locale = "en";

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The languages of an `Accept-Language` header, the most wanted first (RFC 9110, section 12.5.4). */
function parseAcceptLanguage(header: string): string[] {
  return header
    .split(",")
    .map((item) => {
      const [tag = "", ...parameters] = item.trim().split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== "" && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** The chosen language, else the first one that the browser asks for and the app has. */
export function chooseLocale(
  chosen: string | undefined,
  acceptLanguage: string | null | undefined,
): Locale {
  if (isLocale(chosen)) return chosen;
  for (const tag of parseAcceptLanguage(acceptLanguage ?? "")) {
    const language = tag.split("-")[0];
    const match = locales.find((locale) => locale.split("-")[0] === language);
    if (match !== undefined) return match;
  }
  return DEFAULT_LOCALE;
}
