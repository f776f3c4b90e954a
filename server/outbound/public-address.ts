import { BlockList, isIP } from "node:net";

/** Not on the public internet, or not only there: IANA's special-purpose registries of IPv4 and IPv6, and multicast. */
const special = {
  ipv4: `
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
    203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`,
  // Teredo and 6to4 carry an IPv4 address of any kind inside.
  ipv6: "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20",
};

const refused = new BlockList();
for (const type of ["ipv4", "ipv6"] as const) {
  for (const subnet of special[type].trim().split(/\s+/)) addSubnet(refused, subnet);
}
/** What is given out on IPv6's internet. Loopback, link-local, unique-local, mapped and NAT64 addresses lie outside. */
const globalUnicast = new BlockList();
addSubnet(globalUnicast, "2000::/3");

/** Adds `10.0.0.0/8` or `fd00::/8`. @throws where it is neither */
export function addSubnet(list: BlockList, subnet: string): void {
  const [network = "", prefix = ""] = subnet.split("/");
  list.addSubnet(network, Number(prefix), isIP(network) === 4 ? "ipv4" : "ipv6");
}

/** True for an address of the public internet that belongs to one machine. An address with a zone never does. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, "ipv4");
    case 6:
      return !address.includes("%") && globalUnicast.check(address, "ipv6") && !refused.check(address, "ipv6");
    default:
      return false;
  }
}
