import { customRandom } from 'nanoid';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The sandbox's only source of chance: the same seed gives the same ids and the same lags. */
export class Random {
  readonly #generator;
  readonly #hex: (length: number) => string;

  constructor(readonly seed: number) {
    this.#generator = xoroshiro128plus(seed);
    const bytes = (size: number) => Uint8Array.from({ length: size }, () => this.between(0, 255));
    const generators = new Map<number, () => string>();
    this.#hex = (length) => {
      const generate = generators.get(length) ?? customRandom('0123456789abcdef', length, bytes);
      generators.set(length, generate);
      return generate();
    };
  }

  /** A whole number, both ends included. */
  between(min: number, max: number): number {
    return min >= max ? min : uniformInt(this.#generator, Math.round(min), Math.round(max));
  }

  /** `length` hexadecimal digits. */
  hex(length: number): string {
    return this.#hex(length);
  }

  /** An AWS resource id such as `vpc-0123456789abcdef0`. */
  id(prefix: string, length = 17): string {
    return `${prefix}-${this.hex(length)}`;
  }

  uuid(): string {
    const hex = this.hex(32);
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
  }
}
