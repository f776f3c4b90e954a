/** So many test pages a person sends in a while, and so long they are told what became of them. */
export const testPages = { most: 5, windowMs: 10 * 60_000, toldMs: 24 * 3_600_000 } as const;
