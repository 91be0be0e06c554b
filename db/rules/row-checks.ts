import {
  forbiddenNamePattern,
  HEADER_FRAMING_LENGTH,
  MAX_HEADER_NAME_LENGTH,
  MAX_HEADER_VALUE_LENGTH,
  MAX_HEADERS,
  MAX_HEADERS_LENGTH,
} from "@/lib/domain/routine/header-policy";
import { carriesBody, httpMethods } from "@/lib/domain/routine/routine-options";
import {
  bodyOperators,
  headerOperators,
  jsonOperators,
  MAX_ACCEPTED_STATUSES,
  MAX_CERTIFICATE_DAYS,
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_DURATION_MS,
  MAX_RULE_LENGTH,
  MAX_RULE_VALUE_CHARACTERS,
  MAX_RULE_VALUES,
  MAX_SUCCESS_RULES,
  operandOf,
  quantifiers,
  slowOutcomes,
  type Operand,
} from "@/lib/domain/run/success-rule-options";
import { MINUTE_SECONDS } from "@/lib/domain/time-units";

/**
 * The functions with which the database judges what members write, where a CHECK is too small for it.
 * They are called by triggers, for values that change: a lease is taken without a look at them, and a
 * row from before a rule can still be paused, run and deleted. A refusal is a `check_violation` with
 * the name of the column's constraint.
 *
 * What the verbs accept, these accept. They are looser where SQL can't tell: whether a pattern
 * compiles, a time zone exists, a cron expression has a date, or a URL may be called.
 *
 * `npm run db:checks` prints them for a migration, and a test compares the database with them.
 */

/** RFC 9110, section 5.6.2. */
const TOKEN = "^[!#$%&''*+.^_`|~0-9A-Za-z-]+$";
const CONTROL_CHARACTERS = String.raw`[\u0001-\u001f\u007f-\u009f]`;
/** White space, controls, invisible characters and backslashes, a part of what the egress guard refuses. */
const MISLEADING_CHARACTERS = String.raw`[\u0001-\u0020\u007f-\u00a0\u00ad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\\]`;

const listOf = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");
const bodiless = httpMethods.filter((method) => !carriesBody(method));
const comparingWith = (operand: Operand) =>
  listOf(jsonOperators.filter((operator) => operandOf(operator) === operand));

const isWholeNumber = `
create or replace function public.is_whole_number(value jsonb, low integer, high integer) returns boolean
language sql immutable
as $check$
  select case
    when jsonb_typeof(value) = 'number'
    then value::numeric between low and high and trunc(value::numeric) = value::numeric
    else false
  end
$check$`;

const isTextWithin = `
create or replace function public.is_text_within(value jsonb, low integer, high integer) returns boolean
language sql immutable
as $check$
  select case
    when jsonb_typeof(value) = 'string' then char_length(value #>> '{}') between low and high
    else false
  end
$check$`;

const isJsonOperand = `
create or replace function public.is_json_operand(operator text, value jsonb) returns boolean
language plpgsql immutable
as $check$
declare
  kind text = coalesce(jsonb_typeof(value), 'absent');
  items jsonb = case when kind = 'array' then value else jsonb_build_array(value) end;
begin
  -- Numbers count as they are written without an exponent, and without their sign.
  if kind <> 'absent' and (
    kind = 'object'
    or jsonb_array_length(items) > ${MAX_RULE_VALUES}
    or exists (
      select from jsonb_array_elements(items) as item where jsonb_typeof(item) in ('array', 'object')
    )
    or (select coalesce(sum(char_length(ltrim(coalesce(item, 'null'), '-'))), 0)
      from jsonb_array_elements_text(items) as item) > ${MAX_RULE_VALUE_CHARACTERS}
  ) then
    return false;
  end if;
  return case
    when operator in (${comparingWith("nothing")}) then true
    when kind = 'absent' then false
    when operator in (${comparingWith("scalar")}) then
      kind <> 'array' and (value <> '""' or operator not in ('contains', 'not_contains'))
    when operator in (${comparingWith("number")}) then kind = 'number'
    when operator in (${comparingWith("list")}) then kind = 'array' and jsonb_array_length(items) > 0
    when operator in (${comparingWith("pattern")}) then
      public.is_text_within(value, 1, ${MAX_PATTERN_CHARACTERS})
    when operator in (${comparingWith("range")}) then case
      when kind = 'array' and jsonb_array_length(items) = 2
        and jsonb_typeof(value -> 0) = 'number' and jsonb_typeof(value -> 1) = 'number'
      then (value ->> 0)::numeric <= (value ->> 1)::numeric
      else false
    end
    when operator in (${comparingWith("length")}) then case
      when kind = 'number' then public.is_whole_number(value, 0, ${MAX_RULE_LENGTH})
      when kind = 'array' and jsonb_array_length(items) = 2 then
        value <> '[null, null]'
        and (value -> 0 = 'null' or public.is_whole_number(value -> 0, 0, ${MAX_RULE_LENGTH}))
        and (value -> 1 = 'null' or public.is_whole_number(value -> 1, 0, ${MAX_RULE_LENGTH}))
        and coalesce((value ->> 0)::numeric, 0) <= coalesce((value ->> 1)::numeric, ${MAX_RULE_LENGTH})
      else false
    end
    else false
  end;
end;
$check$`;

