// @ts-check
/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // The front door answers compression and headers for every path; Next only draws pages.
  compress: false,
  serverExternalPackages: ["pg", "pino", "better-auth", "kysely"],
  ...(process.env.WATCHFLOOR_DIST ? { distDir: process.env.WATCHFLOOR_DIST } : {}),
};
