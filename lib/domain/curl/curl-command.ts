import { readArguments } from "@/lib/domain/curl/curl-options";
import { findArguments } from "@/lib/domain/curl/is-curl-command";
import { RequestDraft, type CurlCommand } from "@/lib/domain/curl/request-draft";
import { splitShellWords } from "@/lib/domain/curl/shell-words";
import type { ShellWords } from "@/lib/domain/curl/word-list";

/** Reads the words after `curl`, with a remark on each part that was left out. */
export function readCurlWords(shell: ShellWords): CurlCommand {
  const { options, urls, hasNext } = readArguments(shell.words);
  const draft = new RequestDraft(shell.input);
  for (const option of options) draft.take(option);
  for (const url of urls) draft.addUrl(url);
  return draft.finish({ ...shell, hasRest: shell.hasRest || hasNext });
}

/**
 * Reads the first `curl` command of a text, with a remark on each part that was left out; null where
 * the text is not one. It never throws, and keeps no credential, in the request or in a remark.
 */
export function parseCurlCommand(text: string): CurlCommand | null {
  const found = findArguments(text, "curl");
  return found === null ? null : readCurlWords(splitShellWords(found.rest, found.before));
}
