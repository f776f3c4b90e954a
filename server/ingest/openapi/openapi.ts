import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { paths } from "./operations.ts";
import { schemas } from "./schemas.ts";
import type { OpenApiDocument } from "./shapes.ts";

/** The API's document, made once from the contract files, and what serves it. It holds no secret: anyone may read it. */
export function createOpenApi(about: { publicUrl: string; version: string; keyRequestsPerSecond: number }) {
  const document: OpenApiDocument = {
    openapi: "3.1.1",
    info: {
      title: "Watchfloor",
      version: about.version,
      description:
        `At most ${about.keyRequestsPerSecond} requests a second a key. HEAD is answered wherever GET is, but at ` +
        "/metrics. Left out: /api/auth and /api/trpc, which are between our pages and our server.",
    },
    servers: [{ url: about.publicUrl }],
    tags: [
      { name: "Statements", description: "Statements of reasons, as the EU's DSA Transparency Database takes them." },
      { name: "Events", description: "What happens on the platform, as CloudEvents." },
      { name: "Hotline", description: "Emergencies of partner authorities." },
      { name: "Alerts", description: "What other systems report for people on call, and which alerts there are." },
      { name: "Upkeep", description: "Whether the server is well." },
    ],
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "The key of a source." },
        integration: { type: "http", scheme: "bearer", description: "The key of an integration." },
      },
      schemas,
    },
  };
  const body = JSON.stringify(document);
  const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;

  return {
    document,
    handle(req: IncomingMessage, res: ServerResponse): void {
      const headers = { etag, "cache-control": "public, max-age=300, must-revalidate" };
      const known = req.headers["if-none-match"]?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
      if (known) {
        res.writeHead(304, headers).end();
        return;
      }
      res.writeHead(200, {
        ...headers,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      res.end(body);
    },
  };
}
