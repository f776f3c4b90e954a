import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from "node:crypto";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The bytes of a base32 text. */
function fromBase32(text: string): Buffer {
  const bits = [...text.replaceAll(/[\s=]/g, "").toUpperCase()]
    .map((sign) => base32.indexOf(sign).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that an authenticator app shows for a base32 secret at an instant, epoch ms (RFC 6238 over RFC 4226). */
export function codeAt(secret: string, at: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

/** A code that is wrong now and for a minute to come. */
export function wrongCode(secret: string, at: number): string {
  const right = [-1, 0, 1, 2, 3].map((step) => codeAt(secret, at + step * 30_000));
  for (let n = 0; ; n++) {
    const code = String(n).padStart(6, "0");
    if (!right.includes(code)) return code;
  }
}

/** A passkey in software: an ES256 key that answers WebAuthn challenges as a browser would send them. */
export interface SoftPasskey {
  register(options: { challenge: string }, verified?: boolean): object;
  answer(options: { challenge: string }, verified?: boolean): object;
}

export function softPasskey(origin: string): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(32);
  let counter = 0;
  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (verified: boolean, attested: Buffer) => {
    const head = Buffer.alloc(37);
    createHash("sha256").update(new URL(origin).hostname).digest().copy(head);
    head[32] = 1 | (verified ? 4 : 0) | (attested.length > 0 ? 64 : 0);
    head.writeUInt32BE(++counter, 33);
    return Buffer.concat([head, attested]);
  };
  const credential = (response: object) => ({
    id: id.toString("base64url"),
    rawId: id.toString("base64url"),
    type: "public-key",
    clientExtensionResults: {},
    response,
  });
  return {
    register({ challenge }, verified = true) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      // COSE: kty EC2, alg ES256, crv P-256, x, y.
      const key = Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]);
      const data = authenticatorData(verified, Buffer.concat([Buffer.alloc(16), length, id, key]));
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a0686175746844617461", "hex"),
        Buffer.from([0x58, data.length]),
        data,
      ]);
      return credential({
        clientDataJSON: clientData("webauthn.create", challenge).toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      });
    },
    answer({ challenge }, verified = true) {
      const client = clientData("webauthn.get", challenge);
      const data = authenticatorData(verified, Buffer.alloc(0));
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      return credential({
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: createSign("sha256").update(signed).sign(privateKey).toString("base64url"),
        userHandle: null,
      });
    },
  };
}
