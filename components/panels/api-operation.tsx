import type { Operation, Schema } from "../../server/ingest/openapi/shapes.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { ApiFields } from "./api-fields.tsx";
import { resolved } from "./api-schema.ts";

/** One door: what it is for, what it takes, what it answers, and a call that works when pasted. */
export function ApiOperation(door: {
  path: string;
  method: string;
  operation: Operation;
  url: string;
  schemas: Record<string, Schema>;
}) {
  const { path, method, operation, schemas } = door;
  return (
    <section
      id={operation.operationId}
      aria-labelledby={`${operation.operationId}-title`}
      className="mt-8 scroll-mt-4 border-t border-border pt-6"
    >
      <h3 id={`${operation.operationId}-title`} className="text-lg font-semibold">
        {operation.summary}
      </h3>
      <p className="mt-1 font-mono text-sm break-all">
        <span className="font-semibold text-primary">{method}</span> {path}
      </p>
      <p className="mt-2 max-w-[720px] text-secondary-foreground">{operation.description}</p>
      <p className="mt-1 text-sm text-muted-foreground">{keyWords(operation)}</p>
      {Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => (
        <RequestFields key={type} type={type} schema={schema} schemas={schemas} name={operation.operationId} />
      ))}
      <h4 className="mt-6 font-semibold">Answers</h4>
      <dl className="mt-1">
        {Object.entries(operation.responses).map(([status, { description }]) => (
          <div key={status} className="grid grid-cols-[48px_minmax(0,1fr)] border-b border-border py-1.5">
            <dt className="font-medium">{status}</dt>
            <dd className="text-secondary-foreground">{description}</dd>
          </div>
        ))}
      </dl>
      <h4 className="mt-6 font-semibold">Call</h4>
      <CodeBlock label={`Call of ${method} ${path}`}>{callOf(door, operation.security.length > 0)}</CodeBlock>
    </section>
  );
}

/** Of a body of events: the fields of `data`, kind by kind. */
function RequestFields({
  type,
  schema,
  schemas,
  name,
}: {
  type: string;
  schema: Schema;
  schemas: Record<string, Schema>;
  name: string;
}) {
  const kinds =
    type.includes("ndjson") || type.includes("cloudevents") ? resolved({ $ref: "Event" }, schemas).oneOf : [];
  return (
    <>
      <h4 className="mt-6 font-semibold">
        Body <span className="font-mono text-sm font-normal text-muted-foreground">{type}</span>
      </h4>
      {Array.isArray(kinds) && kinds.length > 0 ? (
        kinds.map((kind: Schema) => {
          const event = resolved(kind, schemas);
          const word = String(resolved((event.properties as Record<string, Schema>).type ?? {}, schemas).const);
          return (
            <details key={word} className="border-b border-border">
              <summary className="min-h-6 cursor-pointer py-1.5 font-mono text-sm max-md:py-3">{word}</summary>
              <ApiFields label={`Fields of ${word}`} schema={event} schemas={schemas} />
            </details>
          );
        })
      ) : (
        <ApiFields label={`Fields of ${name}`} schema={schema} schemas={schemas} />
      )}
    </>
  );
}

function keyWords({ security: [asked], requestBody }: Operation): string {
  const scope = asked?.key?.[0];
  if (scope !== undefined) return `Key with the scope "${scope}"`;
  if (asked?.integration) return "Key of an integration";
  return requestBody ? "Key of an integration, in the body" : "No key";
}

function callOf({ path, method, operation, url }: Parameters<typeof ApiOperation>[0], keyed: boolean): string {
  const address = `'${url}${path.replace("{puid}", "example-1").replace("{uuid}", "00000000-0000-4000-8000-000000000000")}'`;
  const key = keyed ? ` \\\n  -H "Authorization: Bearer $KEY"` : "";
  const start = keyed ? "KEY='wf_your_key'\n" : "";
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  if (!body) return `${start}curl -i ${address}${key}`;
  const [type, { examples }] = body;
  const value = Object.values(examples ?? {})[0]?.value;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return `${start}curl -i -X ${method} ${address}${key} \\\n  -H 'Content-Type: ${type}' --data-binary @- <<'END'\n${text}\nEND`;
}
