/** The command without the prompt that is often copied with it. */
export const withoutPrompt = (text: string): string =>
  text.trim().replace(/^(?:[$#%>]|[A-Za-z]:\\[^>\n]*>)\s*/, "");

/** Whether a text is meant as a `curl` command. */
export const isCurlCommand = (text: string): boolean =>
  /^curl(?:\.exe)?(?:\s|\^)/i.test(withoutPrompt(text));
