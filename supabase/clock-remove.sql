-- Takes the clock of supabase/clock.sql away: its jobs, and what Vault keeps for it. Run it in the SQL
-- editor of the project. The extensions stay, as something else may use them.

begin;

do $clock$
begin
  if to_regnamespace('cron') is not null then
    perform cron.unschedule(jobid) from cron.job where jobname like 'opspulse-tick%';
  end if;
  if to_regnamespace('vault') is not null then
    delete from vault.secrets where name in ('opspulse_app_url', 'opspulse_cron_secret');
  end if;
end
$clock$;

commit;
