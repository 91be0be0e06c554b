-- A clock for OpsPulse in Supabase: pg_cron has pg_net call /api/cron/tick each minute.
--
-- Put your two values below, and run the whole file in the SQL editor of the project. Run it again after
-- either of them has changed: there is always one clock. supabase/clock-remove.sql takes it away.
--
-- The secret is kept in Vault, and read there for each call. It is in no job and in no log: it is given as
-- a value of a select, which statistics leave out, and extensions are made where the log doesn't copy the
-- text of statements. Don't save this file with the secret in it.

begin;

select
  -- The address of the app: APP_URL, or the production domain on Vercel.
  set_config('opspulse.app_url', 'https://YOUR-APP.vercel.app', true) is not null
  -- The CRON_SECRET of the app.
  and set_config('opspulse.cron_secret', 'YOUR-CRON-SECRET', true) is not null as given;

do $clock$
declare
  app_url text := rtrim(btrim(current_setting('opspulse.app_url')), '/');
  cron_secret text := btrim(current_setting('opspulse.cron_secret'));
  kept record;
  kept_id uuid;
begin
  if app_url like '%YOUR-APP%'
    or app_url !~ '^(https://[^/[:space:]?#@]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)$' then
    raise exception 'Put the address of your app in the place of https://YOUR-APP.vercel.app: https:// and a domain, without a path.';
  end if;
  if cron_secret = 'YOUR-CRON-SECRET' or cron_secret !~ '^[^[:space:]]{16,}$' then
    raise exception 'Put the CRON_SECRET of your app in the place of YOUR-CRON-SECRET: at least 16 characters, without spaces.';
  end if;

  if to_regnamespace('cron') is null then
    create extension pg_cron with schema pg_catalog;
  end if;
  if to_regnamespace('net') is null then
    create extension pg_net;
  end if;
  if to_regnamespace('vault') is null then
    create extension supabase_vault with schema vault;
  end if;

  for kept in
    select * from (values
      ('opspulse_app_url', app_url, 'The address of OpsPulse'),
      ('opspulse_cron_secret', cron_secret, 'The CRON_SECRET of OpsPulse')
    ) as given (name, value, description)
  loop
    select id into kept_id from vault.secrets where name = kept.name;
    if kept_id is null then
      perform vault.create_secret(kept.value, kept.name, kept.description);
    else
      perform vault.update_secret(kept_id, kept.value);
    end if;
  end loop;

  -- A job of this name is replaced. A tick ends after 120 seconds at the latest, and the call waits longer.
  perform cron.schedule('opspulse-tick', '* * * * *', $job$
    select net.http_post(
      url := app_url.decrypted_secret || '/api/cron/tick',
      body := '{}'::jsonb,
      headers := jsonb_build_object(
        'Content-Type', 'application/json',
        'Authorization', 'Bearer ' || cron_secret.decrypted_secret,
        'OpsPulse-Clock', 'pg_cron'
      ),
      timeout_milliseconds := 130000
    )
    from vault.decrypted_secrets as app_url, vault.decrypted_secrets as cron_secret
    where app_url.name = 'opspulse_app_url' and cron_secret.name = 'opspulse_cron_secret'
  $job$);

  -- pg_cron keeps a row of each run for ever.
  perform cron.schedule('opspulse-tick-history', '17 3 * * *', $job$
    delete from cron.job_run_details
    where end_time < now() - interval '7 days'
      and jobid in (select jobid from cron.job where jobname like 'opspulse-tick%')
  $job$);
end
$clock$;

commit;

-- Two active jobs: the clock, and the daily cleaning of its history.
select jobname, schedule, active from cron.job where jobname like 'opspulse-tick%' order by jobname;
