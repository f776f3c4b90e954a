import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

const file = (name: string) => readFile(new URL(`../fixtures/tls-front/${name}`, import.meta.url));

export interface TlsFront extends AsyncDisposable {
  /** Host and port, as a client of another service is told them. */
  server: string;
  /** Whom its clients have to trust. */
  certificate: string;
}

/**
 * A proxy with TLS before a server of ours, as an operator puts one there: it names our host to us. Its certificate, for
 * localhost, and its key stand in the tests' fixtures; they protect nothing.
 */
export async function tlsFront(url: string): Promise<TlsFront> {
  const [cert, key] = await Promise.all([file("cert.pem"), file("key.pem")]);
  const behind = new URL(url);
  const server = createServer({ cert, key }, (req, res) => {
    const options = { host: "127.0.0.1", port: behind.port, path: req.url, method: req.method };
    const passed = request({ ...options, headers: { ...req.headers, host: behind.host } }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    passed.once("error", () => res.destroy());
    req.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    server: `localhost:${(server.address() as AddressInfo).port}`,
    certificate: cert.toString(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
