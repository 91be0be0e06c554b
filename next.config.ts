import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  poweredByHeader: false,
  experimental: {
    // Behind a proxy that keeps the public host to itself, forms come from APP_URL all the same.
    serverActions: {
      allowedOrigins: process.env.APP_URL ? [new URL(process.env.APP_URL).host] : [],
    },
  },
  // A lock file in a folder above would move the root that Next.js infers.
  turbopack: { root: import.meta.dirname },
  // Packages that open sockets or start threads: they are better left unbundled.
  serverExternalPackages: ["undici", "postgres", "pino"],
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
      ],
    },
  ],
};

export default createNextIntlPlugin({
  requestConfig: "./i18n/request.ts",
  experimental: {
    // Messages are parsed by the build: the parser would be 11 KB of every page.
    messages: { path: "./messages", format: "json", locales: ["en", "pt-BR"], precompile: true },
  },
})(config);
