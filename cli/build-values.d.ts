/** The version of the release, written in by `scripts/package/bundle-command-line.mjs`. */
declare const OPSPULSE_VERSION: string;
