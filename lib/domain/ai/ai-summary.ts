import { z } from "zod";
import { maskText } from "@/lib/domain/ai/mask-text";
import { isStorable } from "@/lib/domain/storable-text";

export const MAX_SUMMARY_CHARACTERS = 300;

/** What a language model must respond with; nothing else is taken for a summary. */
const aiSummary = z.strictObject({
  summary: z.string().min(1).max(MAX_SUMMARY_CHARACTERS),
  confidence: z.number().min(0).max(1),
});
export type AiSummary = z.infer<typeof aiSummary>;

/** What a summary has no use for: links, addresses, markup, code. */
const NOT_PLAIN = /:\/\/|\bwww\.|\]\(|<\/?[a-z!]|`|&#|\bjavascript:|@[\w-]+\./i;

/** Controls, what turns the direction of text, and what isn't seen. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * The summary in what a model has responded with: plain text on one line, with what looks like a secret
 * masked. Null for whatever isn't one, or holds a link or markup.
 */
export function readAiSummary(output: unknown): AiSummary | null {
  const parsed = aiSummary.safeParse(output);
  if (!parsed.success || !isStorable(parsed.data.summary)) return null;
  const summary = parsed.data.summary.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
  if (summary === "" || NOT_PLAIN.test(summary)) return null;
  return { ...parsed.data, summary: maskText(summary).slice(0, MAX_SUMMARY_CHARACTERS) };
}

/**
 * Why there is no summary: the endpoint wasn't reached or took too long (`unreachable`), responded
 * with an error (`refused`), or with anything but a summary (`unusable`).
 */
export const aiProblems = ["unreachable", "refused", "unusable"] as const;
export type AiProblem = (typeof aiProblems)[number];
