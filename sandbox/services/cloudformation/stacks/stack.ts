import type { OnFailure, Output, ResourceStatus, RollbackConfiguration, StackEvent, StackStatus, OperationEntry } from '@aws-sdk/client-cloudformation';
import { toMachineTime } from '../../../callers-time';
import type { World } from '../../../world';
import type { Properties } from '../handlers/resource-type';
import type { Blueprint } from '../template/blueprint';
import type { ResourceDeclaration } from '../template/template';
import type { ChangeSet } from './change-set';
import type { RunningOperation } from './running-operation';

/** A resource of a stack, as far as it came. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  declaration: ResourceDeclaration;
  /** The logical ids of the stack's resources it refers to. */
  dependencies: readonly string[];
  /** As its handler was last given them. */
  properties: Properties;
  physicalId?: string;
  attributes: Readonly<Record<string, unknown>>;
  status: ResourceStatus;
  statusReason?: string;
  /** When its current operation began: what DescribeStackResource calls LastUpdatedTimestamp. */
  operationBegan: number;
}

/** What an update that is not finished can be rolled back to, and what is then, or otherwise, left over. */
export interface UnfinishedUpdate {
  readonly blueprint: Blueprint;
  readonly outputs: Output[];
  /** The resources as they were, by logical id. */
  readonly resources: ReadonlyMap<string, Readonly<StackResource>>;
  /** Resources whose handler was asked to change them in place: a rollback asks it to change them back. */
  readonly touched: Set<string>;
  /** Physical resources that were made by this update: deleted when it is rolled back. */
  readonly made: StackResource[];
  /** Physical resources that were replaced or removed by this update: deleted when it succeeds. */
  readonly leftOver: StackResource[];
}

/** An event, with its time for clients outside: many milliseconds of the sandbox's are one of theirs, and the CDK CLI puts events in order by their times. */
export interface RecordedEvent extends StackEvent {
  readonly machineTime: number;
}

export interface StackOptions {
  /** @default - a new one */
  readonly id?: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly parent?: Stack;
}

/** One stack, whatever became of it. */
export class Stack {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly creationTime: number;
  readonly parent?: Stack;
  readonly root?: Stack;
  status: StackStatus = 'REVIEW_IN_PROGRESS';
  statusReason?: string;
  lastUpdatedTime?: number;
  deletionTime?: number;
  /** Unset while no template was ever deployed. */
  blueprint?: Blueprint;
  readonly resources = new Map<string, StackResource>();
  outputs: Output[] = [];
  /** Oldest first. */
  readonly events: RecordedEvent[] = [];
  changeSets: ChangeSet[] = [];
  changeSetId?: string;
  terminationProtection = false;
  disableRollback = false;
  retainExceptOnCreate = false;
  onFailure: OnFailure = 'ROLLBACK';
  timeoutInMinutes?: number;
  rollbackConfiguration?: RollbackConfiguration;
  policyBody?: string;
  operation?: RunningOperation;
  lastOperations: OperationEntry[] = [];
  unfinishedUpdate?: UnfinishedUpdate;
  readonly clientRequestTokens = new Set<string>();

  constructor(
    private readonly world: World,
    options: StackOptions,
  ) {
    const { name, account, region, parent } = options;
    this.name = name;
    this.account = account;
    this.region = region;
    this.parent = parent;
    this.root = parent?.root ?? parent;
    this.id = options.id ?? `arn:aws:cloudformation:${region}:${account}:stack/${name}/${world.random.uuid()}`;
    this.creationTime = world.clock.now();
  }

  /** Changes the stack's status, and says so in an event. */
  enter(status: StackStatus, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    this.#record({ LogicalResourceId: this.name, PhysicalResourceId: this.id, ResourceType: 'AWS::CloudFormation::Stack', ResourceStatus: status as ResourceStatus, ResourceStatusReason: reason }, this.world.random.uuid());
  }

  /** Changes a resource's status, and says so in an event. */
  resourceEnters(resource: StackResource, status: ResourceStatus, reason?: string): void {
    resource.status = status;
    resource.statusReason = reason;
    const isCleanUp = this.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' && status.startsWith('DELETE');
    const event = {
      LogicalResourceId: resource.logicalId,
      PhysicalResourceId: resource.physicalId ?? '',
      ResourceType: resource.type,
      ResourceStatus: status,
      ResourceStatusReason: reason,
      ResourceProperties: isCleanUp ? undefined : JSON.stringify(resource.properties),
    };
    this.#record(event, undefined);
  }

  #record(event: Partial<StackEvent>, eventId: string | undefined): void {
    const { at, machineTime } = nextMoment(this.world);
    const timestamp = new Date(at);
    this.events.push({
      ...event,
      StackId: this.id,
      StackName: this.name,
      EventId: eventId ?? `${event.LogicalResourceId ?? ''}-${event.ResourceStatus ?? ''}-${timestamp.toISOString()}`,
      OperationId: this.operation?.id,
      ClientRequestToken: this.operation?.clientRequestToken,
      Timestamp: timestamp,
      machineTime,
    });
  }
}

/** The time in whole milliseconds, on either clock later than ever before: events are told apart by their time. */
function nextMoment(world: World): { at: number; machineTime: number } {
  const last = world.state('cloudformation/last-event', () => ({ at: 0, machineTime: 0 }));
  last.at = Math.max(Math.floor(world.clock.now()), last.at + 1);
  last.machineTime = Math.max(toMachineTime(world.clock, last.at), last.machineTime + 1);
  return { ...last };
}
