/** A secret that a workspace may name. Its value is never part of it. */
export type SecretOption = {
  name: string;
  /** A credential is sent in a header; a signing key signs webhooks and is never sent. */
  purpose: "credential" | "signing";
  /** The origins to which it may be sent, or whose requests it may sign. */
  origins: readonly string[];
};

export const MAX_SECRET_NAME_CHARACTERS = 64;
/** Of one secret. */
export const MAX_SECRET_ORIGINS = 20;
/** That a workspace may keep of its own. */
export const MAX_WORKSPACE_SECRETS = 200;
/** Printable ASCII, as the value and its header are sent. */
export const MAX_HEADER_TEMPLATE_CHARACTERS = 1_000;
