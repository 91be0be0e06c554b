/** Stands in the bundle for the address of the instance, which puts it in as it serves the program. */
export const SERVER_PLACE = "@@OPSPULSE_SERVER@@";

const written: string = SERVER_PLACE;

/** The instance that the program was fetched from; null for one that was bundled by hand. */
export const builtInServer: string | null = written.startsWith("@@") ? null : written;
