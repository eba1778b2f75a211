/** Limits the answers to wrong tokens by the client's address. A right token is never limited. */

/** So many wrong tokens are answered within the time; the addresses that are remembered are bounded. */
const MAX_WRONG = 10;
const WITHIN_MS = 60_000;
const MAX_ADDRESSES = 10_000;

/** Counts wrong tokens. */
export class WrongTokens {
  readonly #byAddress = new Map<string, { count: number; endsAt: number }>();

  /**
   * Counts a wrong token.
   * @param now monotonic milliseconds
   * @returns after how many seconds the next one is answered; undefined while they still are
   */
  add(address: string, now: number): number | undefined {
    const key = networkOf(address);
    let entry = this.#byAddress.get(key);
    if (entry === undefined || entry.endsAt <= now) {
      this.#byAddress.delete(key);
      this.#makeRoom();
      entry = { count: 0, endsAt: now + WITHIN_MS };
      this.#byAddress.set(key, entry);
    }
    entry.count++;
    return entry.count > MAX_WRONG ? Math.ceil((entry.endsAt - now) / 1000) : undefined;
  }

  /** The oldest entry makes room: it is the next to end. */
  #makeRoom(): void {
    if (this.#byAddress.size < MAX_ADDRESSES) return;
    for (const key of this.#byAddress.keys()) {
      this.#byAddress.delete(key);
      return;
    }
  }
}

/** An IPv4 address, or the network of an IPv6 address: its owner has all 2⁶⁴ addresses of it. */
function networkOf(address: string): string {
  if (!address.includes(':') || /^::ffff:\d+\./i.test(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter((group) => group !== '').length;
  return [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .join(':');
}
