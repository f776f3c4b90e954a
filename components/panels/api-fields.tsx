import type { Schema } from "../../server/ingest/openapi/shapes.ts";
import { fieldWords, resolved } from "./api-schema.ts";

/** The fields of a body: name, whether it is needed, what it takes. Fields within fields follow with their path. */
export function ApiFields({
  label,
  schema,
  schemas,
}: {
  label: string;
  schema: Schema;
  schemas: Record<string, Schema>;
}) {
  const rows = rowsOf(resolved(schema, schemas), schemas, "");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className="w-full text-sm max-md:table-fixed">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="text-left text-muted-foreground">
            <th scope="col" className="h-8 border-b border-border-strong pr-4 font-normal">
              Field
            </th>
            <th scope="col" className="border-b border-border-strong font-normal">
              Takes
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, required, type, values, description }) => (
            <tr key={name} className="align-top">
              <th scope="row" className="border-b border-border py-1.5 pr-4 text-left font-normal max-md:break-all">
                <span className="font-mono">{name}</span>
                {required ? <span className="block text-muted-foreground">required</span> : null}
              </th>
              <td className="border-b border-border py-1.5 text-secondary-foreground max-md:[overflow-wrap:anywhere]">
                {type}
                {description ? <span className="block">{description}</span> : null}
                {values.length > 0 ? (
                  <details>
                    <summary className="min-h-6 cursor-pointer py-1 text-primary">{values.length} values</summary>
                    <span className="font-mono break-words">{values.join(" · ")}</span>
                  </details>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rowsOf(schema: Schema, schemas: Record<string, Schema>, path: string): ReturnType<typeof rowOf>[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([name, given]) => {
    const field = resolved(given, schemas);
    const row = rowOf(path + name, given, schemas, required.includes(name));
    const within = field.type === "array" ? resolved((field.items ?? {}) as Schema, schemas) : field;
    return within.properties ? [row, ...rowsOf(within, schemas, `${path}${name}.`)] : [row];
  });
}

function rowOf(name: string, given: Schema, schemas: Record<string, Schema>, required: boolean) {
  const description = typeof given.description === "string" ? given.description : "";
  return { name, required, description, ...fieldWords(given, schemas) };
}
