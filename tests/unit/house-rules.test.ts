import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.dirname(path.dirname(import.meta.dirname));

/** Runs a check script on a copy of the real server/ with the given files put into it. */
function check(script: string, files: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), "watchfloor-rules-"));
  try {
    for (const name of ["server", "components", "app"]) {
      cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
    }
    cpSync(path.join(root, "tsconfig.json"), path.join(folder, "tsconfig.json"));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const run = spawnSync(process.execPath, [path.join(root, "scripts", script), folder], { encoding: "utf8" });
    return { code: run.status, said: run.stderr + run.stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("directions between folders", () => {
  const face = 'export { raiseCase } from "../hotline/hotline.ts";\n';
  const forbidden: [rule: string, file: string, text: string][] = [
    ["kernel-knows-what-is-below", "server/kernel/planted.ts", 'import "../database/database.ts";\n'],
    ["database-knows-what-is-below", "server/database/planted.ts", 'import "../audit/audit.ts";\n'],
    ["audit-knows-what-is-below", "server/audit/planted.ts", 'import "../hotline/hotline.ts";\n'],
    ["outbound-knows-what-is-below", "server/outbound/planted.ts", 'import "../database/database.ts";\n'],
    ["telemetry-knows-what-is-below", "server/telemetry/planted.ts", 'import "../database/database.ts";\n'],
    ["domains-know-no-transport", "server/hotline/read-planted.ts", 'import "../realtime/hub.ts";\n'],
    ["domains-are-entered-by-face", "server/realtime/planted.ts", 'import "../hotline/store.ts";\n'],
    ["sources-enters-only-listed-domains", "server/sources/read-planted.ts", face],
    ["the-app-enters-domains-by-face", "server/planted.ts", 'import "./hotline/store.ts";\n'],
    ["transports-stand-apart", "server/ingest/planted.ts", 'import "../realtime/hub.ts";\n'],
    ["transports-do-not-know-the-app", "server/ingest/planted.ts", 'import "../bridge.ts";\n'],
    ["only-the-cli-and-the-top-read-config", "server/realtime/planted.ts", 'import "../config.ts";\n'],
    ["components-take-values-from-contracts", "components/ui/planted.ts", 'import "../../server/kernel/clock.ts";\n'],
    ["pages-take-values-through-the-bridge", "app/planted.ts", 'import "../server/hotline/hotline.ts";\n'],
    ["server-knows-no-screen", "server/realtime/planted.ts", 'import "../../components/ui/cn.ts";\n'],
    ["components-know-no-page", "components/panels/planted.ts", 'import "../../app/planted.ts";\n'],
    ["primitives-stand-alone", "components/ui/planted.ts", 'import "../live/live.ts";\n'],
    ["only-pages-imports-next", "server/realtime/planted.ts", 'import "next";\n'],
    ["only-stores-speak-sql", "server/hotline/read-planted.ts", 'import "kysely";\n'],
    ["no-test-code-outside-tests", "server/kernel/planted.ts", 'import "../../tests/planted.ts";\n'],
    ["every-import-resolves", "server/kernel/planted.ts", 'import "./nowhere.ts";\n'],
  ];
  const targets = { "app/planted.ts": "export {};\n", "tests/planted.ts": "export {};\n" };

  test("the code as it is passes, and every file of it was read", { timeout: 60_000 }, () => {
    const { code, said } = check("dependency-rules.mjs", {});
    expect(said).toMatch(/^\d{2,} files, 0 forbidden imports/m);
    expect(code).toBe(0);
  });

  test("each forbidden import is refused by its rule", { timeout: 120_000 }, () => {
    const planted = Object.fromEntries(
      forbidden.map(([, file, text], at) => [file.replace("planted", `planted-${at}`), text]),
    );
    const { code, said } = check("dependency-rules.mjs", { ...targets, ...planted });
    for (const [rule, file] of forbidden) expect(said, file).toContain(`${rule}: `);
    for (const file of Object.keys(planted)) expect(said).toContain(`${file} → `);
    expect(code).toBe(1);
  });

  test("types may be taken where values may not", { timeout: 60_000 }, () => {
    const { said } = check("dependency-rules.mjs", {
      "components/planted.ts":
        'import type { Clock } from "../server/kernel/clock.ts";\nexport type Planted = Clock;\n',
    });
    expect(said).toMatch(/^\d{2,} files/m);
    expect(said).not.toContain("components/planted.ts");
  });

  test("a cycle at run time is refused, a cycle of types is not", { timeout: 120_000 }, () => {
    const at = (name: string) => `server/kernel/planted-${name}.ts`;
    const values = check("dependency-rules.mjs", {
      [at("a")]: 'import { b } from "./planted-b.ts";\nexport const a = () => b;\n',
      [at("b")]: 'import { a } from "./planted-a.ts";\nexport const b = () => a;\n',
    });
    expect(values.said).toContain("no-runtime-cycle: ");
    const types = check("dependency-rules.mjs", {
      [at("a")]: 'import type { B } from "./planted-b.ts";\nexport interface A { b: B }\n',
      [at("b")]: 'import { type A } from "./planted-a.ts";\nexport interface B { a: A }\n',
    });
    expect(types.said).not.toContain("no-runtime-cycle: ");
  });
});

describe("closed vocabulary", () => {
  const outside: [file: string, text: string, advice: RegExp][] = [
    ["server/hotline/case-service.ts", "", /could hold anything/],
    ["server/realtime/helpers.ts", "", /could hold anything/],
    ["components/panels/types.ts", "", /could hold anything/],
    ["server/hotline/fling-case.ts", "", /<verb>-<noun>\.ts/],
    ["server/hotline/raise.ts", "", /<verb>-<noun>\.ts/],
    ["server/hotline/board/widgets.ts", "", /<verb>-<noun>\.ts/],
    ["server/gadgets/raise-gadget.ts", "", /neither a layer nor a transport nor a domain/],
    ["server/hotline/read-planted.ts", "export const at = Date.now();\n", /kernel\/clock\.ts/],
    ["server/realtime/planted.ts", "export const at = new Date();\n", /kernel\/clock\.ts/],
    ["components/ui/planted.ts", "export const home = process.env.HOME;\n", /config\.ts reads the environment/],
  ];

  test("the code as it is passes", () => {
    const { code, said } = check("vocabulary.mjs", {});
    expect(said).toMatch(/^\d{2,} files, 0 outside the vocabulary/m);
    expect(code).toBe(0);
  });

  test.each(outside)("%s is refused", (file, text, advice) => {
    const { code, said } = check("vocabulary.mjs", { [file]: text });
    const line = said.split("\n").find((one) => one.startsWith(`${file}:`));
    expect(line).toMatch(advice);
    expect(code).toBe(1);
  });

  test("a date of a given instant, and a word in a comment, are not refused", () => {
    const text = "// never Date.now()\nexport const day = (at: number) => new Date(at);\n";
    expect(check("vocabulary.mjs", { "server/realtime/planted.ts": text }).said).not.toContain("planted.ts");
  });
});
