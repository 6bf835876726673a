/** Of what an account has few in a Region. */
export interface Need {
  readonly addresses?: number;
  readonly vpcs?: number;
}

/**
 * As much as an account has room for in a Region, unless its quotas were raised, with its default VPC there and nothing else.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
export const ROOM: Required<Need> = { addresses: 5, vpcs: 4 };

/** Lets as many probes in at once as there is room for, in the order in which they come. */
export class Room {
  readonly #waiting: { readonly need: Need; readonly enter: () => void }[] = [];
  #free = ROOM;

  /** Resolves when there is room. Gives what is to be called when it is not needed any more. */
  async enter(need: Need): Promise<() => void> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ need, enter });
      this.#letIn();
    });
    return () => {
      this.#take(need, -1);
      this.#letIn();
    };
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next && this.#isRoomFor(next.need); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#take(next.need, 1);
      next.enter();
    }
  }

  #isRoomFor({ addresses = 0, vpcs = 0 }: Need): boolean {
    return addresses <= this.#free.addresses && vpcs <= this.#free.vpcs;
  }

  #take({ addresses = 0, vpcs = 0 }: Need, times: number): void {
    this.#free = { addresses: this.#free.addresses - times * addresses, vpcs: this.#free.vpcs - times * vpcs };
  }
}
