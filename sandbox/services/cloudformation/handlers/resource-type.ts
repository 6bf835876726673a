import type { Principal } from '../../../principal';
import type { World } from '../../../world';

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
  /** The type as the template names it. */
  readonly resourceType: string;
  /** The stack's tags, which CloudFormation puts on whatever can be tagged. */
  readonly stackTags: readonly { readonly Key?: string; readonly Value?: string }[];
  /** Aborted when the operation is cancelled, because another resource failed or the stack is being deleted: give up soon. */
  readonly signal: AbortSignal;
  /** Says something in a stack event of this resource, next to its present status. */
  readonly say: (reason: string) => void;
  /**
   * Says which physical resource came into being, before it is stable: what is known of a creation that fails
   * later can be deleted. CloudFormation's event is then "Resource creation Initiated".
   */
  readonly identified: (physicalId: string) => void;
}

/** A failure that knows which physical resource it leaves behind, so that CloudFormation can delete it. */
export class ResourceFailure extends Error {
  override readonly name = 'ResourceFailure';

  constructor(
    message: string,
    readonly physicalId: string,
  ) {
    super(message);
  }
}

/** A resource as CloudFormation knows it. */
export interface ResourceState {
  /** What `Ref` gives, and what DescribeStackResources calls PhysicalResourceId. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A failure before anything was done: there is nothing that a deletion or a rollback would have to undo. */
export class NothingDone extends Error {
  override readonly name = 'NothingDone';
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
  readonly create: (properties: Properties, context: ResourceContext) => Promise<ResourceState>;
  readonly update?: (properties: Properties, old: Properties, state: ResourceState, context: ResourceContext) => Promise<ResourceState>;
  readonly delete: (state: ResourceState, properties: Properties, context: ResourceContext) => Promise<void>;
  /** The value of an attribute that the state does not list; `place` is the stack's id and the logical id. @default - there is none */
  readonly attribute?: (name: string, state: ResourceState, place: string) => unknown;
  /**
   * Puts the copy of a resource that exists elsewhere into the sandbox, under the physical id that it has there; the interfaces that are part of
   * it are there already. Throws what its service answers when something is not there that it is in.
   * @default - it has no copy
   */
  readonly adopt?: (physicalId: string, properties: Properties, context: ResourceContext) => void;
  /** Finishes an update when the whole stack's update succeeded: what can't be taken back is done only now. */
  readonly cleanUp?: (state: ResourceState, context: ResourceContext) => Promise<void>;
}
