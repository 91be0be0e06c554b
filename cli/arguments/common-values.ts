/** The options that every command has, as they were given. */
export type CommonValues = {
  json: boolean;
  profile: string | undefined;
  server: string | undefined;
};
