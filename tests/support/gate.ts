import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP address in front of another that closes and opens: closed, what was open breaks and what comes is refused. */
export interface Gate extends AsyncDisposable {
  /** The given URL, by way of the gate. */
  url: string;
  close(): Promise<void>;
  open(): Promise<void>;
}

/** Stands in front of a PostgreSQL that a test may not stop, because it is not the test's own. */
export async function gateBefore(url: string): Promise<Gate> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const pass = (from: Socket) => {
    const onward = connect(Number(target.port || 5432), target.hostname);
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  };
  let server = createServer(pass).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  const close = async () => {
    const closed = server.listening ? once(server, "close") : Promise.resolve();
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: through.href,
    close,
    async open() {
      server = createServer(pass).listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    [Symbol.asyncDispose]: close,
  };
}
