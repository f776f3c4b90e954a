/** As much of OpenAPI 3.1 as our document uses. */
export type Schema = Record<string, unknown>;

export interface Answered {
  description: string;
  headers?: Record<string, { description: string; schema: Schema }>;
  content?: Record<string, { schema: Schema }>;
}
export interface Content {
  schema: Schema;
  examples?: Record<string, { summary?: string; value: unknown }>;
}
export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description: string;
  schema: Schema;
}
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  /** Empty: no key. The names are the scopes that the key needs. */
  security: { key?: string[]; integration?: string[] }[];
  parameters?: Parameter[];
  requestBody?: { required: true; content: Record<string, Content> };
  responses: Record<string, Answered>;
}
export interface OpenApiDocument {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<"get" | "post", Operation>>>;
  components: { securitySchemes: Record<string, Schema>; schemas: Record<string, Schema> };
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
