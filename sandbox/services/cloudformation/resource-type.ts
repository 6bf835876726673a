import type { Principal } from '../../principal';
import type { World } from '../../world';

/** What CloudFormation hands to the handler of a resource type. */
export interface ResourceContext {
  readonly world: World;
  /** CloudFormation acts with the rights of whoever asked for the stack operation. */
  readonly caller: Principal;
  readonly account: string;
  readonly region: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** Says something in the stack event of this resource, next to its status. */
  readonly say: (reason: string) => void;
}

/** A resource as CloudFormation knows it. */
export interface ResourceState {
  /** What `Ref` gives, and what DescribeStackResources calls PhysicalResourceId. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Properties as the template has them, with every intrinsic function resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * How CloudFormation creates, updates and deletes the resources of one type. Every function resolves when the
 * resource is stable, and rejects with an Error whose message becomes the stack event's reason.
 */
export interface ResourceType {
  /** A change of any of these replaces the resource; `all` when it can't be updated. */
  readonly replacedBy: readonly string[] | 'all';
  create(properties: Properties, context: ResourceContext): Promise<ResourceState>;
  update?(properties: Properties, old: Properties, state: ResourceState, context: ResourceContext): Promise<ResourceState>;
  delete(state: ResourceState, properties: Properties, context: ResourceContext): Promise<void>;
}
