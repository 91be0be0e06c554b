/*
 * Schemas would try to compile themselves with `new Function`, which no page allows: zod catches that, but
 * the browser reports it as a violation of the Content-Security-Policy. The setting is that of zod's
 * `config({ jitless: true })`, without zod in the start of every page.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
