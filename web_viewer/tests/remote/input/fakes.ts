/** Stands in for the session and for the browser's elements and events. */

import type { Channel, ViewerToAgent } from "@/protocol/viewer_agent.gen";

export class FakePort {
  mayControl = true;
  released = 0;
  readonly sent: [Channel, ViewerToAgent][] = [];

  input(channel: Channel, message: ViewerToAgent): boolean {
    this.sent.push([channel, message]);
    return true;
  }

  releaseAll(): void {
    this.released += 1;
  }
}

export class FakeElement extends EventTarget {
  value = "";

  setPointerCapture(): void {}
}

export function asElement(element: FakeElement): HTMLTextAreaElement {
  return element as unknown as HTMLTextAreaElement;
}

/** An event with these properties; tells whether its default was prevented. */
export function fire(element: FakeElement, type: string, properties: object): Event {
  const event = Object.assign(new Event(type, { cancelable: true }), properties);
  element.dispatchEvent(event);
  return event;
}
