import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { DemoFoot } from "../components/shell/demo-foot.tsx";
import { Toaster } from "../components/ui/toaster.tsx";
import { runningApp } from "../server/bridge.ts";

export const metadata: Metadata = {
  title: { default: "Watchfloor", template: "%s · Watchfloor" },
  icons: { icon: { url: "/favicon.svg", type: "image/svg+xml" }, apple: "/icons/icon-180.png" },
  manifest: "/manifest.webmanifest",
  appleWebApp: { capable: true, title: "Watchfloor", statusBarStyle: "black" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0f14" },
  ],
};

/** Reading the headers makes every page drawn per request, which the nonce of the content policy needs. */
export default async function Layout({ children }: { children: ReactNode }) {
  const asked = await headers();
  const policy = asked.get("content-security-policy");
  const nonce = policy?.match(/'nonce-([^']+)'/)?.[1];
  const { demo, identity } = runningApp();
  const played = demo.read();
  const session = played && (await identity.readSession({ cookie: asked.get("cookie") ?? undefined }));
  return (
    <html
      lang="en"
      data-theme="dark"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <ThemeProvider attribute="data-theme" defaultTheme="dark" enableSystem disableTransitionOnChange nonce={nonce}>
          <NuqsAdapter>{children}</NuqsAdapter>
          {played ? <DemoFoot state={played} signedIn={session !== null} /> : null}
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
}
