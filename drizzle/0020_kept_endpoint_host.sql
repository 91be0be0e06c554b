-- By hand: the host was a generated column, which every update computed again. Statements of the
-- scheduler name neither column, so they do not come here.
create function public.keep_endpoint_host() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.endpoint_host = coalesce(lower(substring(new.endpoint_url from '^[A-Za-z]+://([^/?#]+)')), '');
  return new;
end;
$$;
--> statement-breakpoint
create trigger keep_endpoint_host
  before insert or update of endpoint_url, endpoint_host on public.routines
  for each row execute function public.keep_endpoint_host();
--> statement-breakpoint
ALTER TABLE "routines" ALTER COLUMN "endpoint_host" DROP EXPRESSION;
--> statement-breakpoint
ALTER TABLE "routines" ALTER COLUMN "endpoint_host" SET DEFAULT '';
