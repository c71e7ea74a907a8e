/** Copies what the sheet shows now, with all its layers, and gives it to the person as a file. */

/** The layers that make the picture; one that is not shown, or the last picture of a lost way, is none. */
const LAYERS = "video:not([hidden]), canvas:not([hidden], .hr-view-kept)";
const READ_MS = 10_000;

type Layer = HTMLVideoElement | HTMLCanvasElement;

/** The picture in its own pixels; null where there is none yet. */
export function copyOf(sheet: HTMLElement | null): HTMLCanvasElement | null {
  const video = sheet?.querySelector("video");
  if (!video || video.videoWidth === 0) return null;
  const copy = document.createElement("canvas");
  copy.width = video.videoWidth;
  copy.height = video.videoHeight;
  const pen = copy.getContext("2d");
  if (pen === null) return null;
  for (const layer of sheet?.querySelectorAll<Layer>(LAYERS) ?? []) pen.drawImage(layer, 0, 0, copy.width, copy.height);
  return copy;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `DESK-014 2026-11-22 14.20.05.png`: letters of any script, digits and a few signs that every system takes. */
export function fileName(device: string, at: Date): string {
  const name = device.replaceAll(/[^\p{L}\p{N}._-]+/gu, " ").replace(/^[. ]+/, "").trim().slice(0, 64).trim();
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
  return `${name === "" ? "Handrail" : name} ${day} ${time}.png`;
}

/** Saves the copy as the browser saves everything; false where it could not be made. */
export async function save(copy: HTMLCanvasElement, name: string): Promise<boolean> {
  const file = await new Promise<Blob | null>((resolve) => {
    copy.toBlob(resolve, "image/png");
  });
  if (file === null) return false;
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), READ_MS);
  return true;
}
