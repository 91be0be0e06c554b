/** A secret that a workspace may name. Its value is never part of it. */
export type SecretOption = {
  name: string;
  /** A credential is sent in a header; a signing key signs webhooks and is never sent. */
  purpose: "credential" | "signing";
  /** Where it may be sent to, and nowhere else. */
  origins: readonly string[];
};
