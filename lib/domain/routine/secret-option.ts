/** A secret that a workspace may name. Its value is never part of it. */
export type SecretOption = {
  name: string;
  /** A credential is sent in a header; a signing key signs webhooks and is never sent. */
  purpose: "credential" | "signing";
  /** The origins to which it may be sent, or whose requests it may sign. */
  origins: readonly string[];
};
