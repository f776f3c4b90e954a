import type { ReactNode } from "react";
import { CodeBlock } from "../ui/code-block.tsx";

/** What holds for every door: the key, identity, and what to do when an answer is lost. */
export function ApiGuides({ url }: { url: string }) {
  return (
    <section id="start" aria-labelledby="start-title" className="mt-8 scroll-mt-4 border-t-2 border-foreground pt-4">
      <h2 id="start-title" className="text-xl font-semibold">
        How to send
      </h2>
      <Guide title="Key">
        <p>
          Whoever runs this server makes a source for your system and gives you its key, once. Each key has scopes: one
          a part of this page. Send it as a bearer token.
        </p>
        <CodeBlock label="Example of a first call">{`KEY='wf_your_key'\ncurl -i '${url}/api/ping' -H "Authorization: Bearer $KEY"`}</CodeBlock>
        <p className="mt-2">
          To rotate, ask for a second key of the same source, change over, then have the first one revoked. What the
          source sent keeps its identity: a repeat under the new key is still a repeat.
        </p>
      </Guide>
      <Guide title="Identity">
        <p>
          A statement is its <code className="font-mono text-sm">puid</code>, an event its{" "}
          <code className="font-mono text-sm">source</code> and <code className="font-mono text-sm">id</code>, a hotline
          case its <code className="font-mono text-sm">reference</code>. Each counts once per source, for ever, however
          often it is sent.
        </p>
      </Guide>
      <Guide title="When an answer is lost">
        <p>
          Send the same request again. Events answer it as duplicates; a hotline case as the same case. For a statement
          ask for its puid first. 429 and 503 carry <code className="font-mono text-sm">Retry-After</code>, in seconds:
          wait that long, then double the pause at each try. 401, 403, 413, 415 and 422 stay what they are until you
          change the request.
        </p>
      </Guide>
    </section>
  );
}

function Guide({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mt-6">
      <h3 className="text-lg font-semibold">{title}</h3>
      <div className="mt-1 max-w-[720px] text-secondary-foreground">{children}</div>
    </div>
  );
}
