import { refused, type SignInAnswer, step } from "./sign-in-request.ts";

/** What a passkey said to a challenge, ready to be sent; or why there is none, in words for the person. */
type Said = { response: object } | { words: string };

const unable: Said = { words: "This browser cannot use passkeys. Take a newer one, or sign in by password." };

/** Asks the person for one of their passkeys; on the sign-in page, for any of this site. */
export async function askPasskey(): Promise<Said> {
  if (!passkeysWork()) return unable;
  const options = await askOptions("generate-authenticate-options");
  if ("words" in options) return options;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.response as PublicKeyCredentialRequestOptionsJSON,
  );
  return credentialOf(() => navigator.credentials.get({ publicKey }));
}

export async function signInByPasskey(): Promise<SignInAnswer> {
  const said = await askPasskey();
  if ("words" in said) return refused(said.words);
  return step("/api/auth/passkey/verify-authentication", said);
}

/** Makes a passkey for the person who is signed in. @returns why not, or null when it is there. */
export async function addPasskey(name: string): Promise<string | null> {
  const options = passkeysWork() ? await askOptions("generate-register-options") : unable;
  if ("words" in options) return options.words;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.response as PublicKeyCredentialCreationOptionsJSON,
  );
  const said = await credentialOf(() => navigator.credentials.create({ publicKey }));
  if ("words" in said) return said.words;
  const answer = await step("/api/auth/passkey/verify-registration", { name, ...said });
  return answer.kind === "refused" ? answer.words : null;
}

function passkeysWork(): boolean {
  return "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

async function askOptions(what: string): Promise<Said> {
  try {
    const answer = await fetch(`/api/auth/passkey/${what}`, { cache: "no-store", signal: AbortSignal.timeout(15_000) });
    const said = (await answer.json()) as { message?: string };
    return answer.ok ? { response: said } : { words: said.message ?? "The server refused this. Try again." };
  } catch {
    return { words: "The server does not answer. Check your connection and try again." };
  }
}

async function credentialOf(ask: () => Promise<Credential | null>): Promise<Said> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return { response: credential.toJSON() };
    return { words: "The browser gave no passkey. Try again." };
  } catch (failure) {
    const name = failure instanceof Error ? failure.name : "";
    if (name === "InvalidStateError") return { words: "This device holds a passkey of this account already." };
    if (name === "SecurityError") return { words: "Passkeys work under the server's own address and https only." };
    return { words: "The passkey was not confirmed in time, or was cancelled. Try again." };
  }
}