const hasAllowedHeaders = String.raw`
create or replace function public.has_allowed_headers(headers jsonb) returns boolean
language sql immutable
as $check$
  select case when jsonb_typeof(headers) = 'object' then coalesce((
    select count(*) <= ${MAX_HEADERS}
      and count(distinct lower(name)) = count(*)
      and sum(char_length(name) + char_length(value) + ${HEADER_FRAMING_LENGTH}) <= ${MAX_HEADERS_LENGTH}
      and bool_and(
        is_text
        and char_length(name) <= ${MAX_HEADER_NAME_LENGTH}
        and name ~ '${TOKEN}'
        and regexp_replace(lower(name), '[^a-z0-9]', '-', 'g') !~
          '${forbiddenNamePattern}'
        and char_length(value) <= ${MAX_HEADER_VALUE_LENGTH}
        and value ~ '^[\t\x20-\x7e]*$'
        and value !~ '^[\t ]|[\t ]$'
      )
    from (
      select key as name, value #>> '{}' as value, jsonb_typeof(value) = 'string' as is_text
      from jsonb_each(headers)
    ) as header
  ), true) else false end
$check$`;

const isSuccessRule = String.raw`
create or replace function public.is_success_rule(rule jsonb) returns boolean
language plpgsql immutable
as $check$
begin
  if jsonb_typeof(rule) is distinct from 'object' then
    return false;
  end if;
  case rule ->> 'type'
    when 'status' then
      if jsonb_typeof(rule -> 'accept') is distinct from 'array' then
        return false;
      end if;
      return rule - '{type,accept}'::text[] = '{}'
        and jsonb_array_length(rule -> 'accept') between 1 and ${MAX_ACCEPTED_STATUSES}
        and not exists (
          select from jsonb_array_elements(rule -> 'accept') as item,
            lateral (select item #>> '{}' as status) as text
          where jsonb_typeof(item) <> 'string'
            or status !~ '^(?:[1-5]xx|[1-9][0-9][0-9](?:-[1-9][0-9][0-9])?)$'
            or left(status, 3) > right(status, 3)
        );
    when 'duration' then
      return rule - '{type,max_ms,otherwise}'::text[] = '{}'
        and public.is_whole_number(rule -> 'max_ms', 1, ${MAX_RULE_DURATION_MS})
        and rule ->> 'otherwise' in (${listOf(slowOutcomes)});
    when 'body' then
      return rule - '{type,operator,value,ignore_case}'::text[] = '{}'
        and rule ->> 'operator' in (${listOf(bodyOperators)})
        and coalesce(jsonb_typeof(rule -> 'ignore_case'), 'boolean') = 'boolean'
        and public.is_text_within(rule -> 'value', 1, case rule ->> 'operator'
          when 'matches' then ${MAX_PATTERN_CHARACTERS} else ${MAX_RULE_VALUE_CHARACTERS}
        end);
    when 'json' then
      return rule - '{type,path,operator,value,quantifier}'::text[] = '{}'
        and public.is_text_within(rule -> 'path', 0, ${MAX_PATTERN_CHARACTERS})
        and (not rule ? 'quantifier' or rule ->> 'quantifier' in (${listOf(quantifiers)}))
        and public.is_json_operand(rule ->> 'operator', rule -> 'value');
    when 'header' then
      return rule - '{type,name,operator,value}'::text[] = '{}'
        and public.is_text_within(rule -> 'name', 1, ${MAX_HEADER_NAME_LENGTH})
        and rule ->> 'name' ~ '${TOKEN}'
        and rule ->> 'operator' in (${listOf(headerOperators)})
        and case
          when rule ? 'value' then rule ->> 'value' ~ '\S'
            and public.is_text_within(rule -> 'value', 1, case rule ->> 'operator'
              when 'matches' then ${MAX_PATTERN_CHARACTERS} else ${MAX_RULE_VALUE_CHARACTERS}
            end)
          else rule ->> 'operator' in ('exists', 'not_exists')
        end;
    when 'certificate' then
      return rule - '{type,min_days}'::text[] = '{}'
        and public.is_whole_number(rule -> 'min_days', 1, ${MAX_CERTIFICATE_DAYS});
    else
      return false;
  end case;
end;
$check$`;

