/** The account that `npm start` fills with examples. Its password is public: it guards nothing. */
export const demoAccount = { email: "demo@opspulse.app", password: "opspulse" } as const;

/** Whether an address is that of the demo account; addresses are compared as auth servers do. */
export function isDemoAddress(email: string | null | undefined): boolean {
  return email?.toLowerCase() === demoAccount.email;
}
