grant insert (follow_redirects, success_rules, keep_body, signing_secret_ref) on table public.routines to authenticated;
--> statement-breakpoint
grant update (follow_redirects, success_rules, keep_body, signing_secret_ref) on table public.routines to authenticated;
