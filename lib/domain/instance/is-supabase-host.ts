const HOSTS = /\.supabase\.(?:co|com|in|net)$/i;

/** Whether a database is hosted by Supabase, by the name of its host. */
export const isSupabaseHost = (hostname: string): boolean => HOSTS.test(hostname);
