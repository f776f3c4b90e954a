import { BlockList, isIP } from "node:net";
import { addSubnet } from "./public-address.ts";

/** Where the operator lets requests go although it is no public address, or not https. */
export interface AllowList {
  /** As it was written, for people. */
  text: string;
  /** `host` as a URL has it. */
  hasHost(host: string, port: number): boolean;
  hasAddress(address: string): boolean;
}

/** Reads `host:port` and `10.0.0.0/8`, parted by commas. @throws Error that names the entry which is neither */
export function parseAllowList(text: string): AllowList {
  const entries = text.split(",").flatMap((entry) => entry.trim() || []);
  const hosts = new Set<string>();
  const subnets = new BlockList();
  for (const entry of entries) {
    const host = hostAndPort(entry);
    if (host) hosts.add(host);
    else if (isSubnet(entry)) addSubnet(subnets, entry);
    else throw new Error(`"${entry}" is neither host:port nor a range such as 10.0.0.0/8`);
  }
  return {
    text: entries.join(", "),
    hasHost: (host, port) => hosts.has(`${host}:${port}`),
    hasAddress(address) {
      const family = isIP(address);
      return family !== 0 && !address.includes("%") && subnets.check(address, family === 4 ? "ipv4" : "ipv6");
    },
  };
}

/** In the form that a URL gives it; `undefined` when it is none. */
function hostAndPort(entry: string): string | undefined {
  const [, host = "", port = ""] = /^(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(entry) ?? [];
  if (host === "" || Number(port) > 65_535 || !URL.canParse(`http://${host}`)) return undefined;
  return `${new URL(`http://${host}`).hostname}:${Number(port)}`;
}

function isSubnet(entry: string): boolean {
  const [, network = "", prefix = ""] = /^([\da-f:.]+)\/(\d{1,3})$/i.exec(entry) ?? [];
  const family = isIP(network);
  return family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128);
}
