import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to one request on its way: each of the ways in which a sender ends up without an answer. */
export type Fate = "passes" | "never arrives" | "left while under way" | "answer lost" | "answer cut short";

/** An HTTP line to a server that loses what `fateOf` says, counted from 0. */
export async function lossyLine(
  to: string,
  fateOf: (at: number, method: string) => Fate,
): Promise<AsyncDisposable & { url: string; fates: Map<Fate, number> }> {
  const { host, port } = new URL(to);
  const fates = new Map<Fate, number>();
  let seen = 0;
  const server = createServer(async (req, res) => {
    const body: Buffer[] = [];
    for await (const chunk of req) body.push(chunk as Buffer);
    const method = req.method ?? "GET";
    const fate = fateOf(seen++, method);
    fates.set(fate, (fates.get(fate) ?? 0) + 1);
    if (fate === "never arrives") return req.socket.destroy();
    const options = { host: "127.0.0.1", port, path: req.url, method, headers: { ...req.headers, host } };
    const onward = request(options, async (answer) => {
      const parts: Buffer[] = [];
      for await (const chunk of answer) parts.push(chunk as Buffer);
      const whole = Buffer.concat(parts);
      if (fate === "answer lost") return req.socket.destroy();
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      if (fate === "passes") return res.end(whole);
      res.write(whole.subarray(0, whole.length / 2), () => req.socket.destroy());
    });
    onward.once("error", () => req.socket.destroy());
    onward.end(Buffer.concat(body));
    if (fate === "left while under way") req.socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fates,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
