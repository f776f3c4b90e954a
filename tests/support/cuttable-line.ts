import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A network between browsers and a server that can be cut as real ones are. */
export interface CuttableLine extends AsyncDisposable {
  /** The origin that browsers open. */
  url: string;
  /** From now on nothing passes either way, and nobody is told: packets are lost, connections stay open and silent. */
  cut(): void;
  /** What was open is gone; what is opened from now on passes. */
  restore(): void;
  /** Connections that passed bytes since the last cut or restore. */
  passing(): number;
}

/** Listens on a port of its own at once; `lead` says later to which port it leads. */
export async function cuttableLine(): Promise<CuttableLine & { lead(port: number): void }> {
  const open = new Set<Socket>();
  const passed = new Set<Socket>();
  let target = 0;
  let isCut = false;

  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("data", (bytes: Buffer) => {
        if (isCut) return;
        passed.add(near);
        to.write(bytes);
      });
      // A lost packet may as well be the one that says goodbye.
      from.on("end", () => isCut || to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        if (!isCut) to.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const destroyAll = () => {
    for (const socket of open) socket.destroy();
    passed.clear();
  };
  return {
    url: `http://localhost:${port}`,
    lead(to) {
      target = to;
    },
    cut() {
      isCut = true;
      passed.clear();
    },
    restore() {
      destroyAll();
      isCut = false;
    },
    passing: () => passed.size,
    async [Symbol.asyncDispose]() {
      destroyAll();
      server.close();
      await once(server, "close");
    },
  };
}
