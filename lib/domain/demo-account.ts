/** The account that `npm start` fills with examples. Its password is public: it guards nothing. */
export const demoAccount = { email: "demo@opspulse.app", password: "opspulse" } as const;
