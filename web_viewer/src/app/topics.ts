/** Says which readings grow old when the broker tells that something changed. */

const TOPICS: Record<string, readonly (readonly string[])[]> = {
  requests: [["sessions"]],
  sessions: [["sessions"], ["devices"]],
  devices: [["devices"]],
  audit: [["audit"]],
  notices: [["notices"]],
  messages: [["messages"]],
  accounts: [["accounts"], ["me"], ["security_groups"], ["portal_groups"], ["organizations"], ["portals"], ["looks"]],
};

/** The query keys under a topic; an unknown topic, or "*" after an interruption, makes everything old. */
export function queriesOf(topic: string): readonly (readonly string[])[] {
  return TOPICS[topic] ?? [[]];
}
