import type { z } from "zod";
import {
  channelKinds,
  channelLanguages,
  MAX_CHANNEL_RECIPIENTS,
  MAX_CHANNEL_ROUTINES,
  MAX_CHANNELS,
  MAX_MESSAGES_PER_HOUR,
  MAX_REMINDER_MINUTES,
  MIN_REMINDER_MINUTES,
} from "@/lib/domain/channels/channel-options";
import { MAX_PREFIX_CHARACTERS } from "@/lib/domain/code/code-options";
import type { FieldProblem } from "@/lib/domain/errors";
import {
  alertEvents,
  conditionTypes,
  incidentStates,
  MAX_BACKTEST_DAYS,
  MAX_CERTIFICATE_ALERT_DAYS,
  MAX_COOLDOWN_MINUTES,
  MAX_COUNTED_RUNS,
  MAX_NOTE_CHARACTERS,
  MAX_RATE_WINDOW_MINUTES,
  MAX_SNOOZE_MINUTES,
} from "@/lib/domain/incidents/incident-options";
import { keyScopes, MAX_API_KEYS, MAX_KEY_ADDRESSES } from "@/lib/domain/keys/key-options";
import { MAX_MAINTENANCE_MINUTES } from "@/lib/domain/maintenance/maintenance-options";
import {
  MAX_REPLAY_PACE,
  MAX_REPLAY_ROUTINES,
  MAX_REPLAY_SLOTS,
  MAX_WINDOW_SLOTS,
} from "@/lib/domain/replays/replay-options";
import {
  MAX_ATTEMPTS,
  MAX_BODY_CHARACTERS,
  MAX_CRON_CHARACTERS,
  MAX_INTERVAL_MINUTES,
  MAX_JITTER_SECONDS,
  MAX_KEY_CHARACTERS,
  MAX_NAME_CHARACTERS,
  MAX_QUERY_CHARACTERS,
} from "@/lib/domain/routine/routine-options";
import {
  MAX_SECRET_NAME_CHARACTERS,
  MAX_SECRET_ORIGINS,
  MAX_WORKSPACE_SECRETS,
} from "@/lib/domain/routine/secret-option";
import { durationRanges } from "@/lib/domain/run/duration-summary";
import {
  MAX_ACCEPTED_STATUSES,
  MAX_CERTIFICATE_DAYS,
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_DURATION_MS,
  MAX_RULE_LENGTH,
  MAX_RULE_VALUE_CHARACTERS,
  MAX_RULE_VALUES,
  MAX_SUCCESS_RULES,
  ruleTypes,
} from "@/lib/domain/run/success-rule-options";
import { MAX_ROUTINE_TAGS, MAX_TAG_CHARACTERS, tagColors } from "@/lib/domain/tags/tag-options";
import { MAX_VALUES } from "@/lib/domain/template/value-names";

type ProblemParams = NonNullable<FieldProblem["params"]>;

/** A text with a limit, which is the parameter `max` of the problem in every language. */
type LimitText = { max: number; text: string };

type ProblemText = LimitText | ((params: ProblemParams) => string);

const anyOf = (names: readonly string[]) =>
  new Intl.ListFormat("en-GB", { type: "disjunction" }).format(names);

const count = (value: string | number | undefined) => Number(value ?? 0).toLocaleString("en");

/** The text of a request that a problem is in. */
function whereOf({ place, header, line }: ProblemParams): string {
  if (place === "header") return `The header ${JSON.stringify(header)}`;
  return place === "body" ? `Line ${line ?? 1} of the body` : "The URL's query";
}

const upTo = (max: number, text: `${string}{max}${string}`): LimitText => ({
  max,
  text: text.replace("{max}", max.toLocaleString("en")),
});

