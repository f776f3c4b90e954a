import type { Metadata } from "next";
import { ApiGuides } from "../../components/panels/api-guides.tsx";
import { ApiOperation } from "../../components/panels/api-operation.tsx";
import { PublicHeader } from "../../components/shell/public-header.tsx";
import { runningApp } from "../../server/bridge.ts";

export const metadata: Metadata = { title: "API" };

/** For the engineers of senders, who have no account: every door, drawn from the document that machines read. */
export default function DevelopersPage() {
  const { apiDocument } = runningApp();
  const { info, servers, tags, paths, components } = apiDocument;
  const url = servers[0]?.url ?? "";
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return (
    <>
      <PublicHeader />
      <div className="mx-auto max-w-[1120px] px-4 pb-16 md:grid md:grid-cols-[208px_minmax(0,1fr)] md:gap-8">
        <nav
          aria-label="On this page"
          className="py-8 md:sticky md:top-0 md:max-h-dvh md:self-start md:overflow-y-auto"
        >
          <a href="#start" className="block py-1 font-medium max-md:py-3">
            How to send
          </a>
          {tags.map(({ name }) => (
            <div key={name} className="mt-4">
              <p className="text-sm text-muted-foreground">{name}</p>
              <ul>
                {operations
                  .filter(({ operation }) => operation.tags.includes(name))
                  .map(({ operation }) => (
                    <li key={operation.operationId}>
                      <a
                        href={`#${operation.operationId}`}
                        className="block py-1 text-secondary-foreground hover:text-foreground max-md:py-3"
                      >
                        {operation.summary}
                      </a>
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </nav>
        <main className="min-w-0 pt-8">
          <h1 className="text-2xl font-semibold md:text-3xl">API</h1>
          <p className="mt-3 text-lg text-secondary-foreground">
            Everything a platform's systems send, by standards they already speak.{" "}
            <a href="/api/v1/openapi.json" className="text-primary underline">
              OpenAPI 3.1 document
            </a>
          </p>
          <p className="mt-2 text-secondary-foreground">{info.description}</p>
          <ApiGuides url={url} />
          {tags.map(({ name, description }) => (
            <section key={name} aria-labelledby={`part-${name}`} className="mt-12 border-t-2 border-foreground pt-4">
              <h2 id={`part-${name}`} className="text-xl font-semibold">
                {name}
              </h2>
              <p className="mt-1 text-secondary-foreground">{description}</p>
              {operations
                .filter(({ operation }) => operation.tags.includes(name))
                .map((one) => (
                  <ApiOperation key={one.operation.operationId} {...one} url={url} schemas={components.schemas} />
                ))}
            </section>
          ))}
        </main>
      </div>
    </>
  );
}
