import { PARTITION } from '../../../principal';
import type { Properties, ResourceState } from '../handlers/resource-type';
import type { Blueprint } from './blueprint';
import { evaluate, evaluateCondition, NO_VALUE, type Scope } from './intrinsic-functions';
import { TemplateError, type OutputDeclaration, type ResourceDeclaration } from './template';

/** What the pseudo parameters say of the stack. */
export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

/** Where `Fn::ImportValue` looks. */
export interface Exporters {
  /** What stands for an export that is not there. @default - it is an error */
  readonly missing?: string;
  exports(): readonly { readonly name: string; readonly value: string }[];
}

/** What `Ref` and `Fn::GetAtt` of a resource give; undefined while there is no such resource. */
export type ResourceLookup = (logicalId: string) => Pick<ResourceState, 'physicalId'> & { attribute(name: string): unknown } | undefined;

/** A template as it stands for one stack: its functions evaluated, its conditions decided. */
export class Evaluation {
  readonly #scope: Scope;
  readonly #conditions = new Map<string, boolean>();

  constructor(
    private readonly blueprint: Blueprint,
    private readonly stack: StackIdentity,
    exporters: Exporters,
    resource: ResourceLookup,
  ) {
    const { template } = blueprint;
    this.#scope = {
      ref: (name) => this.#ref(name, resource),
      attribute: (logicalId, attribute) => {
        const found = resource(logicalId);
        if (!found) throw unresolved(logicalId);
        return found.attribute(attribute);
      },
      condition: (name) => this.#condition(name),
      mapping: (map, first, second) => {
        const value = template.Mappings?.[map]?.[first]?.[second];
        if (value === undefined) throw new TemplateError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
        return value;
      },
      exportedValue: (name) => {
        const found = exporters.exports().find((exported) => exported.name === name);
        const value = found?.value ?? exporters.missing;
        if (value === undefined) throw new TemplateError(`No export named ${name} found.`);
        if (found) blueprint.imports.add(name);
        return value;
      },
      availabilityZones: (region) => ['a', 'b', 'c'].map((zone) => `${region || stack.region}${zone}`),
    };
  }

  /** The resources that the conditions leave. */
  get resources(): ReadonlyMap<string, ResourceDeclaration> {
    return new Map(Object.entries(this.blueprint.template.Resources).filter(([, { Condition }]) => this.#holds(Condition)));
  }

  get outputs(): ReadonlyMap<string, OutputDeclaration> {
    return new Map(Object.entries(this.blueprint.template.Outputs ?? {}).filter(([, { Condition }]) => this.#holds(Condition)));
  }

  properties(declaration: ResourceDeclaration): Properties {
    return evaluate(declaration.Properties ?? {}, this.#scope) as Properties;
  }

  value(value: unknown): unknown {
    return evaluate(value, this.#scope);
  }

  /** Decides every condition. Throws when one can't be decided. */
  decideConditions(): void {
    for (const name of Object.keys(this.blueprint.template.Conditions ?? {})) this.#condition(name);
  }

  #holds(condition: string | undefined): boolean {
    return condition === undefined || this.#condition(condition);
  }

  #condition(name: string): boolean {
    let decided = this.#conditions.get(name);
    if (decided === undefined) {
      const condition = this.blueprint.template.Conditions?.[name];
      if (condition === undefined) throw new TemplateError(`Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`);
      decided = evaluateCondition(condition, this.#scope);
      this.#conditions.set(name, decided);
    }
    return decided;
  }

  #ref(name: string, resource: ResourceLookup): unknown {
    const parameter = this.blueprint.parameters.get(name);
    if (parameter) return parameter.value;
    const { id, name: stackName, account, region } = this.stack;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::NotificationARNs':
        return this.blueprint.notificationArns;
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::Partition':
        return PARTITION;
      case 'AWS::Region':
        return region;
      case 'AWS::StackId':
        return id;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      default: {
        const found = resource(name);
        if (!found) throw unresolved(name);
        return found.physicalId;
      }
    }
  }
}

function unresolved(name: string): TemplateError {
  return new TemplateError(`Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`);
}
