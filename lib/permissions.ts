import type { Stack} from 'aws-cdk-lib';
import { type IResolveContext } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ElasticIp } from './elastic-ip';
import { policyCharacters } from './policy-characters';

/** How exactly the policy names what is listed. */
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
const MAX_CHARACTERS = 9500;

interface Grant {
  readonly actions: readonly string[];
  readonly resources: Set<string>;
}

interface PoolGrant {
  readonly actions: readonly string[];
  /** From the ARN of each pool to the one of any pool of the same account. */
  readonly pools: Map<string, string>;
}

interface AddressGrant {
  readonly actions: readonly string[];
  readonly anyAddress: Set<string>;
  /** From allocation ids to ARNs. */
  readonly arns: Map<string, string>;
  readonly publicIps: Set<string>;
  /** By their JSON, each once. */
  readonly tags: Map<string, TagGrant>;
}

interface TagGrant {
  readonly key: string;
  readonly value: string | undefined;
  readonly resource: string;
}

/**
 * What the function may do: what the lists need, each action on the listed pools and addresses wherever EC2 has resource-level permission.
 * Where the listed things would not fit into a role, it names them less exactly.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export class Permissions extends iam.PolicyDocument {
  readonly #stack: Stack;
  readonly #grants = new Map<string, Grant>();
  readonly #poolGrants = new Map<string, PoolGrant>();
  readonly #addressGrants = new Map<string, AddressGrant>();

  constructor(stack: Stack) {
    super();
    this.#stack = stack;
  }

  allow(sid: string, actions: readonly string[], resource: string): void {
    const grant = this.#grants.get(sid) ?? { actions, resources: new Set() };
    this.#grants.set(sid, grant);
    grant.resources.add(resource);
  }

  allowOnPool(sid: string, actions: readonly string[], pool: ec2.IIPAMPoolRef): void {
    const grant = this.#poolGrants.get(sid) ?? { actions, pools: new Map<string, string>() };
    this.#poolGrants.set(sid, grant);
    const anyPool = this.#stack.formatArn({ service: 'ec2', region: '', account: pool.env.account, resource: 'ipam-pool', resourceName: '*' });
    grant.pools.set(ec2.CfnIPAMPool.arnForIPAMPool(pool), anyPool);
  }

  allowRelease({ _choice: choice, _options: options }: ElasticIp): void {
    const { disassociate = true, resetReverseDns = false, region } = options;
    const arn = (resource: string, resourceName: string) => this.#stack.formatArn({ service: 'ec2', region, resource, resourceName });
    const grant = this.#addressGrant(disassociate, resetReverseDns);
    if (choice.allocationId !== undefined) grant.arns.set(choice.allocationId, arn('elastic-ip', choice.allocationId));
    if (choice.publicIp !== undefined) grant.publicIps.add(choice.publicIp);
    if (choice.tagKey !== undefined) {
      const tag = { key: choice.tagKey, value: choice.tagValue, resource: arn('elastic-ip', '*') };
      grant.tags.set(JSON.stringify(tag), tag);
    } else {
      grant.anyAddress.add(arn('elastic-ip', '*'));
    }
    // A disassociation is authorized on the network interface, too, and nobody knows beforehand which one that will be.
    if (disassociate) this.allow('DisassociateFromInterface', ['ec2:DisassociateAddress'], arn('network-interface', '*'));
  }

  /** How exactly the policy names things, so that it still fits into a role. */
  get detail(): Detail {
    const fits = (detail: Detail) => policyCharacters(this.#stack, this.#statements(detail)) <= MAX_CHARACTERS;
    return DETAILS.find(fits) ?? 'any address and pool';
  }

  override get isEmpty(): boolean {
    return false;
  }

  override resolve(context: IResolveContext): unknown {
    return context.resolve(new iam.PolicyDocument({ statements: this.#statements(this.detail) }));
  }

  #addressGrant(disassociate: boolean, resetReverseDns: boolean): AddressGrant {
    const sid = `ReleaseAddresses${disassociate ? '' : 'WithoutDisassociating'}${resetReverseDns ? 'AndReverseDns' : ''}`;
    let grant = this.#addressGrants.get(sid);
    if (!grant) {
      const actions = ['ec2:ReleaseAddress'];
      if (disassociate) actions.push('ec2:DisassociateAddress');
      if (resetReverseDns) actions.push('ec2:ResetAddressAttribute');
      grant = { actions, anyAddress: new Set(), arns: new Map(), publicIps: new Set(), tags: new Map() };
      this.#addressGrants.set(sid, grant);
    }
    return grant;
  }

  #statements(detail: Detail): iam.PolicyStatement[] {
    return [
      ...[...this.#grants].map(([sid, { actions, resources }]) => statement(sid, actions, resources)),
      ...[...this.#poolGrants].map(([sid, { actions, pools }]) =>
        statement(sid, actions, detail === 'any address and pool' ? new Set(pools.values()) : pools.keys()),
      ),
      ...[...this.#addressGrants].flatMap(([sid, grant]) => addressStatements(sid, grant, detail)),
    ];
  }
}

function addressStatements(sid: string, { actions, anyAddress, arns, publicIps, tags }: AddressGrant, detail: Detail): iam.PolicyStatement[] {
  const statements = [...tags.values()].map(({ key, value, resource }, index) => {
    const name = `aws:ResourceTag/${key}`;
    const conditions = value === undefined ? { Null: { [name]: 'false' } } : { StringEquals: { [name]: value } };
    return statement(`${sid}ByTag${index + 1}`, actions, [resource], conditions);
  });
  if (anyAddress.size === 0) return statements;
  if (detail === 'any address' || detail === 'any address and pool') return [statement(sid, actions, anyAddress), ...statements];
  if (publicIps.size > 0) {
    statements.unshift(statement(`${sid}ByPublicIp`, actions, anyAddress, { StringEquals: { 'ec2:PublicIpAddress': [...publicIps] } }));
  }
  if (arns.size > 0) {
    const byId = { StringEquals: { 'ec2:AllocationId': [...arns.keys()] } };
    statements.unshift(detail === 'by ARN' ? statement(sid, actions, arns.values()) : statement(sid, actions, anyAddress, byId));
  }
  return statements;
}

function statement(sid: string, actions: readonly string[], resources: Iterable<string>, conditions?: Record<string, unknown>): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions });
}
