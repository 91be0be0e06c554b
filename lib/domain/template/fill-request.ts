import {
  findMisplaced,
  parseRequest,
  type RequestTexts,
} from "@/lib/domain/template/parse-request";
import { parseTemplate } from "@/lib/domain/template/parse-template";
import { valueOf, type RunMoment } from "@/lib/domain/template/run-moment";
import { hasBraces } from "@/lib/domain/template/value-names";

const FORM_TYPE = /^[\t ]*application\/x-www-form-urlencoded[\t ]*(?:;|$)/i;

const asItIs = (value: string) => value;

/** How a value is written in a body, by the `Content-Type` that the request has. */
function bodyEncoding(headers: RequestTexts["headers"]): (value: string) => string {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  return FORM_TYPE.test(type?.[1] ?? "") ? encodeURIComponent : asItIs;
}

/**
 * The texts of a request with the values of a run, each encoded for where it stands: percent-encoded in
 * the query and in the body of an HTML form, and as it is elsewhere, where no value has a character that
 * means anything. Texts that could not have been saved are returned as they are: no run fails for them.
 */
export function fillRequest(texts: RequestTexts, moment: RunMoment): RequestTexts {
  const parsed = parseRequest(texts);
  const isSound = parsed.every(
    (text) => text.template.problem === null && findMisplaced(text) === null,
  );
  if (parsed.length === 0 || !isSound) return texts;
  const fill = (text: string, encode: (value: string) => string) =>
    hasBraces(text)
      ? parseTemplate(text)
          .pieces.map((piece) =>
            typeof piece === "string" ? piece : encode(valueOf(piece, moment)),
          )
          .join("")
      : text;
  const { url, headers, body } = texts;
  return {
    url: fill(url, encodeURIComponent),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, fill(value, asItIs)]),
    ),
    body: body === null ? null : fill(body, bodyEncoding(headers)),
  };
}
