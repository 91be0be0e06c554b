/** The `Authorization` of a channel's secret: `user:password`, or a bearer token. Nothing without one. */
export function authorizationOf(secret: string | null): { authorization?: string } {
  if (secret === null) return {};
  return {
    authorization: secret.includes(":")
      ? `Basic ${Buffer.from(secret).toString("base64")}`
      : `Bearer ${secret}`,
  };
}
