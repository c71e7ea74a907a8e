/** Tells through the browser itself: notifications, which are asked for on a click alone, and one short sound. */

export type Allowed = "granted" | "denied" | "default" | "missing";

export interface Telling {
  id: string;
  title: string;
  body: string;
  onOpen: () => void;
}

export function browserAllows(): Allowed {
  return "Notification" in window ? Notification.permission : "missing";
}

/** Asks the person; call it from their own click. */
export async function askBrowser(): Promise<Allowed> {
  return "Notification" in window ? await Notification.requestPermission() : "missing";
}

/** Shows a notification; its tag makes that of another open page the same one. */
export function showInBrowser({ id, title, body, onOpen }: Telling): void {
  if (browserAllows() !== "granted") return;
  try {
    const shown = new Notification(title, { body, tag: `handrail-${id}` });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
      onOpen();
    });
  } catch {
    // Some browsers allow notifications to service workers only; the bell has it all the same.
  }
}

const SOUNDED = "handrail.sounded";

/** Plays the sound once for a notice, however many pages are open. */
export function soundOnce(id: string): void {
  if (localStorage.getItem(SOUNDED) === id) return;
  localStorage.setItem(SOUNDED, id);
  playSound();
}

let audio: AudioContext | null = null;

/** Two soft tones of a quarter of a second; silent where the browser has not been clicked in yet. */
export function playSound(): void {
  audio ??= new AudioContext();
  const begin = audio.currentTime + 0.02;
  for (const [index, pitch] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = begin + index * 0.14;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.linearRampToValueAtTime(0, at + 0.24);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  }
  void audio.resume();
}