const hasValidSuccessRules = `
create or replace function public.has_valid_success_rules(rules jsonb) returns boolean
language plpgsql immutable
as $check$
begin
  if jsonb_typeof(rules) is distinct from 'array' then
    return false;
  end if;
  return jsonb_array_length(rules) <= ${MAX_SUCCESS_RULES}
    and not exists (
      select from jsonb_array_elements(rules) as rule where public.is_success_rule(rule) is not true
    )
    -- One limit of a kind: two would contradict each other.
    and not exists (
      select from jsonb_array_elements(rules) as rule
      where rule ->> 'type' in ('status', 'duration', 'certificate')
      group by rule ->> 'type', rule ->> 'otherwise'
      having count(*) > 1
    );
end;
$check$`;

const findBrokenCheck = String.raw`
create or replace function public.find_broken_check(new public.routines, old public.routines) returns text
language plpgsql stable
as $check$
begin
  return case
    when new.name is distinct from old.name and new.name ~ '${CONTROL_CHARACTERS}'
    then 'ck_routines_name'
    when new.endpoint_url is distinct from old.endpoint_url
      and (new.endpoint_url !~* '^https?://[^/?#]' or new.endpoint_url ~ '${MISLEADING_CHARACTERS}')
    then 'ck_routines_endpoint_url'
    when new.cron_expression is distinct from old.cron_expression
      and new.cron_expression !~ '^[0-9A-Za-z*,/?# -]+$'
    then 'ck_routines_cron_expression'
    when new.timezone is distinct from old.timezone and new.timezone !~ '^[A-Za-z][A-Za-z0-9_+/-]*$'
    then 'ck_routines_timezone'
    when new.secret_ref is distinct from old.secret_ref and new.secret_ref !~ '^[A-Za-z0-9_-]{1,64}$'
    then 'ck_routines_secret_ref'
    when new.signing_secret_ref is distinct from old.signing_secret_ref
      and new.signing_secret_ref !~ '^[A-Za-z0-9_-]{1,64}$'
    then 'ck_routines_signing_secret_ref'
    when (new.body is distinct from old.body or new.http_method is distinct from old.http_method)
      and new.body is not null and new.http_method in (${listOf(bodiless)})
    then 'ck_routines_body'
    when (new.jitter_seconds is distinct from old.jitter_seconds
        or new.interval_minutes is distinct from old.interval_minutes)
      and new.jitter_seconds > 0 and new.jitter_seconds >= new.interval_minutes * ${MINUTE_SECONDS}
    then 'ck_routines_jitter_seconds'
    when (new.starts_at is distinct from old.starts_at or new.ends_at is distinct from old.ends_at)
      and (least(new.starts_at, new.ends_at) < '2000-01-01T00:00:00Z'::timestamptz
        or greatest(new.starts_at, new.ends_at) >= '3000-01-01T00:00:00Z'::timestamptz)
    then 'ck_routines_window'
    when new.headers_json <> '{}' and new.headers_json is distinct from old.headers_json
      and not public.has_allowed_headers(new.headers_json)
    then 'ck_routines_headers_json'
    when new.success_rules <> '[]' and new.success_rules is distinct from old.success_rules
      and not public.has_valid_success_rules(new.success_rules)
    then 'ck_routines_success_rules'
  end;
end;
$check$`;

const checkRoutine = `
create or replace function public.check_routine() returns trigger
language plpgsql security definer set search_path = ''
as $check$
declare
  broken text = public.find_broken_check(new, old);
begin
  if broken is not null then
    raise exception using
      errcode = 'check_violation', constraint = broken, table = 'routines',
      message = format('new row for relation "routines" violates check constraint "%s"', broken);
  end if;
  return new;
end;
$check$`;

const checkWorkspace = String.raw`
create or replace function public.check_workspace() returns trigger
language plpgsql security definer set search_path = ''
as $check$
begin
  if new.name is distinct from old.name and new.name ~ '${CONTROL_CHARACTERS}' then
    raise exception using
      errcode = 'check_violation', constraint = 'ck_workspaces_name', table = 'workspaces',
      message = 'new row for relation "workspaces" violates check constraint "ck_workspaces_name"';
  end if;
  return new;
end;
$check$`;

/** In the order in which they are made. */
export const rowChecks: readonly string[] = [
  isWholeNumber,
  isTextWithin,
  hasAllowedHeaders,
  isJsonOperand,
  isSuccessRule,
  hasValidSuccessRules,
  findBrokenCheck,
  checkRoutine,
  checkWorkspace,
].map((statement) => statement.trim());
