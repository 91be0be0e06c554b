/**
 * The one value that this process has under a name, made when it is first asked for. What a module keeps is
 * not shared: the build gives the instrumentation and each route modules of their own.
 */
export function perProcess<Value>(name: string, make: () => Value): Value {
  const shared = globalThis as unknown as Record<string, Value | undefined>;
  return (shared[name] ??= make());
}
