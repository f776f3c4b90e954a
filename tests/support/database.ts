import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { inject } from "vitest";
import { type Database, type DatabaseAddress, openDatabase } from "../../server/database/database.ts";
import { asAdmin, within } from "./database-server.ts";

export interface TestDatabase extends Database {
  address: DatabaseAddress;
  name: string;
}

/** A fresh, migrated database of the test's own, cloned from the template; dropped when the scope ends. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject("server");
  const name = `watchfloor_test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(server.admin, `create database ${name} template ${server.template}`);
  const address = within(server.admin, name);
  const errors: Error[] = [];
  const database = openDatabase(address, { connections: 8, onError: (error) => errors.push(error) });
  return {
    ...database,
    address,
    name,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await dropWhenLeft(server.admin, name);
      if (errors.length > 0) throw new AggregateError(errors, "the pool lost connections during the test");
    },
  };
}

/** A closed pool's backends take a moment to leave; ending them by force would reach their sockets as an error. */
async function dropWhenLeft(admin: DatabaseAddress, name: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      return await asAdmin(admin, `drop database ${name}`);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "55006")) throw error;
      await wait(50);
    }
  }
  await asAdmin(admin, `drop database ${name} with (force)`);
}
