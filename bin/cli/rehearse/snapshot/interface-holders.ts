import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { referencesIn } from '../../../../sandbox/services/cloudformation/template/references';
import type { Surroundings } from '../../plan/address-releases';
import { allResources, type DeployedResource, type DeployedStack } from '../../plan/deployed-stack';
import { isNetwork, isPlain, isRelease } from './carried';
import { evaluatedProperties } from './read-stack';
import type { SnapshotHolder } from './snapshot';

/** Interfaces are in them, or are them: a description that names one does not say who has the interface. */
const AROUND = /^AWS::EC2::(VPC|Subnet|SecurityGroup|NetworkInterface|EIP)$/;
/** A shorter name may be any word. */
const SHORTEST_NAME = 4;
const SUBNET_OR_GROUP = /\b(?:subnet|sg)-[0-9a-f]{8,17}\b/g;

/** Which resources of the stack, and of those nested in it, have the interfaces: as far as EC2 shows it, or as the resource reaches subnet and group. */
export function holdersOf(stack: DeployedStack, interfaces: readonly NetworkInterface[], surroundings: Surroundings): SnapshotHolder[] {
  const resources = allResources(stack).filter(({ type, physicalId }) => physicalId !== undefined && !AROUND.test(type));
  const reach = new Reach(surroundings);
  return interfaces.flatMap((one) => {
    const named = resources.filter((resource) => isNamed(resource, one) || isItsFunction(resource, one, surroundings));
    // An Auto Scaling group's instances, a service's tasks, a database: EC2 does not show whose the interface is.
    const holders = named.length > 0 ? named : resources.filter((resource) => isPlaceholder(resource) && reach.isAround(resource, one)).slice(0, 1);
    return holders.map(({ physicalId = '' }) => ({ networkInterfaceId: one.NetworkInterfaceId ?? '', physicalId }));
  });
}

function isPlaceholder({ type }: DeployedResource): boolean {
  return !isNetwork(type) && !isPlain(type) && !isRelease(type);
}

/** Whether the interface's attachment or its description names the resource. */
function isNamed({ type, physicalId = '' }: DeployedResource, { Attachment, Description = '' }: NetworkInterface): boolean {
  if (Attachment?.InstanceId !== undefined) return Attachment.InstanceId === physicalId;
  if (type === 'AWS::Lambda::Function') return Description.startsWith(`AWS Lambda VPC ENI-${physicalId}-`);
  // `ELB net/NAME/ID`.
  const name = type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' ? physicalId.slice(physicalId.indexOf('/') + 1) : physicalId;
  return name.length >= SHORTEST_NAME && ` ${Description} `.split(/[\s:,()]/).includes(name);
}

/** Functions with the same subnet and groups share an interface, which has the name of one. */
function isItsFunction(resource: DeployedResource, { InterfaceType, SubnetId = '', Groups = [] }: NetworkInterface, surroundings: Surroundings): boolean {
  if (InterfaceType !== 'lambda' || resource.type !== 'AWS::Lambda::Function') return false;
  const { VpcConfig } = evaluatedProperties(resource, surroundings) as { VpcConfig?: { SubnetIds?: readonly string[]; SecurityGroupIds?: readonly string[] } };
  const groups = new Set(Groups.map(({ GroupId }) => GroupId));
  const { SubnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  return SubnetIds.includes(SubnetId) && SecurityGroupIds.length === groups.size && SecurityGroupIds.every((id) => groups.has(id));
}

/** Which subnets and security groups a resource comes to by what it refers to. */
class Reach {
  readonly #ids = new Map<DeployedResource, ReadonlySet<string>>();

  constructor(private readonly surroundings: Surroundings) {}

  isAround(resource: DeployedResource, { SubnetId = '', Groups = [] }: NetworkInterface): boolean {
    const ids = this.#idsFrom(resource);
    return ids.has(SubnetId) && (Groups.length === 0 || Groups.some(({ GroupId = '' }) => ids.has(GroupId)));
  }

  #idsFrom(resource: DeployedResource): ReadonlySet<string> {
    const known = this.#ids.get(resource);
    if (known) return known;
    const ids = new Set(JSON.stringify(evaluatedProperties(resource, this.surroundings)).match(SUBNET_OR_GROUP));
    this.#ids.set(resource, ids);
    const names = new Set([...referencesIn(resource.declaration?.Properties)].map(({ name }) => name));
    for (const other of resource.stack.resources) {
      // Nothing else that is not a placeholder passes subnets and groups on.
      const passesOn = isPlaceholder(other) || other.type === 'AWS::EC2::LaunchTemplate';
      if (passesOn && names.has(other.logicalId)) for (const id of this.#idsFrom(other)) ids.add(id);
    }
    return ids;
  }
}
