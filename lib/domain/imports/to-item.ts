import type { ForeignJob } from "@/lib/domain/imports/foreign-job";
import { fitSchedule } from "@/lib/domain/imports/foreign-schedule";
import {
  findHeaderCredential,
  hideInBody,
  hideInUrl,
  safeText,
  type FoundCredential,
} from "@/lib/domain/imports/hidden-credentials";
import type { ImportSecret } from "@/lib/domain/imports/import-preview";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import type { SecretBook } from "@/lib/domain/imports/secret-book";
import { checkHeader } from "@/lib/domain/routine/header-policy";
import { checkCreateRoutine, type RoutineSettings } from "@/lib/domain/routine/routine";
import { suggestName } from "@/lib/domain/routine/routine-name";
import {
  carriesBody,
  httpMethods,
  MAX_ATTEMPTS,
  MAX_NAME_CHARACTERS,
  type HttpMethod,
  type RoutineLimits,
} from "@/lib/domain/routine/routine-options";
import { isPlainText, isVisible } from "@/lib/domain/storable-text";
import { MAX_ROUTINE_TAGS, MAX_TAG_CHARACTERS } from "@/lib/domain/tags/tag-options";

type Surroundings = { limits: RoutineLimits; now: Date; secrets: SecretBook };

/** A job as a routine, before it has a key. */
export type FittedJob = {
  settings: Partial<Omit<RoutineSettings, "key">> & Pick<RoutineSettings, "name" | "endpoint_url">;
  checked: RoutineSettings;
  remarks: ImportRemark[];
  secrets: ImportSecret[];
};

function readMethod(method: string): HttpMethod {
  const known = httpMethods.find((name) => name === method.trim().toUpperCase());
  if (known === undefined) {
    throw new RefusedJobError("method_unsupported", { name: safeText(method, 20) });
  }
  return known;
}

