import { addressBits, contains, type Cidr } from './cidr';

interface Block {
  /** The shortest netmask length that still fits here; undefined when nothing does. */
  largestFree: number | undefined;
  halves?: [Block, Block];
}

/**
 * Which parts of a CIDR are taken. A binary tree, each node knowing the largest block that is free below it: taking
 * the lowest free block and giving one back cost one step a bit, however many are taken.
 */
export class CidrSpace {
  readonly #root: Block;
  #taken = 0;

  constructor(readonly cidr: Cidr) {
    this.#root = { largestFree: cidr.netmaskLength };
  }

  get isEmpty(): boolean {
    return this.#taken === 0;
  }

  /** Whether the whole block is free. */
  isFree(cidr: Cidr): boolean {
    if (!contains(this.cidr, cidr)) return false;
    let block = this.#root;
    for (let length = this.cidr.netmaskLength; length < cidr.netmaskLength; length++) {
      if (!block.halves) return block.largestFree === length;
      block = block.halves[half(cidr, length)];
    }
    return block.largestFree === cidr.netmaskLength;
  }

  /** Takes a block that is free; false, and nothing is taken, when it is not. */
  take(cidr: Cidr): boolean {
    if (!this.isFree(cidr)) return false;
    this.#set(this.#root, this.cidr.netmaskLength, cidr, undefined);
    this.#taken += 1;
    return true;
  }

  /** Gives back a block that was taken. */
  giveBack(cidr: Cidr): void {
    this.#set(this.#root, this.cidr.netmaskLength, cidr, cidr.netmaskLength);
    this.#taken -= 1;
  }

  /** The lowest free block of that size. `isAcceptable` is asked of every block on the way to it. */
  firstFree(netmaskLength: number, isAcceptable: (cidr: Cidr) => boolean = () => true): Cidr | undefined {
    return this.#search(this.#root, this.cidr, netmaskLength, isAcceptable);
  }

  #search(block: Block, cidr: Cidr, netmaskLength: number, isAcceptable: (cidr: Cidr) => boolean): Cidr | undefined {
    if (block.largestFree === undefined || block.largestFree > netmaskLength || !isAcceptable(cidr)) return undefined;
    if (cidr.netmaskLength === netmaskLength) return cidr;
    const length = cidr.netmaskLength + 1;
    const [lower, upper] = block.halves ?? [{ largestFree: length }, { largestFree: length }];
    const middle = cidr.start + (1n << BigInt(addressBits(cidr.family) - length));
    return (
      this.#search(lower, { ...cidr, netmaskLength: length }, netmaskLength, isAcceptable) ??
      this.#search(upper, { ...cidr, start: middle, netmaskLength: length }, netmaskLength, isAcceptable)
    );
  }

  #set(block: Block, length: number, cidr: Cidr, largestFree: number | undefined): void {
    if (length === cidr.netmaskLength) {
      block.largestFree = largestFree;
      return;
    }
    block.halves ??= [{ largestFree: length + 1 }, { largestFree: length + 1 }];
    this.#set(block.halves[half(cidr, length)], length + 1, cidr, largestFree);
    const [lower, upper] = block.halves;
    if (lower.largestFree === length + 1 && upper.largestFree === length + 1) {
      block.largestFree = length;
      delete block.halves;
      return;
    }
    const largest = Math.min(lower.largestFree ?? Infinity, upper.largestFree ?? Infinity);
    block.largestFree = largest === Infinity ? undefined : largest;
  }
}

/** Which half of a block of that length the CIDR lies in. */
function half({ family, start }: Cidr, length: number): 0 | 1 {
  return (start >> BigInt(addressBits(family) - length - 1)) & 1n ? 1 : 0;
}
