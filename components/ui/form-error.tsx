import { StatusGlyph } from "./status-glyph.tsx";

/** Why a form was not taken. The region is always there, so that a screen reader hears it fill. */
export function FormError({ message }: { message: string | null }) {
  return (
    <p role="alert" className={message ? "mt-4 flex gap-2 text-base text-critical" : undefined}>
      {message ? (
        <>
          <StatusGlyph status="critical" className="mt-1" />
          {message}
        </>
      ) : null}
    </p>
  );
}
