/** Which topics a browser may ask for; commands to a desk are nobody's business but the desk's. */
const ALLOWED = /^(?:models|(?:market|feed|desk|desk-events|desk-risk|models|training):[\w.:/+-]{1,120})$/;
const TOPICS_MAX = 20;

/** @returns the topics, or a sentence that says what is wrong */
export function parseTopics(text: string | null): readonly string[] | string {
  const topics = [...new Set((text ?? "").split(",").filter((topic) => topic !== ""))];
  if (topics.length === 0)
    return "name at least one topic: /api/stream?topics=feed:simulated,market:simulated:BTC/USDT";
  if (topics.length > TOPICS_MAX) return `at most ${TOPICS_MAX} topics, were ${topics.length}`;
  const bad = topics.find((topic) => !ALLOWED.test(topic));
  return bad === undefined ? topics : `there is no topic ${JSON.stringify(bad.slice(0, 140))}`;
}