/** The English text of each problem's code; screens translate the code. */
const problemTexts = {
  name_required: () => "Give the routine a name.",
  name_not_visible: () =>
    "This name has invisible characters, or ones that turn the direction of writing. Type it again.",
  key_invalid: upTo(
    MAX_KEY_CHARACTERS,
    "A key has up to {max} letters without accents, digits, dots, hyphens, underscores, and slashes between them, such as team-a/backup.",
  ),
  key_scope_unknown: () => `A scope is one of: ${keyScopes.join(", ")}.`,
  key_scopes_required: () => `Choose at least one scope: ${keyScopes.join(", ")}.`,
  key_address_invalid: () =>
    "Write an IP address, or a block of them such as 203.0.113.0/24 or 2001:db8::/32.",
  key_addresses_too_many: upTo(MAX_KEY_ADDRESSES, "A key has at most {max} addresses."),
  key_expires_in_the_past: () => "Choose a time that is still ahead.",
  keys_too_many: upTo(
    MAX_API_KEYS,
    "This workspace has {max} API keys already. Delete one that nobody uses.",
  ),
  key_role_too_high: () =>
    "A key can't do more than you can. Choose a role that you have yourself.",
  flag_invalid: () => "Write true or false.",
  code_format_unknown: () => "The format is yaml or json.",
  code_plan_invalid: () => "This isn't the digest of a plan: 64 hexadecimal digits.",
  code_version_unknown: () => "Write version: 1 at the top of the file.",
  code_prefix_invalid: upTo(
    MAX_PREFIX_CHARACTERS,
    "A prefix has letters, digits, ., _ and -, ends with /, and has at most {max} characters, such as team-a/. Leave it out, and the file owns every key.",
  ),
  code_prefix_nested: ({ other }) =>
    `Another file owns ${other === "none" ? "every key of this workspace" : `the keys of ${other ?? ""}`}, and would share some with this one. Choose a prefix beside it.`,
  code_not_an_object: () => "Write names and values here, such as version: 1.",
  code_not_a_list: () => "Write a list here.",
  code_key_twice: ({ key }) =>
    `The file has ${key ?? ""} twice. Remove one, or give it another key.`,
  code_key_outside_prefix: ({ prefix }) =>
    `The keys of this file begin with ${prefix ?? ""}, followed by a name.`,
  code_routines_invalid: () => "Name routines by their keys, in a list.",
  code_routine_unknown: ({ routine }) =>
    `There is no routine ${routine ?? ""} in the file or in the workspace. Check its key.`,
  code_tag_elsewhere: ({ prefix }) =>
    `The file of ${prefix === "none" ? "the whole workspace" : (prefix ?? "")} sets this tag in another way. Set it in one of the two files.`,
  code_policy_elsewhere: ({ prefix }) =>
    `The file of ${prefix === "none" ? "the whole workspace" : (prefix ?? "")} sets the alert policy of the workspace. Set it in one of the two files.`,
  code_push_by_hand: () =>
    "Browser notifications belong to a browser, so they can't be in a file. Turn them on in the browser.",
  code_secret_in_file: () =>
    "Secrets can't be in a file. Save it under Settings, Secrets, and write its name as secret_ref.",
  code_secret_ref_required: () =>
    "This kind of channel needs a secret. Save it under Settings, Secrets, and write its name as secret_ref.",
  code_secret_not_used: () => "This kind of channel has no secret. Remove secret_ref.",
  code_secret_wrong_origin: ({ origins }) =>
    `This secret may only be sent to ${origins ?? ""}, and the channel sends elsewhere. Change the origins of the secret, or name another.`,
  code_secret_moved: () =>
    "The channel would send its secret to another server. Save the secret of that server under Settings, Secrets, and write its name as secret_ref.",
  code_start_required: () =>
    "Write starts_at, or a cron_expression: a file is applied more than once.",
  key_taken: () =>
    "This key is taken in this workspace. Choose another one, or change what has it.",
  name_too_long: upTo(MAX_NAME_CHARACTERS, "A name has at most {max} characters."),
  routines_too_many: ({ used, max }) =>
    `This workspace has ${count(used)} routines and may have ${count(max)}. Delete routines that aren't needed, or ask the administrator for more.`,
  import_routines_too_many: ({ count: wanted, used, max }) =>
    `These are ${count(wanted)} routines. This workspace has ${count(used)} and may have ${count(max)}. Choose fewer, or ask the administrator for more.`,
  import_text_required: () => "Paste the text to import, or choose a file.",
  import_text_too_long: () => "The text has more than 1 MB. Split it.",
  import_source_unknown: () =>
    "It isn't clear where this text is from. Choose its source, or check that it's complete.",
  import_unreadable: () =>
    "This text isn't valid in the format of its source. Check that it's complete, or choose another source.",
  import_too_many: ({ max }) => `One text has at most ${count(max)} jobs. Split it.`,
  import_too_costly: () => "This text takes too long to read. Split it.",
  import_base_url_invalid: () =>
    "Enter the base URL with https:// or http://, without a user name, a query or a fragment, such as https://app.example.com.",
  import_schedule_invalid: () =>
    "Enter a cron expression with five fields for the commands, such as 0 * * * *.",
  import_items_required: () => "Choose what to import.",
  import_items_or_text: () => "Send either items of a preview, or a text.",
  import_key_unknown: () => "The text has no job with this key.",
  import_key_invalid: () =>
    "Each item needs a key of its own that begins with import/, as the preview gives it.",
  runs_too_many: ({ planned, max }) =>
    `The schedules of this workspace would plan ${count(planned)} runs a day, and may plan ${count(max)}. Choose a longer interval, or pause other routines.`,
  members_too_many: ({ used, max }) =>
    `This workspace has ${count(used)} members and may have ${count(max)}. Remove a member first, or ask the administrator for more.`,
  workspace_name_required: () => "Give the workspace a name.",
  workspaces_too_many: ({ max }) =>
    `You own ${max ?? 0} workspaces, the most an account can own. Delete one first.`,
  member_owns_too_many: ({ max }) =>
    `They own ${max ?? 0} workspaces, the most an account can own. Choose someone else.`,
  name_differs: () => "This isn't the name of the workspace.",
  email_differs: () => "This isn't the email address of your account.",
  own_password_required: () => "Enter your password.",
  own_password_wrong: () => "This isn't your password.",
  sign_in_again: ({ minutes }) =>
    `Sign out and sign in again first: your last sign-in was more than ${minutes ?? 0} minutes ago.`,
  role_unknown: () => "The role is ADMIN, MEMBER or VIEWER.",
  member_required: () => "Name another member.",
  kind_unknown: () => "The kind is PING, WEBHOOK or CHECK.",
  url_required: () => "Enter the URL to call.",
  method_unknown: () => "The method is GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.",
  url_incomplete: ({ url }) =>
    `This isn't a full URL, which starts with https:// or http://. Write ${url ?? ""}`,
  url_characters: ({ url }) =>
    `The URL has white space, an invisible character or a backslash where it can't have one. Write ${url ?? ""}`,
  url_placeholder: ({ what }) =>
    `The URL still has the placeholder ${what ?? ""}. Put the name or address of the server in its place, such as https://example.com/health.`,
  header_value_not_text: () => "A header's value must be text.",
  headers_not_an_object: () => "Headers must be an object of names and values.",
  body_not_text: () => "The body must be text.",
  body_too_long: upTo(MAX_BODY_CHARACTERS, "A body has at most {max} characters."),
  body_without_meaning: ({ method }) =>
    `A ${method ?? "GET"} request has no body: remove it, or choose POST, PUT or PATCH.`,
  fill_values_not_boolean: () => "fill_values is true or false.",
  value_unknown: ({ found, nearest, names, escape, ...where }) =>
    `${whereOf(where)} has ${found ?? ""}, which isn't a value that is filled in.${nearest !== "none" ? ` Did you mean ${nearest}?` : ""} The values are ${names ?? ""}. Write ${escape ?? ""} where two braces are meant as text, or set fill_values to false.`,
  value_offset_invalid: ({ found, names, max, example, ...where }) =>
    `${whereOf(where)} has ${found ?? ""}, whose offset can't be used. ${names ?? ""} take a number of days, at most ${count(max)}, as in ${example ?? ""}.`,
  value_unclosed: ({ found, escape, ...where }) =>
    `${whereOf(where)} has ${found ?? ""}, which no }} closes. Close it, write ${escape ?? ""} where two braces are meant as text, or set fill_values to false.`,
  value_outside_query: ({ found, part, escape }) =>
    `${found ?? ""} stands in the ${part ?? "path"} of the URL, and values are filled in only in its query, in headers and in the body. Write what it stands for, or ${escape ?? ""} where two braces are meant as text.`,
  values_too_many: upTo(MAX_VALUES, "A request has at most {max} values in braces."),
  interval_not_whole: () => "The interval must be a whole number of minutes.",
  interval_too_short: ({ minutes }) => `The interval is at least ${minutes ?? 1} minutes.`,
  interval_too_long: upTo(MAX_INTERVAL_MINUTES, "The interval is at most a year ({max} minutes)."),
  cron_not_text: () => "A cron expression must be text with five fields.",
  cron_too_long: upTo(MAX_CRON_CHARACTERS, "A cron expression has at most {max} characters."),
  times_required: () => "Enter the time of day to run at, such as 09:00.",
  times_malformed: () => "Write times of 24 hours, with commas between several: 09:00, 18:00.",
  times_apart: () =>
    "One schedule runs at the same minutes of each of its hours. Use times such as 09:30, 18:30, or a second routine.",
  weekday_required: () => "Choose at least one day of the week.",
  schedule_required: () => "Set an interval in minutes, a cron expression, or a time to run once.",
  schedule_twice: () => "Set one of interval, cron expression and time to run once, not two.",
  run_at_not_whole_minute: () => "Runs start on whole minutes: leave the seconds out.",
  run_at_passed: ({ now }) => `This time has passed: it's ${now} now. Choose a later one.`,
  run_at_outside_window: () =>
    "It would never run: the time is before the start date or after the end date.",
  timezone_unknown: () => "Use the name of an IANA time zone, such as America/Sao_Paulo.",
  is_active_not_boolean: () => "is_active is true or false.",
  auth_mode_unknown: () => "The authentication is NONE or SECRET_REF.",
  secret_required: () => "Name the secret to send, or set auth_mode to NONE.",
  secret_without_mode: () => "A secret is only sent with auth_mode SECRET_REF.",
  secret_unknown: () => "This workspace can't use a secret with this name.",
  secret_name_invalid: upTo(
    MAX_SECRET_NAME_CHARACTERS,
    "A secret's name has 1 to {max} letters, digits, hyphens and underscores.",
  ),
  secret_name_taken: () =>
    "This workspace has a secret with this name already. Choose another name, or replace its value.",
  secret_name_offered: () =>
    "The administrator already offers this workspace a secret with this name. Choose another name.",
  secrets_too_many: upTo(
    MAX_WORKSPACE_SECRETS,
    "A workspace has at most {max} secrets. Delete one that isn't needed first.",
  ),
  secret_value_required: () => "Enter the secret's value.",
  secret_value_lost: () =>
    "The stored value can't be opened any more. Enter it again, with its origins.",
  secret_value_not_ascii: () =>
    "The value holds a line break, a control character or a non-ASCII one. Use printable ASCII only.",
  secret_value_padded: () => "The value begins or ends with a space. Remove it.",
  secret_value_too_short: ({ min }) =>
    `The value has fewer than ${min ?? 8} characters, too few to be masked in responses. Use a longer one.`,
  secret_value_too_long: ({ max }) =>
    `The value has more than ${count(max)} characters. Use a shorter one.`,
  secret_purpose_fixed: () =>
    "A signing key is replaced by a signing key (it begins with whsec_), and a credential by a credential. Create a new secret instead.",
  signing_key_invalid: () =>
    "A value that begins with whsec_ must be a signing key: whsec_ and Base64 of 24 to 64 bytes, as from openssl rand -base64 32.",
  secret_origins_required: () =>
    "List the origins that the secret may be sent to, such as https://api.example.com.",
  secret_origins_too_many: upTo(MAX_SECRET_ORIGINS, "A secret has at most {max} origins."),
  secret_origin_malformed: () =>
    "This isn't an origin. Write it as https://api.example.com, without a path.",
  secret_origin_refused: () =>
    "Requests can't be sent to this origin. Use the origin of a public address.",
  secret_origin_not_https: () =>
    "This origin isn't https. Use https, or ask the administrator to open its host and port.",
  secret_header_malformed: () =>
    "Write the header's name, a colon, and {value} once, in ASCII, as in Authorization: Bearer {value}.",
  secret_header_refused: () =>
    "A secret can't be sent in this header. Use Authorization, or a header of the service such as X-API-Key.",
  secret_header_too_long: () => "The header is too long with this value. Shorten it.",
  secret_header_of_key: () => "A signing key is never sent, so it has no header. Remove it.",
  timeout_not_whole: () => "The timeout is a whole number of seconds.",
  timeout_out_of_range: ({ max }) => `The timeout is between 1 and ${max ?? 30} seconds.`,
  jitter_out_of_range: upTo(
    MAX_JITTER_SECONDS,
    "The jitter is a whole number of seconds between 0 and {max}.",
  ),
  jitter_too_long: ({ max }) =>
    `The jitter must end before the next slot: at most ${max ?? 0} seconds.`,
  max_attempts_out_of_range: upTo(MAX_ATTEMPTS, "A slot has between 1 and {max} attempts."),
  ends_before_start: () => "The end must be after the start.",
  ends_too_early: () => "It would never run: the end is before the first slot.",
  slot_too_late: () => "The next slot would come after the year 2999: choose an earlier start.",
  misfire_policy_unknown: () => "The misfire policy is FIRE_ONCE or SKIP.",
  gap_policy_unknown: () => "The gap policy is SKIP or RUN_AFTER_GAP.",
  follow_redirects_not_boolean: () => "follow_redirects is true or false.",
  redirects_with_secret: () =>
    "A request with a secret never follows redirects: turn them off, or remove the secret.",
  keep_body_unknown: () => "The body is kept ON_FAILURE or ALWAYS.",
  secret_wrong_origin: ({ origins }) =>
    `This secret may only be sent to ${origins ?? "its own origins"}.`,
  signing_without_webhook: () => "Only a routine of kind WEBHOOK can be signed.",
  tags_not_a_list: () => "Tags are a list of names.",
  tags_too_many: upTo(MAX_ROUTINE_TAGS, "A routine has at most {max} tags."),
  tag_name_required: () => "Give the tag a name.",
  tag_name_too_long: upTo(MAX_TAG_CHARACTERS, "A tag's name has at most {max} characters."),
  tag_name_with_comma: () => "A tag's name has no comma.",
  tag_taken: () => "There is already a tag with this name.",
  tag_color_unknown: () => `The color is ${anyOf(tagColors)}.`,
  workspace_tags_too_many: ({ max }) =>
    `A workspace has at most ${max ?? 0} tags. Delete tags that aren't needed, or use one that is there.`,
  maintenance_name_required: () => "Give the window a name.",
  maintenance_length_out_of_range: upTo(
    MAX_MAINTENANCE_MINUTES,
    "A window lasts between 1 and {max} minutes (7 days).",
  ),
  maintenance_twice: () =>
    "Set a start and an end, or a start and a duration, or a cron expression and a duration.",
  maintenance_end_required: () =>
    "Set an end or a duration; of a window that recurs, a cron expression and a duration.",
  maintenance_over: () => "This window would be over already: choose a later end.",
  maintenance_scope_unclear: () =>
    "applies_to_all is true without routine_ids and tags, and false with some.",
  maintenance_too_many: ({ max }) =>
    `A workspace has at most ${max ?? 0} windows that are not over. Delete one first.`,
  routine_unknown: () => "This workspace has no such routine.",
  tag_unknown: () => "This workspace has no such tag.",
  rules_not_a_list: () => "Success rules must be a list.",
  rules_too_many: upTo(MAX_SUCCESS_RULES, "A routine has at most {max} success rules."),
  rule_type_unknown: () => `A rule is of type ${anyOf(ruleTypes)}.`,
  rule_operator_unknown: () => "This type of rule has no such operator.",
  rule_outcome_unknown: () => "A slow response is FAIL or DEGRADED.",
  rule_repeated: () => "There is already a rule like this. Keep one of the two.",
  rule_status_invalid: upTo(
    MAX_ACCEPTED_STATUSES,
    "List up to {max} statuses, classes or ranges, such as 204, 2xx or 200-299.",
  ),
  rule_duration_out_of_range: upTo(
    MAX_RULE_DURATION_MS,
    "The longest duration is a whole number of milliseconds between 1 and {max}.",
  ),
  rule_days_out_of_range: upTo(
    MAX_CERTIFICATE_DAYS,
    "The days are a whole number between 1 and {max}.",
  ),
  rule_value_required: () => "Give a value to compare with.",
  rule_value_too_long: upTo(MAX_RULE_VALUE_CHARACTERS, "A value has at most {max} characters."),
  text_not_storable: () => "This text contains a character that can't be stored. Remove it.",
  rule_value_not_scalar: () => "The value is text, a number, true, false or null.",
  rule_number_required: () => "Compare with a number.",
  rule_list_required: upTo(MAX_RULE_VALUES, "Compare with a list of 1 to {max} values."),
  rule_range_invalid: () => "Compare with two numbers, the lower one first, such as [1, 10].",
  rule_length_invalid: upTo(
    MAX_RULE_LENGTH,
    "A length is a whole number between 0 and {max}, or a list of the least and the most, of which one may be null.",
  ),
  rule_pattern_required: () => "Give a regular expression in RE2 syntax.",
  rule_quantifier_unknown: () => "The quantifier is all or any.",
  rule_ignore_case_not_boolean: () => "ignore_case is true or false.",
  rule_pattern_too_long: upTo(MAX_PATTERN_CHARACTERS, "A pattern has at most {max} characters."),
  rule_pattern_invalid: ({ part }) =>
    `This isn't a valid regular expression in RE2 syntax, at ${part ?? "its end"}. RE2 has no look-around and no back-references.`,
  rule_pattern_too_large: () => "This pattern repeats too much. Use smaller repetitions.",
  rule_path_invalid: () =>
    "Write a JSON Pointer such as /data/status, or a JSONPath such as $.data.status or $.items[*].status. Filters, slices and '..' aren't supported.",
  rule_header_invalid: () => "Give the name of the header.",
  limit_out_of_range: ({ max }) => `The limit is a whole number between 1 and ${max ?? 1}.`,
  cursor_invalid: () => "This cursor doesn't come from a list. Start without a cursor.",
  instant_invalid: () => "Use an RFC 3339 time such as 2026-01-31T09:00:00Z.",
  audit_actor_invalid: () => "This isn't the id of a user.",
  audit_key_invalid: () => "This isn't the id of a key.",
  audit_action_invalid: () => "Name an action such as routine.updated.",
  audit_target_kind_invalid: () => "Name a kind of target such as routine.",
  audit_target_id_invalid: () => "This isn't the id of a target.",
  audit_format_unknown: () => "The format is csv or ndjson.",
  audit_export_too_long: ({ days }) =>
    `An export covers at most ${days ?? 366} days. Set from and to closer together.`,
  instant_out_of_range: () => "Use a time in the years 2000 to 2999.",
  routine_id_invalid: () => "This isn't the id of a routine.",
  tag_id_invalid: () => "This isn't the id of a tag.",
  run_status_unknown: () =>
    "The status is RUNNING, SUCCESS, FAIL, ABANDONED or MISSED; of a routine also DEGRADED or FAILING.",
  routine_state_unknown: () => "The state is active, paused or ended.",
  selection_invalid: () => "Select routines by their ids, or by a filter.",
  selection_too_large: ({ max }) => `At most ${max ?? 0} routines can be changed at once.`,
  bulk_action_unknown: () => "The action is pause, resume, delete, run, tag or untag.",
  bulk_count_required: () =>
    "Give count, the number of routines that the filter matches now, to confirm that they are deleted.",
  bulk_run_by_ids: ({ max }) => `Name 1 to ${max ?? 1} routines to run by their ids.`,
  paste_unreadable: () => "Send a command of curl or wget, or a line of a crontab.",
  duration_range_unknown: () => `The range is ${anyOf(durationRanges)}.`,
  ai_enabled_not_boolean: () => "ai_enabled is true or false.",
  replay_status_unknown: () => "Name at least one of FAIL, MISSED and ABANDONED.",
  replay_state_unknown: () => "The state of a replay is RUNNING, DONE or CANCELLED.",
  replay_pace_out_of_range: upTo(
    MAX_REPLAY_PACE,
    "The pace is a whole number of slots a minute between 1 and {max}.",
  ),
  replay_window_reversed: () => "The window ends after it begins.",
  replay_window_too_long: upTo(
    MAX_WINDOW_SLOTS,
    "This window has more than {max} slots. Choose a shorter one, or fewer routines.",
  ),
  replay_scope_unclear: () => "Name routine_ids, or a tag, and not both.",
  replay_routines_too_many: upTo(
    MAX_REPLAY_ROUTINES,
    "A replay is of at most {max} routines. Name fewer of them.",
  ),
  replay_no_routines: () => "No routine has this tag.",
  replay_empty: () =>
    "There is nothing to replay in this window. Look at its preview for the reasons.",
  replay_too_many: ({ count, max }) =>
    `A replay has at most ${max ?? MAX_REPLAY_SLOTS} slots, and this window has ${count ?? 0}. Choose a shorter one.`,
  run_trigger_unknown: () => "triggered_by is MANUAL, SCHEDULE or REPLAY.",
  sort_unknown: () =>
    "Sort by name, created_at, next_run_at, last_run_at or outcome; a leading - reverses the order.",
  alert_policy_not_an_object: () =>
    "An alert policy is an object with conditions, resolve_after and cooldown_minutes.",
  alert_conditions_not_a_list: () => "Conditions must be a list.",
  alert_condition_unknown: () => `A condition is of type ${anyOf(conditionTypes)}.`,
  alert_condition_twice: () => "There is already a condition of this type. Keep one of the two.",
  alert_count_out_of_range: upTo(
    MAX_COUNTED_RUNS,
    "The number of runs is a whole number between 1 and {max}.",
  ),
  alert_failures_exceed_runs: () => "There can't be more failures than runs.",
  alert_percent_out_of_range: () => "The share is a whole number of percent between 1 and 100.",
  alert_window_out_of_range: upTo(
    MAX_RATE_WINDOW_MINUTES,
    "The window is a whole number of minutes between 1 and {max}.",
  ),
  alert_days_out_of_range: upTo(
    MAX_CERTIFICATE_ALERT_DAYS,
    "The days are a whole number between 1 and {max}.",
  ),
  alert_cooldown_out_of_range: upTo(
    MAX_COOLDOWN_MINUTES,
    "The cool-down is a whole number of minutes between 0 and {max}.",
  ),
  incident_state_unknown: () => `The state is ${anyOf(incidentStates)}.`,
  note_not_text: () => "A note must be text.",
  note_too_long: upTo(MAX_NOTE_CHARACTERS, "A note has at most {max} characters."),
  snooze_out_of_range: upTo(
    MAX_SNOOZE_MINUTES,
    "Snooze for a whole number of minutes between 1 and {max}.",
  ),
  channel_config_not_an_object: () => "The settings of a channel are an object.",
  channel_url_invalid: () =>
    "Enter a URL that begins with https:// or http://, without a user name or password.",
  channel_webhook_url_invalid: () =>
    "Paste the whole URL of the incoming webhook, which begins with https://.",
  channel_recipients_required: () => "Enter at least one email address.",
  channel_recipient_invalid: () => "This isn't an email address. Write one like team@example.com.",
  channel_chat_invalid: () =>
    "The chat is a number such as -1001234567890, or the @name of a public channel.",
  channel_bot_token_invalid: () => "Paste the token of the bot, as @BotFather shows it.",
  channel_topic_invalid: () => "A topic has 1 to 64 letters, digits, hyphens and underscores.",
  channel_token_invalid: () => "A token has no spaces and only ASCII characters. Paste it again.",
  channel_integration_key_invalid: () =>
    "Paste the integration key of an Events API v2 integration.",
  channel_signing_key_invalid: () =>
    "A signing key is whsec_ and Base64 of 24 to 64 bytes. Leave it out, and one is made.",
  channel_device_invalid: () => "Name the device in 1 to 100 characters.",
  channel_subscription_invalid: () =>
    "This isn't the push subscription of a browser. Turn on notifications in the browser again.",
  channel_secret_not_used: () => "This kind of channel has no secret. Leave it out.",
  channel_recipients_too_many: upTo(
    MAX_CHANNEL_RECIPIENTS,
    "A channel has at most {max} email addresses.",
  ),
  channel_kind_unknown: () => `The kind is ${anyOf(channelKinds)}.`,
  channel_kind_fixed: () =>
    "A channel keeps its kind. Create another channel, and delete this one.",
  channel_name_required: () => "Give the channel a name.",
  channel_id_invalid: () => "This isn't the id of a channel.",
  channel_event_unknown: () => `An event is ${anyOf(alertEvents)}.`,
  channel_events_required: () => "Choose at least one event, in a list.",
  channel_routines_not_a_list: () => "Routines are a list of their ids.",
  channel_routines_too_many: upTo(
    MAX_CHANNEL_ROUTINES,
    "Name at most {max} routines, or use a tag.",
  ),
  channel_tags_invalid: () => "Tags are a list of up to 50 names, each of 1 to 40 characters.",
  channel_language_unknown: () => `The language is ${anyOf(channelLanguages)}.`,
  channel_secret_again: () =>
    "The channel would now send to another server. Enter its secret again, so that the old one isn't sent there.",
  channels_too_many: upTo(
    MAX_CHANNELS,
    "A workspace has at most {max} channels. Delete one that isn't needed.",
  ),
  incident_id_invalid: () => "This isn't the id of an incident.",
  max_per_hour_out_of_range: upTo(
    MAX_MESSAGES_PER_HOUR,
    "The messages an hour are a whole number between 1 and {max}.",
  ),
  quiet_hours_invalid: () => "Quiet hours have a start, an end and a timezone.",
  quiet_time_invalid: () => "Write a time of 24 hours, such as 22:00.",
  quiet_hours_empty: () => "Quiet hours end at another time than they start.",
  reminder_out_of_range: upTo(
    MAX_REMINDER_MINUTES,
    `Remind after a whole number of minutes between ${MIN_REMINDER_MINUTES} and {max}.`,
  ),
  secrets_key_missing: () =>
    "This instance can't keep secrets yet, and this kind of channel needs one: its administrator must set SECRETS_KEY first.",
  smtp_missing: () =>
    "This instance can't send email yet: its administrator must set SMTP_URL first. Choose another kind of channel meanwhile.",
  snooze_end_required: () => "Give until or minutes, one of the two.",
  snooze_too_long: () => "The snooze must end within a week.",
  snooze_ends_before: () => "The snooze must end in the future.",
  note_required: () => "Write a note.",
  backtest_days_out_of_range: upTo(
    MAX_BACKTEST_DAYS,
    "The period is a whole number of days between 1 and {max}.",
  ),
  backtest_scope_twice: () => "Give routine_id or tag_id, not both.",
  key_differs: () => "The key is the one in the URL. Leave it out here.",
  dry_run_invalid: () => "dry_run is true or false.",
  dry_run_unsupported: () =>
    "This can't be tried without doing it, so nothing was done. Leave out dry_run to do it.",
  query_too_long: upTo(MAX_QUERY_CHARACTERS, "A search has at most {max} characters."),
} satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problemTexts;

