// Which file may import which (docs: "Directions"). Run by `npm run check`; each comment says what to do instead.

/** The domains, and whom each may enter, by face or contract. An edge is added here, by review, or not at all. */
export const domains = {
  counting: [],
  identity: [],
  sources: ["counting"],
  hotline: [],
  alerts: ["oncall"],
  oncall: ["identity"],
  takedowns: ["counting"],
  growth: ["counting"],
  retention: ["counting", "sources", "takedowns"],
  views: ["counting"],
  annotations: ["counting", "sources"],
  system: ["retention"],
  demo: [],
};
export const transports = ["ingest", "realtime", "api", "jobs", "cli"];

const either = (names) => `(?:${names.join("|")})`;
const anyDomain = either(Object.keys(domains));
const anyTransport = either(transports);
const values = { dependencyTypesNot: ["type-only"] };

/** A rule as an error; `comment` is the sentence that whoever breaks it reads. */
const rule = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });

/** Lower layers know only what stands below them. */
const directions = [
  ["kernel", ["kernel"]],
  ["database", ["kernel", "database"]],
  ["telemetry", ["kernel", "telemetry"]],
  ["audit", ["kernel", "database", "audit"]],
  ["outbound", ["kernel", "outbound"]],
].map(([layer, below]) =>
  rule(
    `${layer}-knows-what-is-below`,
    `server/${layer}/ may import only ${below.join(", ")}. Pass what it needs as an argument, or move the code up.`,
    { path: `^server/${layer}/` },
    { path: "^(server|app|components)/", pathNot: `^server/${either(below)}/` },
  ),
);

const domainEdges = Object.entries(domains).map(([domain, edges]) =>
  rule(
    `${domain}-enters-only-listed-domains`,
    `server/${domain}/ may enter ${edges.join(", ") || "no other domain"}. Let a transport or app.ts bring the two ` +
      "together; if the edge is right, add it to `domains` in .dependency-cruiser.js and say why in the commit.",
    { path: `^server/${domain}/` },
    { path: `^server/${anyDomain}/`, pathNot: `^server/${either([domain, ...edges])}/` },
  ),
);

export default {
  forbidden: [
    ...directions,
    ...domainEdges,
    rule(
      "domains-know-no-transport",
      "A domain decides; it does not know who asks. Move the translation to the transport, or take a callback.",
      { path: `^server/${anyDomain}/` },
      { path: [`^server/(?:${anyTransport}|telemetry)/`, "^server/[^/]+[.]ts$"] },
    ),
    rule(
      "domains-are-entered-by-face",
      "Import the domain's face (<domain>/<domain>.ts) or its contract.ts; add to the face what is missing there.",
      { path: "^server/([^/]+)/" },
      { path: `^server/${anyDomain}/`, pathNot: ["^server/$1/", "^server/([^/]+)/\\1[.]ts$", "/contract[.]ts$"] },
    ),
    rule(
      "the-app-enters-domains-by-face",
      "Import the domain's face (<domain>/<domain>.ts) or its contract.ts; add to the face what is missing there.",
      { path: "^(server/[^/]+[.]ts$|app/|components/)" },
      { path: `^server/${anyDomain}/`, pathNot: ["^server/([^/]+)/\\1[.]ts$", "/contract[.]ts$"] },
    ),
    rule(
      "transports-stand-apart",
      "Transports do not import each other: move what both need into the domain, or take it as an argument.",
      { path: `^server/(${anyTransport})/` },
      { path: `^server/${anyTransport}/`, pathNot: ["^server/$1/", "/contract[.]ts$"] },
    ),
    rule(
      "transports-do-not-know-the-app",
      "app.ts builds the transports and hands them what they need; only the cli reads config.ts by itself.",
      { path: `^server/${anyTransport}/` },
      { path: "^server/[^/]+[.]ts$", pathNot: "^server/config[.]ts$" },
    ),
    rule(
      "only-the-cli-and-the-top-read-config",
      "Settings are arguments: let app.ts pass the one that is needed.",
      { path: "^(server/(?!cli/)[^/]+/|app/|components/)" },
      { path: "^server/config[.]ts$", ...values },
    ),
    rule(
      "nobody-imports-main",
      "main.ts has effects at import. What others need of it belongs in app.ts.",
      { pathNot: "^server/main[.]ts$" },
      { path: "^server/main[.]ts$" },
    ),
    rule(
      "components-take-values-from-contracts",
      "Browser code takes values from contract.ts, kernel/roles.ts and kernel/grains.ts only (types freely, by " +
        "`import type`): anything else would pull the server into the browser.",
      { path: "^components/" },
      { path: "^server/", pathNot: ["/contract[.]ts$", "^server/kernel/(roles|grains)[.]ts$"], ...values },
    ),
    rule(
      "pages-take-values-through-the-bridge",
      "app/ takes values from server/bridge.ts, contract.ts, kernel/roles.ts and kernel/grains.ts only (types freely): " +
        "Next would give the page a copy of its own of any other module.",
      { path: "^app/" },
      {
        path: "^server/",
        pathNot: ["/contract[.]ts$", "^server/(bridge|kernel/roles|kernel/grains)[.]ts$"],
        ...values,
      },
    ),
    rule(
      "server-knows-no-screen",
      "server/ must run without pages: move shared shapes to a contract.ts.",
      { path: "^server/" },
      { path: "^(app|components)/" },
    ),
    rule(
      "components-know-no-page",
      "components/ are put together by app/, never the other way round: pass it as a prop.",
      { path: "^components/" },
      { path: "^app/" },
    ),
    rule(
      "primitives-stand-alone",
      "components/ui/ could ship in another product: pass domain data as props.",
      { path: "^components/ui/" },
      { path: "^(components/(?!ui/)|server/|app/)" },
    ),
    rule(
      "only-pages-imports-next",
      "Only server/pages.ts imports next: everything else must run, and be tested, without it.",
      { path: "^server/", pathNot: "^server/pages[.]ts$" },
      { path: "(^|/)node_modules/next/" },
    ),
    rule(
      "only-stores-speak-sql",
      "Only store.ts files, database/ and audit/ use the driver or Kysely: put the statement into the domain's store.ts.",
      { path: "^server/", pathNot: ["/store[.]ts$", "^server/(database|audit)/"] },
      { path: "(^|/)node_modules/(pg|kysely|pg-copy-streams)/", ...values },
    ),
    rule(
      "no-runtime-cycle",
      "Two modules need each other at run time: move what both need into a third, or make one import type-only.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    rule(
      "no-test-code-outside-tests",
      "Nothing that ships imports tests/: move the shared part to where it is used.",
      { path: "^(server|app|components)/" },
      { path: "^tests/" },
    ),
    rule(
      "no-development-package-at-run-time",
      "This package is a devDependency: move it to dependencies, or import types only.",
      { path: "^(server|app|components)/" },
      { dependencyTypes: ["npm-dev"], ...values },
    ),
    rule(
      "every-import-resolves",
      "No such file or package: correct the path or install it.",
      {},
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)[.]next/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css"],
    },
  },
};
