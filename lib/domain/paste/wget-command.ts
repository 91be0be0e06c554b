import { findArguments } from "@/lib/domain/curl/is-curl-command";
import { RequestDraft, type CurlCommand } from "@/lib/domain/curl/request-draft";
import { splitShellWords } from "@/lib/domain/curl/shell-words";
import type { ShellWords } from "@/lib/domain/curl/word-list";
import { readWgetArguments } from "@/lib/domain/paste/wget-options";

/** Reads the words after `wget`, with a remark on each part that was left out. */
export function readWgetWords(shell: ShellWords): CurlCommand {
  const { options, urls } = readWgetArguments(shell.words);
  const draft = new RequestDraft(shell.input);
  // Wget follows redirects, and takes braces and brackets of a URL as they are.
  const own = (name: string) => ({ name, written: "", value: "", treatment: "read" }) as const;
  draft.take(own("globoff"));
  const isBound = options.some(
    ({ written, value }) => written === "--max-redirect" && value === "0",
  );
  if (!isBound) draft.take(own("location"));
  for (const option of options) draft.take(option);
  for (const url of urls) draft.addUrl(url);
  return draft.finish(shell);
}

/**
 * Reads the first `wget` command of a text, with a remark on each part that was left out; null where
 * the text is not one. It never throws, and keeps no credential, in the request or in a remark.
 */
export function parseWgetCommand(text: string): CurlCommand | null {
  const found = findArguments(text, "wget");
  return found === null ? null : readWgetWords(splitShellWords(found.rest, found.before));
}
