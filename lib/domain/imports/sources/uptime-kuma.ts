import {
  asData,
  dataAt,
  flagAt,
  isOff,
  listAt,
  numberAt,
  own,
  parseDocument,
  textAt,
  type Data,
} from "@/lib/domain/imports/data";
import {
  plainJob,
  refusalOf,
  type ForeignJob,
  type ReadJob,
} from "@/lib/domain/imports/foreign-job";
import {
  loginCredential,
  safeText,
  type FoundCredential,
} from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { MAX_ACCEPTED_STATUSES } from "@/lib/domain/run/success-rule-options";

/** The backup of Uptime Kuma, as its settings download it: `version`, `notificationList`, `monitorList`. */

const HTTP_TYPES = ["http", "keyword", "json-query"];

/** Headers as JSON, or as lines. */
function readHeaders(monitor: Data): [string, string][] {
  const written = own(monitor, "headers");
  const parsed = typeof written === "string" ? parseDocument(written) : written;
  if (parsed !== undefined && parsed !== null) {
    return Object.entries(asData(parsed)).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
    );
  }
  if (typeof written !== "string") return [];
  return written.split(/\r?\n/, 100).flatMap((line) => {
    const [, name, value = ""] = /^\s*([^\s:]+)\s*:(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value.trim()]];
  });
}

const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  xml: "text/xml; charset=utf-8",
};

/** The header that Uptime Kuma adds for a body. */
function bodyHeader(monitor: Data, headers: readonly (readonly [string, string])[]) {
  const encoding = textAt(monitor, "httpBodyEncoding") ?? "json";
  const type = Object.hasOwn(TYPES, encoding) ? TYPES[encoding] : undefined;
  const isSet = headers.some(([name]) => /^content-type$/i.test(name));
  const isNeeded = textAt(monitor, "body") !== null && !isSet && type !== undefined;
  return isNeeded ? [["Content-Type", type] as [string, string]] : [];
}

function readStatuses(monitor: Data): { rules: SuccessRule[]; remarks: ImportRemark[] } {
  const accept = listAt(monitor, "accepted_statuscodes");
  if (accept.length === 0 || (accept.length === 1 && accept[0] === "200-299")) {
    return { rules: [], remarks: [] };
  }
  const isReadable = (status: unknown): status is string =>
    typeof status === "string" && /^[1-5]\d\d(?:-[1-5]\d\d)?$/.test(status);
  return accept.every(isReadable) && accept.length <= MAX_ACCEPTED_STATUSES
    ? { rules: [{ type: "status", accept: [...accept] }], remarks: [] }
    : { rules: [], remarks: [remark("statuses_left_out")] };
}

/** A plain path of JSONata as a JSONPath; null for what computes. */
function toJsonPath(path: string): string | null {
  const bare = path.trim().replace(/^\$\.?/, "");
  if (bare === "") return "$";
  if (bare.length > 190 || !/^[A-Za-z_][\w-]*(?:\[\d{1,6}\]|\.[A-Za-z_]\w*)*$/.test(bare)) {
    return null;
  }
  return bare.includes("-") ? null : `$.${bare}`;
}

/** A number or a boolean is compared as one: the JSON has it as such. */
function toScalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text) ? Number(text) : text;
}

const OPERATORS = {
  "==": "equals",
  "!=": "not_equals",
  ">": "greater_than",
  "<": "less_than",
  contains: "contains",
} as const;
const isOperator = (text: string): text is keyof typeof OPERATORS => Object.hasOwn(OPERATORS, text);

function readContent(monitor: Data): {
  rules: SuccessRule[];
  remarks: ImportRemark[];
  isPaused: boolean;
} {
  const type = textAt(monitor, "type");
  const keyword = textAt(monitor, "keyword");
  if (type === "keyword" && keyword !== null) {
    const operator = flagAt(monitor, "invertKeyword") ? "not_contains" : "contains";
    return { rules: [{ type: "body", operator, value: keyword }], remarks: [], isPaused: false };
  }
  if (type !== "json-query") return { rules: [], remarks: [], isPaused: false };
  const path = toJsonPath(textAt(monitor, "jsonPath") ?? "");
  const operator = textAt(monitor, "jsonPathOperator") ?? "==";
  const expected = own(monitor, "expectedValue");
  if (path === null || !isOperator(operator) || typeof expected !== "string") {
    return { rules: [], remarks: [remark("json_query_left_out")], isPaused: true };
  }
  const value = toScalar(expected);
  return {
    rules: [{ type: "json", path, operator: OPERATORS[operator], value }],
    remarks: [],
    isPaused: false,
  };
}

