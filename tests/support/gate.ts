import { once } from "node:events";
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from "node:net";
import type { DatabaseAddress } from "../../server/database/database.ts";

/** A TCP address in front of another that closes and opens: closed, what was open breaks and what comes is refused. */
export interface Gate<Reached> extends AsyncDisposable {
  /** What was given, by way of the gate. */
  reached: Reached;
  close(): Promise<void>;
  open(): Promise<void>;
}

/** Stands in front of a PostgreSQL that a test may not stop, because it is not the test's own. */
export function gateBefore(url: string): Promise<Gate<string>> {
  const target = new URL(url);
  return openGate({ host: target.hostname, port: Number(target.port || 5432) }, (port) => {
    const through = new URL(url);
    through.hostname = "127.0.0.1";
    through.port = String(port);
    return through.href;
  });
}

/** The same in front of an address of either kind. */
export async function gateTo(address: DatabaseAddress): Promise<Gate<DatabaseAddress>> {
  if ("connectionString" in address) {
    const { reached, ...gate } = await gateBefore(address.connectionString);
    return { ...gate, reached: { connectionString: reached } };
  }
  const socket = { path: `${address.host}/.s.PGSQL.${address.port}` };
  return openGate(socket, (port) => ({ ...address, host: "127.0.0.1", port }));
}

async function openGate<Reached>(target: NetConnectOpts, by: (port: number) => Reached): Promise<Gate<Reached>> {
  const sockets = new Set<Socket>();
  const pass = (from: Socket) => {
    const onward = connect(target);
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
  const close = async () => {
    const closed = server.listening ? once(server, "close") : Promise.resolve();
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    reached: by(port),
    close,
    async open() {
      server = createServer(pass).listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    [Symbol.asyncDispose]: close,
  };
}