/** The URL without credentials, and those. */
function readUrl(url: string): { url: string; found: FoundCredential[]; origin: string } {
  if (url.trim() === "") throw new RefusedJobError("url_missing");
  const hidden = hideInUrl(url.trim());
  if (hidden.isPathSecret) throw new RefusedJobError("secret_in_path");
  const [variable] = /\$(?:\{[^}]*\}|\([^)]*\)|[A-Za-z_]\w*)|`[^`]*`/.exec(hidden.url) ?? [];
  if (variable !== undefined) {
    throw new RefusedJobError("url_variable", { name: variableName(variable) });
  }
  const parsed = URL.parse(hidden.url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new RefusedJobError("url_invalid");
  }
  return { url: hidden.url, found: hidden.found, origin: parsed.origin };
}

/** A variable by its name alone: what stands beside the name may be its value. */
function variableName(variable: string): string {
  const [, name] = /^\$\{?(?:secrets\.)?([A-Za-z_]\w{0,60})/.exec(variable) ?? [];
  return name === undefined ? "$( )" : `$${name}`;
}

function readHeaders(headers: ForeignJob["headers"]) {
  const kept = new Map<string, [string, string]>();
  const found: FoundCredential[] = [];
  const remarks: ImportRemark[] = [];
  for (const [name, value] of headers) {
    const credential = findHeaderCredential(name, value);
    if (credential !== null) found.push(credential);
    else if (checkHeader(name, value).ok) kept.set(name.toLowerCase(), [name, value]);
    else remarks.push(remark("header_left_out", { name: /^[\w-]{1,64}$/.test(name) ? name : "?" }));
  }
  return { headers: Object.fromEntries(kept.values()), found, remarks };
}

const secretRemark = (found: FoundCredential, secret: ImportSecret): ImportRemark => {
  const { place, header } = found;
  const params = { name: safeText(found.name, 64), secret: secret.name };
  switch (place) {
    case "header":
      return remark("secret_in_header", params);
    case "login":
      return remark("secret_in_login", params);
    case "url":
      return remark("secret_in_url", { ...params, header });
    case "body":
      return remark("secret_in_body", params);
  }
};

/** The secret that the request is sent with, and what is said of each credential that was found. */
function fitSecrets(found: readonly FoundCredential[], origin: string, book: SecretBook) {
  const [first, ...others] = found;
  if (first === undefined) return { secrets: [], remarks: [], isPaused: false };
  const secret = book.propose(first, origin);
  const isSame = (other: FoundCredential) =>
    other.value === first.value && other.header === first.header;
  const left = others.filter((other) => other.place !== "body" && !isSame(other));
  const emptied = others.filter(({ place }) => place === "body");
  return {
    secrets: [secret],
    remarks: [
      secretRemark(first, secret),
      ...left.map(({ name }) => remark("secret_left_out", { name: safeText(name, 64) })),
      ...emptied.map((other) => secretRemark(other, secret)),
    ],
    isPaused:
      !secret.exists || left.length > 0 || found.some(({ place }) => /^(?:url|body)$/.test(place)),
  };
}

const cutName = (name: string) => {
  const plain = safeText(name, MAX_NAME_CHARACTERS);
  return plain !== "" && isVisible(plain) ? plain : null;
};

function fitTags(tags: readonly string[]) {
  const isTag = (tag: string) =>
    tag !== "" && tag.length <= MAX_TAG_CHARACTERS && isPlainText(tag) && isVisible(tag);
  const plain = tags.map((tag) => tag.normalize("NFC").trim().replaceAll(",", " "));
  // One place is left for the tag of the source.
  const kept = plain
    .filter((tag) => isTag(tag) && safeText(tag) === tag)
    .slice(0, MAX_ROUTINE_TAGS - 1);
  const lost = plain.filter((tag) => !kept.includes(tag));
  return {
    tags: kept,
    remarks: lost.map((tag) => remark("tag_left_out", { name: safeText(tag, 40) })),
  };
}

/** Values of a shell that stand as they were written, because only that shell knows them. */
function findVariables(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) =>
    Array.from(text.matchAll(/\$(?:\{[A-Za-z_]\w*[^}]*\}|[A-Za-z_]\w+|\([^)]*\))/g), ([variable]) =>
      variableName(variable),
    ),
  );
  return Array.from(new Set(names));
}

function dropRedirects(settings: ForeignJob["settings"], hasSecret: boolean) {
  if (!hasSecret || settings.follow_redirects !== true) return { settings, remarks: [] };
  return {
    settings: { ...settings, follow_redirects: false },
    remarks: [remark("redirects_off")],
  };
}

/** How long the request may take, and how often it is tried, within this instance's limits. */
function fitLimits({ timeoutSeconds, attempts }: ForeignJob, limits: RoutineLimits) {
  const max = limits.maxTimeoutSeconds;
  const asked = timeoutSeconds === null ? null : Math.ceil(timeoutSeconds);
  const timeout = asked === null || !(asked >= 1) ? null : Math.min(asked, max);
  const tries = Math.min(Math.max(1, Math.ceil(attempts) || 1), MAX_ATTEMPTS);
  return {
    settings: {
      ...(timeout !== null && { timeout_seconds: timeout }),
      ...(tries > 1 && { max_attempts: tries }),
    },
    remarks: [
      ...(asked !== null && asked > max
        ? [remark("timeout_capped", { from: asked, to: max })]
        : []),
      ...(attempts > MAX_ATTEMPTS
        ? [remark("attempts_capped", { from: attempts, to: MAX_ATTEMPTS })]
        : []),
    ],
  };
}

/**
 * A job as a routine of this instance, without any credential, and with a remark on whatever will be
 * different. It is paused where a secret is missing, or a part must be completed by a person.
 * @throws {RefusedJobError} where it can't be a routine.
 */
export function fitJob(job: ForeignJob, { limits, now, secrets }: Surroundings): FittedJob {
  const method = readMethod(job.method);
  const { url, found: inUrl, origin } = readUrl(job.url);
  const schedule = fitSchedule(job.schedule, { timezone: job.timezone, limits, now });
  const headers = readHeaders(job.headers);
  const mayHaveBody = carriesBody(method);
  const hasBody = job.body !== null && job.body !== "";
  const body = hasBody && mayHaveBody ? hideInBody(job.body ?? "") : null;
  const found = [...job.credentials, ...headers.found, ...inUrl, ...(body?.found ?? [])];
  const credentials = fitSecrets(found, origin, secrets);
  const [secret] = credentials.secrets;
  const further = dropRedirects(job.settings, secret !== undefined);
  const bounds = fitLimits(job, limits);
  const tags = fitTags(job.settings.tags ?? []);
  const texts = [...Object.values(headers.headers), body?.body ?? ""];
  const variables = findVariables(texts);
  const isPaused = job.isPaused || schedule.isGuess || credentials.isPaused || variables.length > 0;
  const settings = {
    name: cutName(job.name ?? "") ?? cutName(suggestName(url)) ?? "Imported",
    endpoint_url: url,
    http_method: method,
    ...(Object.keys(headers.headers).length > 0 && { headers_json: headers.headers }),
    ...(body !== null && { body: body.body }),
    ...schedule.settings,
    ...bounds.settings,
    ...further.settings,
    ...(tags.tags.length > 0 && { tags: tags.tags }),
    // Braces in a request that comes from elsewhere are meant as text.
    ...([url, ...texts].some((text) => text.includes("{{")) &&
      job.settings.fill_values !== true && { fill_values: false }),
    ...(secret !== undefined && { auth_mode: "SECRET_REF" as const, secret_ref: secret.name }),
    ...(isPaused && { is_active: false }),
  };
  const checked = checkCreateRoutine(settings, limits);
  if (!checked.ok) {
    const [problem] = checked.problems;
    const reason = safeText(problem?.message ?? "", 200);
    throw new RefusedJobError("setting_invalid", {
      name: safeText(problem?.path ?? "", 64),
      reason,
    });
  }
  return {
    settings,
    checked: checked.value,
    remarks: [
      ...schedule.remarks,
      ...job.remarks,
      ...(hasBody && !mayHaveBody ? [remark("body_dropped", { method })] : []),
      ...headers.remarks,
      ...credentials.remarks,
      ...variables.map((name) => remark("variable_kept", { name })),
      ...further.remarks,
      ...bounds.remarks,
      ...tags.remarks,
    ],
    secrets: credentials.secrets,
  };
}