function readLogin(monitor: Data): {
  credentials: FoundCredential[];
  remarks: ImportRemark[];
  isPaused: boolean;
} {
  const method = textAt(monitor, "authMethod");
  const user = textAt(monitor, "basic_auth_user");
  const password = textAt(monitor, "basic_auth_pass");
  const hasLogin = user !== null || password !== null;
  if (method === "basic" || (method === null && hasLogin)) {
    const credential = loginCredential(user ?? "", password ?? "");
    return { credentials: hasLogin ? [credential] : [], remarks: [], isPaused: false };
  }
  if (method === null) return { credentials: [], remarks: [], isPaused: false };
  const name = safeText(method, 20);
  return { credentials: [], remarks: [remark("auth_left_out", { name })], isPaused: true };
}

function readTags(monitor: Data): string[] {
  return listAt(monitor, "tags").flatMap((tag) => {
    if (typeof tag === "string") return [tag];
    const name = textAt(asData(tag), "name");
    const value = textAt(asData(tag), "value");
    return name === null ? [] : [value === null ? name : `${name}: ${value}`];
  });
}

/** The names of the notifications that a monitor uses. */
function readNotifications(monitor: Data, names: ReadonlyMap<string, string>): ImportRemark[] {
  const used = dataAt(monitor, "notificationIDList");
  const list = Object.keys(used)
    .slice(0, 20)
    .filter((id) => flagAt(used, id))
    .map((id) => names.get(id) ?? id);
  return list.length === 0
    ? []
    : [remark("notifications_left_out", { name: safeText(list.join(", ")) })];
}

function readMonitor(monitor: Data, notifications: ReadonlyMap<string, string>): ForeignJob {
  const type = textAt(monitor, "type") ?? "";
  if (!HTTP_TYPES.includes(type)) {
    throw new RefusedJobError("monitor_unsupported", { name: safeText(type, 30) });
  }
  if (flagAt(monitor, "upsideDown")) throw new RefusedJobError("upside_down");
  const headers = readHeaders(monitor);
  const statuses = readStatuses(monitor);
  const content = readContent(monitor);
  const login = readLogin(monitor);
  const isDisabled = isOff(monitor, "active");
  const id = numberAt(monitor, "id");
  const retries = numberAt(monitor, "maxretries") ?? 0;
  const interval = numberAt(monitor, "interval") ?? 60;
  const retryInterval = numberAt(monitor, "retryInterval");
  const rules = [...statuses.rules, ...content.rules];
  const tags = readTags(monitor);
  return {
    ...plainJob,
    id: id === null ? null : String(id),
    name: textAt(monitor, "name"),
    url: textAt(monitor, "url") ?? "",
    method: textAt(monitor, "method") ?? "GET",
    headers: [...bodyHeader(monitor, headers), ...headers],
    body: textAt(monitor, "body"),
    credentials: login.credentials,
    schedule: { kind: "seconds", seconds: interval },
    timeoutSeconds: numberAt(monitor, "timeout"),
    attempts: retries + 1,
    settings: {
      kind: "CHECK",
      ...(numberAt(monitor, "maxredirects") !== 0 && { follow_redirects: true }),
      ...(rules.length > 0 && { success_rules: rules }),
      ...(tags.length > 0 && { tags }),
    },
    remarks: [
      ...(isDisabled ? [remark("disabled_there")] : []),
      ...statuses.remarks,
      ...content.remarks,
      ...login.remarks,
      ...(flagAt(monitor, "ignoreTls") ? [remark("insecure_left_out", { name: "ignoreTls" })] : []),
      ...(numberAt(monitor, "proxyId") === null ? [] : [remark("proxy_left_out")]),
      ...(flagAt(monitor, "expiryNotification") ? [remark("certificate_alert_left_out")] : []),
      ...(retries > 0 && retryInterval !== null
        ? [remark("retry_interval_left_out", { seconds: retryInterval })]
        : []),
      ...(textAt(monitor, "description") === null ? [] : [remark("description_left_out")]),
      ...readNotifications(monitor, notifications),
    ],
    isPaused: isDisabled || content.isPaused || login.isPaused,
  };
}

export function readUptimeKuma(document: unknown): ReadJob[] {
  const backup = asData(document);
  const names = new Map(
    listAt(backup, "notificationList").map((each): [string, string] => {
      const notification = asData(each);
      return [String(numberAt(notification, "id") ?? ""), textAt(notification, "name") ?? "?"];
    }),
  );
  return listAt(backup, "monitorList").map((each) => {
    const monitor = asData(each);
    try {
      return { job: readMonitor(monitor, names) };
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      return refusalOf(error, safeText(textAt(monitor, "name") ?? "?"));
    }
  });
}
