import { defineConfig } from "vitest/config";

const node = { environment: "node" as const, testTimeout: 30_000, hookTimeout: 60_000 };

/** What runs beside processes and a database gets a second try, and is named then; a counterexample never does. */
const retry = { count: 1, condition: /^(?!Property failed)/ };

export default defineConfig({
  test: {
    // Two cores: two files at a time, one kind after the other. Most of a fault test is waiting for processes to end.
    projects: [
      {
        test: {
          ...node,
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          testTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...node,
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/postgres.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          retry,
        },
      },
      {
        test: {
          ...node,
          name: "faults",
          include: ["tests/faults/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 180_000,
          retry,
        },
      },
    ],
  },
});
