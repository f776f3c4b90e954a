import { io, type Socket } from "socket.io-client";
import { applyFrame, applySnapshot, emptyWindow, type WindowState } from "../../components/live/window-state.ts";
import type { HotlineEvent } from "../../server/hotline/contract.ts";
import type {
  ClientToServer,
  FollowAnswer,
  Frame,
  Hello,
  JoinAnswer,
  ServerToClient,
  View,
} from "../../server/realtime/contract.ts";

const answerMs = 10_000;

/** A browser's end of the wire without the browser: a real socket, the real merge, joining again on a gap. */
export interface LiveClient extends AsyncDisposable {
  readonly hello: Hello;
  readonly socket: Socket<ServerToClient, ClientToServer>;
  /** Frames that were missed, as gaps in the numbering showed. */
  gaps(): number;
  /** Hotline events in the order in which they came. */
  readonly hotline: readonly HotlineEvent[];
  /** Why the server ended the connection; null while it is open. */
  ended(): string | null;
  join(view: View): Promise<JoinAnswer>;
  leave(view: View): Promise<void>;
  follow(after: number): Promise<FollowAnswer>;
  window(view: View): WindowState;
  /** The value of one bucket; null when the view shows none. */
  value(view: View, key: string, bucket: number): number | null;
  /** Sum of a series over the live window; 0 when the view shows none. */
  sum(view: View, key: string): number;
  /** Stops reading from the network, as a browser does that hangs. */
  stall(): void;
  resume(): void;
  /** Breaks the line, as a network does. */
  cut(): void;
  /** Connects again, and joins again what was joined. */
  restore(): Promise<void>;
}

export interface LiveOptions {
  url: string;
  cookie?: string;
  /** The page's origin; by default the server's own. Null: none is sent. */
  origin?: string | null;
}

/** Connects as a page of this origin with this cookie. @throws the connect error, with `data.code` when refused. */
export async function connectLive({ url, cookie, origin = new URL(url).origin }: LiveOptions): Promise<LiveClient> {
  const extraHeaders = { ...(cookie === undefined ? {} : { cookie }), ...(origin === null ? {} : { origin }) };
  const options = { transports: ["websocket"], forceNew: true, reconnection: false, autoConnect: false, extraHeaders };
  const socket: Socket<ServerToClient, ClientToServer> = io(url, options);
  const joined = new Map<string, { view: View; state: WindowState; room: string | null }>();
  const hotline: HotlineEvent[] = [];
  let gaps = 0;
  let ended: string | null = null;

  const roomAt = (view: View) => {
    const key = JSON.stringify(view);
    const held = joined.get(key) ?? {
      view,
      state: emptyWindow(view.measure === "total_users" ? null : view.grain),
      room: null,
    };
    joined.set(key, held);
    return held;
  };
  const join = async (view: View): Promise<JoinAnswer> => {
    const answer = await socket.timeout(answerMs).emitWithAck("room:join", view);
    if (answer.ok) {
      const room = roomAt(view);
      room.room = answer.room;
      room.state = applySnapshot(room.state, answer);
    }
    return answer;
  };
  const take = (frame: Frame) => {
    for (const room of joined.values()) {
      if (room.room !== frame.room) continue;
      const { state, outcome } = applyFrame(room.state, frame);
      room.state = state;
      if (outcome !== "gap") continue;
      gaps++;
      // Until it has joined again, frames of this room say nothing.
      room.room = null;
      void join(room.view).catch(() => {});
    }
  };
  const connect = async (): Promise<Hello> => {
    ended = null;
    const hello = new Promise<Hello>((resolve, reject) => {
      socket.once("hello", resolve);
      socket.once("connect_error", reject);
    });
    socket.connect();
    try {
      return await hello;
    } catch (error) {
      socket.close();
      throw error;
    }
  };
  const transport = () => (socket.io.engine.transport as unknown as { ws: { _socket: NodeJS.Socket } }).ws._socket;

  socket.on("frame", take);
  socket.on("hotline:event", (event) => hotline.push(event));
  socket.on("disconnect", (reason) => {
    ended = reason;
  });
  const hello = await connect();

  const client: LiveClient = {
    hello,
    socket,
    gaps: () => gaps,
    hotline,
    ended: () => ended,
    join,
    async leave(view) {
      const { room } = roomAt(view);
      joined.delete(JSON.stringify(view));
      if (room !== null) await socket.timeout(answerMs).emitWithAck("room:leave", { room });
    },
    follow: (after) => socket.timeout(answerMs).emitWithAck("hotline:follow", { after }),
    window: (view) => roomAt(view).state,
    value: (view, key, bucket) => roomAt(view).state.series.get(key)?.get(bucket)?.value ?? null,
    sum: (view, key) =>
      [...(roomAt(view).state.series.get(key)?.values() ?? [])].reduce((sum, { value }) => sum + value, 0),
    stall: () => void transport().pause(),
    resume: () => void transport().resume(),
    cut: () => void socket.io.engine.close(),
    async restore() {
      await connect();
      for (const { view } of joined.values()) await join(view);
    },
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
  return client;
}
