/** The account that `npm start` fills with examples. Its password is public. */
export const demoAccount = { email: "demo@opspulse.app", password: "opspulse" } as const;

/** Whether an address is the demo account's. Case does not matter, as on auth servers. */
export function isDemoAddress(email: string | null | undefined): boolean {
  return email?.toLowerCase() === demoAccount.email;
}
