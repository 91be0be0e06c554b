import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { ValidationError, type FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { Checked, RoutineSettings } from "@/lib/domain/routine/routine";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { findUrlSlip } from "@/lib/domain/routine/url-slip";
import { longestRequest } from "@/lib/domain/routine/values-in-request";
import { successRules } from "@/lib/domain/run/success-rule";
import { clockText } from "@/lib/domain/schedule/zoned-time";
import { isPastEnd, isStorableSlot, type RoutineSchedule } from "@/lib/domain/slots/routine-slots";
import { mayBeSentTo } from "@/lib/egress/secrets/secret-store";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";
import type { ServiceContext } from "@/lib/services/context";

/**
 * Returns the settings once the endpoint, secrets and success rules have been checked as well. Those of
 * a routine that exists (`current`) are checked only where they change: a URL or a secret that the
 * operator has forbidden since must not stop a member from pausing or renaming the routine.
 * `patternProblems` are those that `checkPatterns` has found in the input, and `ownSecrets` those of the
 * workspace that it may mean.
 * @throws {ValidationError} with every problem at its field.
 */
export function requireValid(
  context: ServiceContext,
  checked: Checked<RoutineSettings>,
  input: unknown,
  current: RoutineSettings | null,
  {
    patternProblems,
    ownSecrets,
  }: { patternProblems: readonly FieldProblem[]; ownSecrets: readonly SecretOption[] },
): RoutineSettings {
  const problems: FieldProblem[] = checked.ok ? [] : [...checked.problems];
  const settings = checked.ok ? checked.value : readSoundPart(input);
  const isChanged = (...fields: (keyof RoutineSettings)[]) =>
    fields.some((field) => !isDeepStrictEqual(settings[field], current?.[field]));
  const isSound = (field: string) =>
    !problems.some(({ path }) => path === field || path.startsWith(`${field}.`));
  const { endpoint_url } = settings;
  const isOtherUrl = isChanged("endpoint_url", "fill_values");
  if (endpoint_url !== undefined && isSound("endpoint_url") && isOtherUrl) {
    const asWritten = findEndpointProblems(context, endpoint_url);
    const asSent = () => findEndpointProblems(context, longestRequest(settings).url);
    problems.push(...(asWritten.length > 0 ? asWritten : asSent()));
  }
  if (isSound("success_rules") && isChanged("success_rules")) problems.push(...patternProblems);
  if (checked.ok && isChanged("secret_ref", "signing_secret_ref", "endpoint_url")) {
    problems.push(...findUnavailableSecrets(context, checked.value, ownSecrets));
  }
  if (!checked.ok || problems.length > 0) throw new ValidationError(problems);
  return checked.value;
}

const soundUrl = z.object({ endpoint_url: z.string() });
const soundRules = z.object({ success_rules: successRules });

/** The parts of an input that can be checked although others have problems. */
const readSoundPart = (input: unknown): Partial<RoutineSettings> => ({
  ...soundUrl.safeParse(input).data,
  ...soundRules.safeParse(input).data,
});

/** Why a URL may not be called; null where it may. */
function findRefusal({ egress }: ServiceContext, url: string): ForbiddenTargetError | null {
  try {
    parseTargetUrl(url, egress);
    return null;
  } catch (error) {
    if (error instanceof ForbiddenTargetError) return error;
    throw error;
  }
}

function findEndpointProblems(context: ServiceContext, url: string): FieldProblem[] {
  const path = "endpoint_url";
  const refusal = findRefusal(context, url);
  if (refusal === null) return [];
  const slip = findUrlSlip(url);
  if (slip?.kind === "placeholder") {
    return [describeProblem({ path, code: "url_placeholder", params: { what: slip.what } })];
  }
  const refusalOfMeant = slip === null ? refusal : findRefusal(context, slip.url);
  if (slip !== null && refusalOfMeant === null) {
    const code = refusal.reason === "control_characters" ? "url_characters" : "url_incomplete";
    return [describeProblem({ path, code, params: { url: slip.url } })];
  }
  const { message, reason } = refusalOfMeant ?? refusal;
  return [{ path, code: "target_refused", message, params: { reason } }];
}

/** A secret that does not exist and one of another workspace have the same problem. */
function findUnavailableSecrets(
  context: ServiceContext,
  settings: RoutineSettings,
  ownSecrets: readonly SecretOption[],
): FieldProblem[] {
  const offered = context.secrets.list(context.workspaceId);
  const find = (
    path: "secret_ref" | "signing_secret_ref",
    purpose: SecretOption["purpose"],
  ): FieldProblem[] => {
    const name = settings[path];
    if (name === null) return [];
    const secret = [...ownSecrets, ...offered].find((option) => option.name === name);
    if (secret?.purpose !== purpose) return [describeProblem({ path, code: "secret_unknown" })];
    if (mayBeSentTo(secret, settings.endpoint_url)) return [];
    const params = { origins: secret.origins.join(", ") };
    return [describeProblem({ path, code: "secret_wrong_origin", params })];
  };
  return [...find("secret_ref", "credential"), ...find("signing_secret_ref", "signing")];
}

/** @throws {ValidationError} where the next slot is too far in the future to be stored. */
export function requireStorableSlot(nextSlot: Date): void {
  if (isStorableSlot(nextSlot)) return;
  throw new ValidationError([describeProblem({ path: "starts_at", code: "slot_too_late" })]);
}

/**
 * @throws {ValidationError} where the next slot lies past the end, or the only slot has passed: the routine
 *   would never run.
 */
export function requireSlotBeforeEnd(
  routine: Omit<RoutineSchedule, "startsAt">,
  nextSlot: Date,
  now: Date,
): void {
  if (!isPastEnd(routine, nextSlot)) return;
  throw new ValidationError([
    describeProblem(
      routine.schedule.kind === "once"
        ? { path: "run_at", code: "run_at_passed", params: { now: clockText(now) } }
        : { path: "ends_at", code: "ends_too_early" },
    ),
  ]);
}
