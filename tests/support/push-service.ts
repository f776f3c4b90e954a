import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { PushMessage } from "../../server/push/contract.ts";

/** The private half of a subscription, as only the browser has it. */
export interface BrowserKeys {
  privateKey: Buffer;
  publicKey: Buffer;
  auth: Buffer;
}

/** What came for one browser, opened. */
export interface Pushed {
  message: PushMessage;
  /** Bytes of the encrypted body. */
  size: number;
  headers: IncomingHttpHeaders;
  /** What the sender's signed token says, and the key that it is signed by, base64url. */
  vapid: { aud: string; exp: number; sub: string; key: string };
}

/** A browser that subscribed, without the browser: its address, its keys, and what came for it. */
export interface SubscribedBrowser {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  received: Pushed[];
  /** From now on its push service answers so. */
  answers(status: number, headers?: Record<string, string>): void;
}

export interface PushService extends AsyncDisposable {
  /** Host and port, as OUTBOUND_ALLOW names them. */
  host: string;
  browser(): SubscribedBrowser;
}

/** A push service on this machine: it takes what RFC 8030 asks for and opens it as the browser would (RFC 8291). */
export async function startPushService(): Promise<PushService> {
  const browsers = new Map<string, { keys: BrowserKeys; browser: SubscribedBrowser; answer: [number, object] }>();
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const to = browsers.get(req.url ?? "");
    if (!to) return void res.writeHead(404).end();
    const [status, headers] = to.answer;
    try {
      const message = JSON.parse(openPush(body, to.keys).toString("utf8"));
      const vapid = readVapid(req.headers.authorization ?? "");
      if (status < 300) to.browser.received.push({ message, size: body.length, headers: req.headers, vapid });
      res.writeHead(status, { location: `http://localhost/message/${to.browser.received.length}`, ...headers }).end();
    } catch (error) {
      res.writeHead(400).end(String(error));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    host,
    browser() {
      const pair = createECDH("prime256v1");
      const publicKey = pair.generateKeys();
      const keys = { privateKey: pair.getPrivateKey(), publicKey, auth: randomBytes(16) };
      const path = `/send/${randomBytes(24).toString("base64url")}`;
      const browser: SubscribedBrowser = {
        subscription: {
          endpoint: `http://${host}${path}`,
          keys: { p256dh: publicKey.toString("base64url"), auth: keys.auth.toString("base64url") },
        },
        received: [],
        answers: (status, headers = {}) => void browsers.set(path, { keys, browser, answer: [status, headers] }),
      };
      browser.answers(201);
      return browser;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Opens a body of the coding aes128gcm (RFC 8188) that holds one record, as RFC 8291 derives its key. @throws when it is not for these keys */
export function openPush(body: Buffer, { privateKey, publicKey, auth }: BrowserKeys): Buffer {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const sealed = body.subarray(21 + idLength);
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(privateKey);
  const keyInfo = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
  const input = Buffer.from(hkdfSync("sha256", pair.computeSecret(sender), auth, keyInfo, 32));
  const key = Buffer.from(hkdfSync("sha256", input, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", input, salt, "Content-Encoding: nonce\0", 12));
  const opening = createDecipheriv("aes-128-gcm", key, nonce);
  opening.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("the last record has no end");
  return padded.subarray(0, end);
}

/** Reads `vapid t=…, k=…` and verifies its signature (RFC 8292). @throws when it is not signed by the key that it names */
export function readVapid(authorization: string): Pushed["vapid"] {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x, y };
  const signed = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!signed) throw new Error("the token is not signed by its key");
  return { ...JSON.parse(Buffer.from(claims, "base64url").toString("utf8")), key };
}
