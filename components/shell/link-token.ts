/** The token of a one-time link, which stands behind the #, bare or as `token=…`; empty where the link is not whole. */
export function tokenOf(hash: string): string {
  const bare = hash.replace(/^#/, "");
  return new URLSearchParams(bare).get("token") ?? bare;
}
