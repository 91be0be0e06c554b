import type { CodedProblem } from "@/lib/domain/field-problems";
import { MAX_BODY_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { fillRequest } from "@/lib/domain/template/fill-request";
import { findTemplateProblems } from "@/lib/domain/template/find-template-problems";
import type { RequestTexts } from "@/lib/domain/template/parse-request";
import { longestMoment } from "@/lib/domain/template/run-moment";

/** The settings that hold values, and the one that fills them in. */
type RequestSettings = {
  endpoint_url: string;
  headers_json: Record<string, string>;
  body: string | null;
  fill_values: boolean;
  timezone: string;
};

const textsOf = ({
  endpoint_url = "",
  headers_json = {},
  body = null,
}: Partial<RequestSettings>): RequestTexts => ({ url: endpoint_url, headers: headers_json, body });

/**
 * A request as it is sent at its longest: with its values filled in, unless they are sent as they stand.
 * A setting that is missing is empty.
 */
export function longestRequest(settings: Partial<RequestSettings>): RequestTexts {
  const texts = textsOf(settings);
  if (settings.fill_values === false) return texts;
  return fillRequest(texts, longestMoment(settings.timezone ?? "UTC"));
}

/** What is wrong with the values of a request, or with its body once they are filled in. */
export function findValueProblems(settings: Partial<RequestSettings>): CodedProblem[] {
  if (settings.fill_values !== true) return [];
  const problems = findTemplateProblems(textsOf(settings));
  if (problems.length > 0) return problems;
  const { body } = longestRequest(settings);
  return body !== null && body.length > MAX_BODY_CHARACTERS && body !== settings.body
    ? [{ path: "body", code: "body_too_long" }]
    : [];
}
