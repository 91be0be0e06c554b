import {
  findOperatorHeaderProblem,
  MAX_HEADER_VALUE_LENGTH,
} from "@/lib/domain/routine/header-policy";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { opensAddress, opensEndpoint, type AllowList } from "@/lib/egress/address-policy";
import { endpointOf } from "@/lib/egress/endpoint";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";

const PREFIX = "ROUTINE_SECRET_";
const SIGNING_PREFIX = "whsec_";
const DEFAULT_HEADER = "Authorization: Bearer {value}";
const PLACEHOLDER = "{value}";

const MAX_NAME_LENGTH = 64;
/** A shorter value is part of ordinary text too often to be masked in it. */
const MIN_VALUE_LENGTH = 8;
const MAX_VALUE_LENGTH = 4_096;
/** Standard Webhooks 1.0, "Signature scheme". */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

const settingNames = ["ORIGINS", "WORKSPACES", "HEADER", "PREVIOUS"] as const;
type SettingName = (typeof settingNames)[number];

/** Where a secret may be sent, and what must be masked wherever it could come back. */
type HeldSecret = {
  readonly name: string;
  readonly origins: readonly string[];
  readonly sensitive: readonly string[];
};

/** A secret that is sent in a header. */
export type CredentialSecret = HeldSecret & {
  readonly header: { readonly name: string; readonly value: string };
};

/** A secret that signs webhooks. The current key is first, then the one before it, if any. */
export type SigningSecret = HeldSecret & { readonly keys: readonly Buffer[] };

/** Every malformed or missing variable of a secret at once, one line each, none with a value in it. */
export class SecretsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SecretsError";
    this.problems = problems;
  }
}

/** Values are private, so that a secret that is logged or serialised shows its name and origins only. */
class Credential implements CredentialSecret {
  readonly name: string;
  readonly origins: readonly string[];
  readonly #header: CredentialSecret["header"];
  readonly #sensitive: readonly string[];

  constructor({ name, origins, header, sensitive }: CredentialSecret) {
    this.name = name;
    this.origins = origins;
    this.#header = header;
    this.#sensitive = sensitive;
  }

  get header(): CredentialSecret["header"] {
    return this.#header;
  }

  get sensitive(): readonly string[] {
    return this.#sensitive;
  }
}

/** As `Credential`: what is logged of it is its name and origins. */
class SigningKeys implements SigningSecret {
  readonly name: string;
  readonly origins: readonly string[];
  readonly #keys: readonly Buffer[];
  readonly #sensitive: readonly string[];

  constructor({ name, origins, keys, sensitive }: SigningSecret) {
    this.name = name;
    this.origins = origins;
    this.#keys = keys;
    this.#sensitive = sensitive;
  }

  get keys(): readonly Buffer[] {
    return this.#keys;
  }

  get sensitive(): readonly string[] {
    return this.#sensitive;
  }
}

/** `workspaces`: those that may use the secret, null for all. */
type Entry = { workspaces: ReadonlySet<string> | null } & (
  | { purpose: "credential"; secret: CredentialSecret }
  | { purpose: "signing"; secret: SigningSecret }
);

/**
 * The secrets of this instance, read once. Unknown, not for this workspace, and of the other purpose
 * are all answered with null. Logged or serialised, it shows nothing.
 */
