/** The host that a URL names, for a list; the text itself where it names none. */
export function urlHost(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
