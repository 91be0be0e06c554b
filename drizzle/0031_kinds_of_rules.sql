create function public.is_json_operand(operator text, value jsonb) returns boolean
language plpgsql immutable
as $check$
declare
  kind text = coalesce(jsonb_typeof(value), 'absent');
  items jsonb = case when kind = 'array' then value else jsonb_build_array(value) end;
begin
  -- Numbers count as they are written without an exponent, and without their sign.
  if kind <> 'absent' and (
    kind = 'object'
    or jsonb_array_length(items) > 20
    or exists (
      select from jsonb_array_elements(items) as item where jsonb_typeof(item) in ('array', 'object')
    )
    or (select coalesce(sum(char_length(ltrim(coalesce(item, 'null'), '-'))), 0)
      from jsonb_array_elements_text(items) as item) > 1000
  ) then
    return false;
  end if;
  return case
    when operator in ('exists', 'not_exists') then true
    when kind = 'absent' then false
    when operator in ('equals', 'not_equals', 'contains', 'not_contains') then
      kind <> 'array' and (value <> '""' or operator not in ('contains', 'not_contains'))
    when operator in ('greater_than', 'less_than') then kind = 'number'
    when operator in ('one_of') then kind = 'array' and jsonb_array_length(items) > 0
    when operator in ('matches') then
      public.is_text_within(value, 1, 200)
    when operator in ('between') then case
      when kind = 'array' and jsonb_array_length(items) = 2
        and jsonb_typeof(value -> 0) = 'number' and jsonb_typeof(value -> 1) = 'number'
      then (value ->> 0)::numeric <= (value ->> 1)::numeric
      else false
    end
    when operator in ('length') then case
      when kind = 'number' then public.is_whole_number(value, 0, 1048576)
      when kind = 'array' and jsonb_array_length(items) = 2 then
        value <> '[null, null]'
        and (value -> 0 = 'null' or public.is_whole_number(value -> 0, 0, 1048576))
        and (value -> 1 = 'null' or public.is_whole_number(value -> 1, 0, 1048576))
        and coalesce((value ->> 0)::numeric, 0) <= coalesce((value ->> 1)::numeric, 1048576)
      else false
    end
    else false
  end;
end;
$check$;
--> statement-breakpoint
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
        and jsonb_array_length(rule -> 'accept') between 1 and 20
        and not exists (
          select from jsonb_array_elements(rule -> 'accept') as item,
            lateral (select item #>> '{}' as status) as text
          where jsonb_typeof(item) <> 'string'
            or status !~ '^(?:[1-5]xx|[1-9][0-9][0-9](?:-[1-9][0-9][0-9])?)$'
            or left(status, 3) > right(status, 3)
        );
    when 'duration' then
      return rule - '{type,max_ms,otherwise}'::text[] = '{}'
        and public.is_whole_number(rule -> 'max_ms', 1, 30000)
        and rule ->> 'otherwise' in ('FAIL', 'DEGRADED');
    when 'body' then
      return rule - '{type,operator,value,ignore_case}'::text[] = '{}'
        and rule ->> 'operator' in ('contains', 'not_contains', 'equals', 'matches')
        and coalesce(jsonb_typeof(rule -> 'ignore_case'), 'boolean') = 'boolean'
        and public.is_text_within(rule -> 'value', 1, case rule ->> 'operator'
          when 'matches' then 200 else 1000
        end);
    when 'json' then
      return rule - '{type,path,operator,value,quantifier}'::text[] = '{}'
        and public.is_text_within(rule -> 'path', 0, 200)
        and (not rule ? 'quantifier' or rule ->> 'quantifier' in ('all', 'any'))
        and public.is_json_operand(rule ->> 'operator', rule -> 'value');
    when 'header' then
      return rule - '{type,name,operator,value}'::text[] = '{}'
        and public.is_text_within(rule -> 'name', 1, 256)
        and rule ->> 'name' ~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]+$'
        and rule ->> 'operator' in ('equals', 'contains', 'not_contains', 'matches', 'exists', 'not_exists')
        and case
          when rule ? 'value' then rule ->> 'value' ~ '\S'
            and public.is_text_within(rule -> 'value', 1, case rule ->> 'operator'
              when 'matches' then 200 else 1000
            end)
          else rule ->> 'operator' in ('exists', 'not_exists')
        end;
    when 'certificate' then
      return rule - '{type,min_days}'::text[] = '{}'
        and public.is_whole_number(rule -> 'min_days', 1, 365);
    else
      return false;
  end case;
end;
$check$;