/** A problem whose text is looked up by its code, or that brings its own. */
export type CodedProblem = Omit<FieldProblem, "code" | "message"> &
  ({ code: ProblemCode; message?: never } | { code: string; message: string });

/** The `error` of a schema's check: a code that has a text. */
export const problem = (code: ProblemCode) => ({ error: code });

/** Codes that a screen must be able to say in every language. */
export const fieldProblemCodes: readonly string[] = [
  ...Object.keys(problemTexts),
  "header_refused",
  "yaml_invalid",
  "cron_invalid",
  "cron_impossible",
  "cron_too_frequent",
  "target_refused",
  "field_unknown",
  "field_invalid",
];

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemTexts, code);

/** Completes a problem with its English text, and with the limits that the text names. */
export function describeProblem(coded: CodedProblem): FieldProblem {
  if (coded.message !== undefined) return coded;
  const known: ProblemText = problemTexts[coded.code];
  if (typeof known === "function") return { ...coded, message: known(coded.params ?? {}) };
  return { ...coded, message: known.text, params: { max: known.max, ...coded.params } };
}

/** Turns a zod error into problems, one a field. */
export function toFieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: path === "" ? key : `${path}.${key}`,
        code: "field_unknown",
        message: `There is no field ${key}. Remove it.`,
      }));
    }
    if (!isProblemCode(issue.message)) {
      return [{ path, code: "field_invalid", message: issue.message }];
    }
    const params = issue.code === "custom" ? issue.params : undefined;
    return [describeProblem({ path, code: issue.message, ...(params && { params }) })];
  });
}
