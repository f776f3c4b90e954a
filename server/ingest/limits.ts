/** What one request may hold. Every door takes its bounds from here, and so does the API's document. */
export const limits = {
  statementsACall: 100,
  eventsARequest: 10_000,
  bytesAnEvent: 64 * 1024,
  /** Of a body as it is sent. */
  bytesABody: 8 * 1024 * 1024,
  /** Of a body that came as gzip, once it is unpacked. */
  bytesUnpacked: 32 * 1024 * 1024,
  /** Of all bodies that are being read or stored at a moment; beyond, senders are told to wait. */
  bytesInFlight: 64 * 1024 * 1024,
  /** Of those of one key, so that no key keeps all others out. */
  bytesInFlightAKey: 32 * 1024 * 1024,
  bytesAHotlineCase: 16 * 1024,
  /** Of an alert as PagerDuty's clients and the generic door send it. */
  bytesAnAlert: 512 * 1024,
  /** Characters of a CloudEvent's `id` and `source`. */
  longestName: 256,
} as const;
