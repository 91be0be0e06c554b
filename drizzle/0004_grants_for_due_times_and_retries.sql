grant insert (due_at, jitter_seconds, starts_at, ends_at, max_attempts) on table public.routines to authenticated;
--> statement-breakpoint
grant update (due_at, jitter_seconds, starts_at, ends_at, max_attempts) on table public.routines to authenticated;