export class SecretStore {
  /** By name, in the order of names. */
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(entries: readonly Entry[]) {
    const names = entries.map((entry) => [entry.secret.name, entry] as const);
    this.#entries = new Map(names.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** What a workspace may use, in the order of names, without values. */
  list(workspaceId: string): SecretOption[] {
    return [...this.#entries.values()]
      .filter((entry) => isFor(entry, workspaceId))
      .map(({ purpose, secret: { name, origins } }) => ({ name, purpose, origins }));
  }

  findCredential(name: string, workspaceId: string): CredentialSecret | null {
    const entry = this.#find(name, workspaceId);
    return entry?.purpose === "credential" ? entry.secret : null;
  }

  findSigningKey(name: string, workspaceId: string): SigningSecret | null {
    const entry = this.#find(name, workspaceId);
    return entry?.purpose === "signing" ? entry.secret : null;
  }

  #find(name: string, workspaceId: string): Entry | null {
    const entry = this.#entries.get(name);
    return entry !== undefined && isFor(entry, workspaceId) ? entry : null;
  }
}

const isFor = ({ workspaces }: Entry, workspaceId: string) =>
  workspaces === null || workspaces.has(workspaceId.toLowerCase());

/** Whether the secret may be sent to this URL: whether its origin is exactly one of the secret's. */
export function mayBeSentTo(secret: { origins: readonly string[] }, url: URL | string): boolean {
  const parsed = URL.parse(String(url));
  return parsed !== null && secret.origins.includes(parsed.origin);
}

type SecretOptions = { allow: AllowList; isSignUpOpen: boolean };

/** The variables of one secret, and the problems of all. */
type Reading = {
  name: string;
  variable: string;
  value: string;
  settings: ReadonlyMap<SettingName, string>;
  options: SecretOptions;
  problems: string[];
};

const isSettingName = (text: string): text is SettingName =>
  settingNames.some((name) => name === text);

const isUuid = (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

const isPrintableAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);

const trimLineEnd = (text: string) => text.replace(/[\r\n]+$/, "");

const splitList = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

function findValueProblem(value: string): string | null {
  if (!isPrintableAscii(value)) {
    return "holds a line break, a control character or a non-ASCII one. Use printable ASCII only.";
  }
  if (value !== value.trim()) {
    return "begins or ends with a space. Remove it.";
  }
  if (value.length < MIN_VALUE_LENGTH) {
    return `has fewer than ${MIN_VALUE_LENGTH} characters, too few to be masked. Use a longer secret.`;
  }
  return value.length > MAX_VALUE_LENGTH
    ? `has more than ${MAX_VALUE_LENGTH} characters. Use a shorter secret.`
    : null;
}

const hasShapeOfOrigin = (text: string) => /^https?:\/\/[^/?#]+\/?$/i.test(text);

/** Whether the allow list opens this very origin, for which plain http is then accepted. */
function isOpened(url: URL, allow: AllowList): boolean {
  const endpoint = endpointOf(url);
  return (
    opensEndpoint(allow, endpoint) ||
    (endpoint.address !== null && opensAddress(allow, endpoint.address, endpoint))
  );
}

function parseOrigin(text: string, allow: AllowList): { origin: string } | { problem: string } {
  if (!hasShapeOfOrigin(text)) {
    return { problem: "is not an origin. Write it as https://api.example.com, without a path." };
  }
  let url: URL;
  try {
    url = parseTargetUrl(text, { allow });
  } catch (error) {
    if (error instanceof ForbiddenTargetError) return { problem: `is refused. ${error.message}` };
    throw error;
  }
  return url.protocol === "https:" || isOpened(url, allow)
    ? { origin: url.origin }
    : { problem: "is not https. Use https, or name its host and port in EGRESS_ALLOW." };
}

function readOrigins({ variable, settings, options, problems }: Reading): string[] {
  const entries = splitList(settings.get("ORIGINS") ?? "");
  if (entries.length === 0) {
    problems.push(
      `${variable}__ORIGINS is required. List the origins that the secret may be sent to, such as https://api.example.com.`,
    );
  }
  const origins = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const parsed = parseOrigin(entry, options.allow);
    if ("origin" in parsed) {
      origins.add(parsed.origin);
    } else {
      problems.push(`${variable}__ORIGINS: entry ${index + 1} ${parsed.problem}`);
    }
  }
  return [...origins];
}

function readWorkspaces(reading: Reading): ReadonlySet<string> | null {
  const { variable, settings, options, problems } = reading;
  const text = settings.get("WORKSPACES");
  if (text === undefined) {
    if (options.isSignUpOpen) {
      problems.push(
        `${variable}__WORKSPACES is required while sign-up is open. List the ids of the workspaces that may use the secret, or set SIGN_UP=closed.`,
      );
    }
    return null;
  }
  const ids = splitList(text).map((entry) => entry.toLowerCase());
  if (ids.length === 0) {
    problems.push(`${variable}__WORKSPACES names no workspace. List their ids, or remove it.`);
  }
  for (const [index, id] of ids.entries()) {
    if (!isUuid(id)) {
      problems.push(
        `${variable}__WORKSPACES: entry ${index + 1} is not the id of a workspace. Use its UUID.`,
      );
    }
  }
  return new Set(ids);
}

function parseSigningKey(value: string): Buffer | null {
  const text = value.slice(SIGNING_PREFIX.length);
  const key = Buffer.from(text, "base64");
  return value.startsWith(SIGNING_PREFIX) &&
    key.toString("base64") === text &&
    key.length >= MIN_KEY_BYTES &&
    key.length <= MAX_KEY_BYTES
    ? key
    : null;
}

/** The key as it is set up, and as it is written without its prefix and without padding. */
function spellSigningKey(value: string): string[] {
  const base64 = value.slice(SIGNING_PREFIX.length);
  return [...new Set([value, base64, base64.replace(/=+$/, "")])];
}

const keyAdvice = `${SIGNING_PREFIX} and Base64 of ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes, as from openssl rand -base64 32`;

function readSigningKeys(reading: Reading, origins: readonly string[]): SigningSecret | null {
  const { name, variable, value, settings, problems } = reading;
  const current = parseSigningKey(value);
  const previousValue = trimLineEnd(settings.get("PREVIOUS") ?? value);
  const previous = parseSigningKey(previousValue);
  if (current === null) {
    problems.push(
      `${variable} begins with ${SIGNING_PREFIX}, so it must be a signing key. Set it to ${keyAdvice}.`,
    );
  }
  if (previous === null && settings.has("PREVIOUS")) {
    problems.push(`${variable}__PREVIOUS is not a signing key. Set it to ${keyAdvice}.`);
  }
  if (settings.has("HEADER")) {
    problems.push(
      `${variable}__HEADER is for credentials: a signing key is never sent. Remove it.`,
    );
  }
  if (current === null || previous === null) return null;
  const isRotated = previousValue !== value;
  return {
    name,
    origins,
    keys: isRotated ? [current, previous] : [current],
    sensitive: [value, ...(isRotated ? [previousValue] : [])].flatMap(spellSigningKey),
  };
}

/** What an endpoint makes of Basic credentials, and may repeat: `user:password`, and the password. */
function decodeBasic(value: string): string[] {
  const bytes = Buffer.from(value, "base64");
  const decoded = bytes.toString("latin1");
  if (bytes.toString("base64") !== value || !isPrintableAscii(decoded)) return [];
  return [decoded, decoded.slice(decoded.indexOf(":") + 1)].filter(
    (text) => text.length >= MIN_VALUE_LENGTH,
  );
}

function readHeader({ variable, value, settings, problems }: Reading): CredentialSecret["header"] {
  const [name = "", ...rest] = (settings.get("HEADER") ?? DEFAULT_HEADER).trim().split(":");
  const template = rest.join(":").trim();
  const header = { name, value: template.split(PLACEHOLDER).join(value) };
  const report = (problem: string) => problems.push(`${variable}__HEADER: ${problem}`);
  if (rest.length === 0 || template.split(PLACEHOLDER).length !== 2) {
    report(`write a name, a colon, and ${PLACEHOLDER} once, as in ${DEFAULT_HEADER}.`);
    return header;
  }
  const nameProblem = findOperatorHeaderProblem(name);
  if (nameProblem !== null) {
    report(`the header ${nameProblem}`);
  }
  if (!isPrintableAscii(template)) {
    report("it holds control or non-ASCII characters. Remove them.");
  }
  if (header.value.length > MAX_HEADER_VALUE_LENGTH) {
    report(`the header is longer than ${MAX_HEADER_VALUE_LENGTH} characters. Shorten it.`);
  }
  return header;
}

function readCredential(reading: Reading, origins: readonly string[]): CredentialSecret {
  const { name, variable, value, settings, problems } = reading;
  if (settings.has("PREVIOUS")) {
    problems.push(
      `${variable}__PREVIOUS is for signing keys, which begin with ${SIGNING_PREFIX}. Remove it.`,
    );
  }
  const header = readHeader(reading);
  const isBasic = /^basic /i.test(header.value) && header.value.slice("basic ".length) === value;
  const sensitive = [value, ...(isBasic ? decodeBasic(value) : [])];
  return { name, origins, header, sensitive: [...new Set(sensitive)] };
}

/** Reports what is wrong with one secret, and returns null where nothing can be made of it. */
function readEntry(reading: Reading): Entry | null {
  const { variable, value, problems } = reading;
  const valueProblem = findValueProblem(value);
  if (valueProblem !== null) {
    problems.push(`${variable} ${valueProblem}`);
  }
  const workspaces = readWorkspaces(reading);
  const origins = readOrigins(reading);
  if (value.startsWith(SIGNING_PREFIX)) {
    const secret = readSigningKeys(reading, origins);
    return secret && { purpose: "signing", workspaces, secret: new SigningKeys(secret) };
  }
  const secret = new Credential(readCredential(reading, origins));
  return { purpose: "credential", workspaces, secret };
}

type Variables = { value: string | null; settings: Map<SettingName, string> };

/** Sorts the variables of secrets by the secret that they belong to. An empty one counts as not set. */
function groupVariables(
  source: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Map<string, Variables> {
  const groups = new Map<string, Variables>();
  for (const [variable, text] of Object.entries(source)) {
    if (!variable.startsWith(PREFIX) || text === undefined || text.trim() === "") continue;
    const match = /^([A-Z0-9]+(?:_[A-Z0-9]+)*)(?:__(.+))?$/.exec(variable.slice(PREFIX.length));
    const [, name = "", setting] = match ?? [];
    if (name === "" || name.length > MAX_NAME_LENGTH) {
      problems.push(
        `${JSON.stringify(variable)} does not name a secret. After ${PREFIX}, use up to ${MAX_NAME_LENGTH} letters from A to Z and digits, with single underscores between them.`,
      );
      continue;
    }
    const group = groups.get(name) ?? { value: null, settings: new Map() };
    groups.set(name, group);
    if (setting === undefined) {
      group.value = trimLineEnd(text);
    } else if (isSettingName(setting)) {
      group.settings.set(setting, text);
    } else {
      const known = settingNames.map((settingName) => `__${settingName}`).join(", ");
      problems.push(
        `${JSON.stringify(variable)} ends in no known setting. Use one of ${known}, or remove it.`,
      );
    }
  }
  return groups;
}

/**
 * Reads the secrets of an environment: `ROUTINE_SECRET_<NAME>` and its settings `__ORIGINS`,
 * `__WORKSPACES`, `__HEADER` and `__PREVIOUS`. A value that begins with `whsec_` is a signing key,
 * any other a credential. Origins are held to the rules for targets, and to https unless the allow
 * list opens them. `docs/security.md` is the operator's side of it.
 *
 * @throws {SecretsError} naming every problem.
 */
export function loadSecrets(
  source: Readonly<Record<string, string | undefined>>,
  options: SecretOptions,
): SecretStore {
  const problems: string[] = [];
  const entries: Entry[] = [];
  for (const [name, { value, settings }] of groupVariables(source, problems)) {
    const variable = `${PREFIX}${name}`;
    if (value === null) {
      for (const setting of settings.keys()) {
        problems.push(
          `${variable}__${setting} is set, but ${variable} is not. Set that one, or remove this one.`,
        );
      }
      continue;
    }
    const entry = readEntry({ name, variable, value, settings, options, problems });
    if (entry !== null) entries.push(entry);
  }
  if (problems.length > 0) {
    throw new SecretsError(problems);
  }
  return new SecretStore(entries);
}
