import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import type { Location } from '../../lambda/item';
import type { Clock, World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

/** A call, as it arrives at EC2. */
export interface Ec2Call {
  readonly api: string;
  readonly region: string;
  readonly roleArn: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
  /** Milliseconds since the world began. */
  readonly at: number;
}

/** What EC2 answers to each API; it throws what EC2 answers as an error. `DryRun` stands for every call that is one, whatever its API. */
export type Answers = Record<string, (call: Ec2Call) => object | Promise<object>>;

/** An account with nothing in it: each list is there, and empty. What changes something is accepted. */
const EMPTY_ACCOUNT: Answers = {
  DescribeIpamPools: () => ({ IpamPools: [] }),
  GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [] }),
  DescribeIpamPoolAllocations: () => ({ IpamPoolAllocations: [] }),
  GetIpamPoolCidrs: () => ({ IpamPoolCidrs: [] }),
  GetIpamResourceCidrs: () => ({ IpamResourceCidrs: [] }),
  DescribeAddresses: () => ({ Addresses: [] }),
  DescribeVpcs: () => ({ Vpcs: [] }),
  DescribeSubnets: () => ({ Subnets: [] }),
  DescribePublicIpv4Pools: () => ({ PublicIpv4Pools: [] }),
  ReleaseIpamPoolAllocation: () => ({ Success: true }),
};

/** An error as EC2's: with a fault, so it was answered. */
export function ec2Error(name: string, message = `${name} it is`): EC2ServiceException {
  return new EC2ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
}

/** A world whose EC2 answers from a script, and whose time passes only when somebody sleeps. */
export class ScriptedWorld {
  readonly calls: Ec2Call[] = [];
  readonly log: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  readonly world: World;
  readonly #begin: number;
  readonly #clients = new Map<string, EC2Client>();

  constructor(
    /** May be changed on the way. */
    readonly answers: Answers,
    readonly clock: Clock = new VirtualClock(),
    others: Partial<World> = {},
  ) {
    this.#begin = clock.now();
    const elsewhere = { send: () => Promise.reject(new Error('only EC2 is in this world')) };
    this.world = {
      clock,
      region: 'us-east-1',
      ec2: (at) => this.#client(at),
      cloudFormation: elsewhere as unknown as World['cloudFormation'],
      logs: elsewhere as unknown as World['logs'],
      put: () => Promise.reject(new Error('nobody waits for an answer in this world')),
      log: (message, fields = {}) => this.log.push({ message, fields }),
      ...others,
    };
  }

  /** Milliseconds since the world began. */
  get elapsed(): number {
    return this.clock.now() - this.#begin;
  }

  /** The calls of an API, in their order. */
  of(api: string): readonly Ec2Call[] {
    return this.calls.filter((call) => call.api === api);
  }

  /** The fields of the records with this message. */
  logged(message: string): readonly Readonly<Record<string, unknown>>[] {
    return this.log.filter((record) => record.message === message).map(({ fields }) => fields);
  }

  #client({ region, roleArn }: Location): EC2Client {
    const key = `${region} ${roleArn ?? ''}`;
    const known = this.#clients.get(key);
    if (known) return known;
    const client = new EC2Client({ region });
    // A real client: the SDK's paginators take no other.
    client.send = (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
      const api = command.constructor.name.replace(/Command$/, '');
      const call = { api, region, roleArn, input: { ...command.input } as Ec2Call['input'], at: this.elapsed };
      this.calls.push(call);
      const dryRun = call.input.DryRun === true ? this.answers.DryRun : undefined;
      const answer = dryRun ?? this.answers[api] ?? EMPTY_ACCOUNT[api] ?? (() => ({}));
      // What an answer throws is a refusal.
      return Promise.resolve(call).then(answer);
    };
    this.#clients.set(key, client);
    return client;
  }
}
