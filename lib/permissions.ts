import type { IResolveContext, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ElasticIpChoice } from './choice';
import type { ElasticIp } from './elastic-ip';
import { policyCharacters } from './policy-characters';

/** How exactly the policies name what is listed. */
export type Detail =
  /** Every pool and address by its ARN. */
  | 'by ARN'
  /** Addresses in a condition, which takes a third of the room. */
  | 'by condition'
  /** Any address of the account and Region. */
  | 'any address'
  /** Any address, and any pool of the account. */
  | 'any address and pool';

const DETAILS: readonly Detail[] = ['by ARN', 'by condition', 'any address', 'any address and pool'];

/**
 * All inline policies of a role together have at most 10,240 characters without white space. What is left is for what others grant to the
 * role, and for tokens that turn out longer than they are reckoned here.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const MAX_CHARACTERS = 10_000;

/** One action on one thing, as a part of the statement with this Sid. */
interface Permission {
  readonly sid: string;
  readonly actions: readonly string[];
  /** Of whom this is a permission, if not of the whole function. */
  readonly owner?: Construct;
  readonly scopeOf: (detail: Detail) => Scope;
}

interface Scope {
  readonly resource: string;
  readonly condition?: { readonly operator: string; readonly key: string; readonly value: string };
  /** What tells the statement from the others with the same Sid. */
  readonly suffix?: string;
}

/**
 * What the function may do: what the lists need, each action on the listed pools and addresses wherever EC2 has resource-level permission.
 * Where the listed things would not fit into a role, they are named less exactly. A99, A100
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export class Permissions {
  readonly #permissions: Permission[] = [];
  /** From the tags in conditions, as JSON, to the numbers of their statements. */
  readonly #tags = new Map<string, number>();

  constructor(private readonly stack: Stack) {}

  allow(sid: string, actions: readonly string[], resource: string): void {
    this.#permissions.push({ sid, actions, scopeOf: () => ({ resource }) });
  }

  allowOnPool(sid: string, actions: readonly string[], pool: ec2.IIPAMPoolRef, owner?: Construct): void {
    const arn = ec2.CfnIPAMPool.arnForIPAMPool(pool);
    const anyPool = this.stack.formatArn({ service: 'ec2', region: '', account: pool.env.account, resource: 'ipam-pool', resourceName: '*' });
    this.#permissions.push({ sid, actions, owner, scopeOf: (detail) => ({ resource: detail === 'any address and pool' ? anyPool : arn }) });
  }

  allowRelease({ _choice: choice, _options: options }: ElasticIp, owner?: Construct): void {
    const { disassociate = true, resetReverseDns = false, region } = options;
    const sid = `ReleaseAddresses${disassociate ? '' : 'WithoutDisassociating'}${resetReverseDns ? 'AndReverseDns' : ''}`;
    const actions = ['ec2:ReleaseAddress'];
    if (disassociate) actions.push('ec2:DisassociateAddress');
    if (resetReverseDns) actions.push('ec2:ResetAddressAttribute');
    const arn = (resource: string, resourceName: string) => this.stack.formatArn({ service: 'ec2', region, resource, resourceName });
    this.#permissions.push({ sid, actions, owner, scopeOf: this.#scopesOf(choice, (name) => arn('elastic-ip', name)) });
    // A disassociation is authorized on the network interface, too (A101), and nobody knows beforehand which one that will be.
    if (disassociate) this.allow('DisassociateFromInterface', ['ec2:DisassociateAddress'], arn('network-interface', '*'));
  }

  /** How exactly the policies name things, so that together they still fit into a role. */
  get detail(): Detail {
    const all = (detail: Detail) => statementsOf(this.#permissions, detail);
    return DETAILS.find((detail) => policyCharacters(this.stack, all(detail)) <= MAX_CHARACTERS) ?? 'any address and pool';
  }

  /** A policy with the permissions of these owners; it is rendered when everything is listed. */
  documentOf(isOwner: (owner: Construct | undefined) => boolean): iam.PolicyDocument {
    return new LatePolicyDocument(() =>
      statementsOf(this.#permissions.filter(({ owner }) => isOwner(owner)), this.detail),
    );
  }

  #scopesOf({ allocationId, publicIp, tagKey, tagValue }: ElasticIpChoice, arnOf: (name: string) => string): Permission['scopeOf'] {
    const resource = arnOf('*');
    if (tagKey !== undefined) {
      const key = `aws:ResourceTag/${tagKey}`;
      const condition = tagValue === undefined ? { operator: 'Null', key, value: 'false' } : { operator: 'StringEquals', key, value: tagValue };
      const json = JSON.stringify([condition, resource]);
      const number = this.#tags.get(json) ?? this.#tags.size + 1;
      this.#tags.set(json, number);
      return () => ({ resource, condition, suffix: `ByTag${number}` });
    }
    const named = (detail: Detail): Scope => {
      if (publicIp !== undefined) return { resource, condition: { operator: 'StringEquals', key: 'ec2:PublicIpAddress', value: publicIp }, suffix: 'ByPublicIp' };
      if (detail === 'by ARN') return { resource: arnOf(allocationId ?? '') };
      return { resource, condition: { operator: 'StringEquals', key: 'ec2:AllocationId', value: allocationId ?? '' } };
    };
    return (detail) => (detail === 'by ARN' || detail === 'by condition' ? named(detail) : { resource });
  }
}

function statementsOf(permissions: readonly Permission[], detail: Detail): iam.PolicyStatement[] {
  const statements = new Map<string, { actions: string[]; resources: Set<string>; operator?: string; key?: string; values: Set<string> }>();
  for (const { sid, actions, scopeOf } of permissions) {
    const { resource, condition, suffix = '' } = scopeOf(detail);
    const name = `${sid}${suffix}`;
    const statement = statements.get(name) ?? { actions: [...actions], resources: new Set(), values: new Set(), ...condition };
    statements.set(name, statement);
    statement.resources.add(resource);
    if (condition) statement.values.add(condition.value);
  }
  return [...statements].map(([sid, { actions, resources, operator, key, values }]) => {
    const conditions = operator !== undefined && key !== undefined ? { [operator]: { [key]: values.size > 1 ? [...values] : [...values][0] } } : undefined;
    return new iam.PolicyStatement({ sid, actions, resources: [...resources], conditions });
  });
}

/** A policy whose statements are made when they are asked for. */
class LatePolicyDocument extends iam.PolicyDocument {
  constructor(private readonly statementsNow: () => iam.PolicyStatement[]) {
    super();
  }

  override get isEmpty(): boolean {
    return false;
  }

  override resolve(context: IResolveContext): unknown {
    return new iam.PolicyDocument({ statements: this.statementsNow() }).resolve(context);
  }
}
