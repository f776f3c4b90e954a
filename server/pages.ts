import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import type { Duplex } from "node:stream";
import next from "next";
import { z } from "zod";

export interface Pages extends AsyncDisposable {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Development only: Next's own reload socket. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Every page path that the build holds, as in `/sign-in`. */
  paths: readonly string[];
}

/**
 * Mounts Next. It gets an HTTP server that never listens, since it adds an `upgrade` listener of its own after the
 * first page request and then closes foreign sockets (docs/adr/0003-upgrades.md).
 */
export async function mountPages(options: {
  folder: string;
  distFolder: string;
  development: boolean;
  hostname: string;
  port: number;
}): Promise<Pages> {
  const upgrades = createServer();
  const { folder: dir, development: dev, hostname, port } = options;
  const app = next({ dev, dir, hostname, port, httpServer: upgrades });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (req, res) => handle(req, res),
    handleUpgrade: (req, socket, head) => void upgrades.emit("upgrade", req, socket, head),
    paths: dev ? [] : await builtPages(path.join(dir, options.distFolder)),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

async function builtPages(distFolder: string): Promise<string[]> {
  const manifest = await readFile(path.join(distFolder, "app-path-routes-manifest.json"), "utf8");
  return Object.values(z.record(z.string(), z.string()).parse(JSON.parse(manifest)));
}
