import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "./config.ts";

/** Secret that signs the session cookies: AUTH_SECRET, else made once and kept in the data folder, mode 0600. */
export function authSecret(config: Pick<Config, "authSecret" | "dataFolder">): string {
  if (config.authSecret) return config.authSecret;
  const file = path.join(config.dataFolder, "auth-secret");
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 });
  try {
    writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(file, "utf8").trim();
}
