ALTER TABLE "routines" ADD COLUMN "fill_values" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
grant insert (fill_values), update (fill_values) on table public.routines to opspulse_app;
--> statement-breakpoint
-- Like those of the other settings: a claim that waited is not sent where this has changed since.
create trigger count_revision_of_values
  before update of fill_values on public.routines
  for each row
  when (old.fill_values is distinct from new.fill_values)
  execute function public.count_revision();
