import { AwsError } from '../../aws-error';
import { bootstrapParameters } from '../../bootstrapped-account';
import { PARTITION } from '../../principal';
import type { World } from '../../world';

/** A parameter as it is asked for. */
export interface ParameterInput {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default false - a parameter that exists is refused */
  readonly overwrite?: boolean;
}

export interface Parameter extends Omit<ParameterInput, 'overwrite'> {
  readonly arn: string;
  readonly version: number;
  /** Milliseconds since the epoch, in the sandbox's time. */
  readonly lastModified: number;
}

/** The parameters of an account in a Region. */
export function parameters(world: World, account: string, region: string): ParameterStore {
  return world.state(`ssm/parameters/${account}/${region}`, () => new ParameterStore(world, account, region));
}

export class ParameterStore {
  readonly #parameters = new Map<string, Parameter>();

  constructor(
    private readonly world: World,
    private readonly account: string,
    private readonly region: string,
  ) {
    for (const parameter of bootstrapParameters) this.put(parameter);
  }

  put({ overwrite, ...input }: ParameterInput): Parameter {
    const old = this.#parameters.get(input.name);
    if (old && !overwrite) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const parameter: Parameter = {
      ...input,
      arn: this.arnOf(input.name),
      version: (old?.version ?? 0) + 1,
      lastModified: this.world.clock.now(),
    };
    this.#parameters.set(input.name, parameter);
    return parameter;
  }

  /** Undefined when there is no such parameter. */
  find(name: string): Parameter | undefined {
    return this.#parameters.get(name);
  }

  /** By `NAME` or `NAME:VERSION`; only the last version is kept. */
  select(nameAndVersion: string): { readonly parameter: Parameter | undefined; readonly selector: string | undefined } {
    const [, name = nameAndVersion, selector] = /^(.+?)(:[^:/]+)?$/.exec(nameAndVersion) ?? [];
    const parameter = this.#parameters.get(name);
    return { parameter: selector === undefined || selector === `:${parameter?.version}` ? parameter : undefined, selector };
  }

  get(name: string): Parameter {
    const parameter = this.#parameters.get(name);
    if (!parameter) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    return parameter;
  }

  all(): Parameter[] {
    return [...this.#parameters.values()];
  }

  delete(name: string): void {
    this.get(name);
    this.#parameters.delete(name);
  }

  arnOf(name: string): string {
    return `arn:${PARTITION}:ssm:${this.region}:${this.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
  }
}
