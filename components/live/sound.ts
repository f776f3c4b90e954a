/** `blocked`: armed, and the browser lets nothing sound before the next press on this page. */
export type SoundState = "off" | "blocked" | "armed";

/** The sound of this tab: whether it may sound, and the alarm that it sounds. */
export interface Sound {
  /** Takes up what was chosen in this browser; by default nothing sounds. */
  start(): void;
  stop(): void;
  read(): SoundState;
  subscribe(listener: () => void): () => void;
  /** From a press only: browsers let nothing sound otherwise. */
  arm(): Promise<void>;
  disarm(): void;
  /** Sounds for so many ms, a minute at most, or until what it answers is called. */
  alarm(forMs: number): () => void;
}

const storageKey = "sound";
/** So long an alarm sounds; then it is heard, or nobody is there. */
export const alarmMs = 60_000;
const everySeconds = 2;
/** Two tones, the higher one first: told apart from a telephone and from a fire alarm. */
const tones = [
  { hertz: 880, at: 0, seconds: 0.18 },
  { hertz: 660, at: 0.24, seconds: 0.24 },
] as const;
const loudness = 0.25;

export function createSound(): Sound {
  const listeners = new Set<() => void>();
  let context: AudioContext | null = null;
  let state: SoundState = "off";

  function tell(): void {
    const next = context === null ? "off" : context.state === "running" ? "armed" : "blocked";
    if (next === state) return;
    state = next;
    for (const listener of [...listeners]) listener();
  }

  function open(): AudioContext {
    if (context === null) {
      context = new AudioContext();
      context.onstatechange = tell;
    }
    return context;
  }

  /** The first press anywhere on a page that was loaded anew lets it sound again. */
  function unlock(): void {
    if (context?.state === "suspended") void context.resume().then(tell, () => {});
  }

  return {
    start() {
      window.addEventListener("pointerdown", unlock);
      window.addEventListener("keydown", unlock);
      if (localStorage.getItem(storageKey) === "armed") open();
      tell();
    },
    stop() {
      window.removeEventListener("pointerdown", unlock);
      window.removeEventListener("keydown", unlock);
      void context?.close();
      context = null;
    },
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async arm() {
      localStorage.setItem(storageKey, "armed");
      const opened = open();
      await opened.resume();
      tell();
      // What was armed is heard once, so that nobody waits at night before a speaker that is switched off.
      ring(opened, 0);
    },
    disarm() {
      localStorage.removeItem(storageKey);
      void context?.close();
      context = null;
      tell();
    },
    alarm(forMs) {
      if (context === null) return () => {};
      // All of it is planned ahead: the timers of a hidden tab may run once a minute only.
      const rings = Array.from(
        { length: Math.ceil(Math.min(alarmMs, forMs) / 1_000 / everySeconds) },
        (_, turn) => turn * everySeconds,
      );
      const opened = context;
      const silence = rings.map((after) => ring(opened, after));
      return () => {
        for (const end of silence) end();
      };
    },
  };
}

/** Both tones once, so many seconds from now. */
function ring(context: AudioContext, after: number): () => void {
  const volume = context.createGain();
  volume.gain.value = 0;
  volume.connect(context.destination);
  const from = context.currentTime + after;
  const playing = tones.map(({ hertz, at, seconds }) => {
    const tone = new OscillatorNode(context, { type: "triangle", frequency: hertz });
    // A tone that begins or ends at once clicks.
    volume.gain.setValueAtTime(0, from + at);
    volume.gain.linearRampToValueAtTime(loudness, from + at + 0.02);
    volume.gain.setValueAtTime(loudness, from + at + seconds - 0.04);
    volume.gain.linearRampToValueAtTime(0, from + at + seconds);
    tone.connect(volume);
    tone.start(from + at);
    tone.stop(from + at + seconds);
    return tone;
  });
  return () => {
    volume.disconnect();
    for (const tone of playing) tone.disconnect();
  };
}
