import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { commonStack, DependencyGraph, dependNoMoreOn, dependOn, resourcesIn, standIn, topStack } from '../../lib/dependency-graph';

const thing = (scope: Construct, id: string, properties: Record<string, unknown> = {}) => new CfnResource(scope, id, { type: 'AWS::Test::Thing', properties });

/** A stack with two nested stacks, one of which has another one in it, and a thing in each. */
function nest() {
  const stack = new Stack(new App(), 'Stack');
  const [left, right] = [new NestedStack(stack, 'Left'), new NestedStack(stack, 'Right')];
  const deep = new NestedStack(left, 'Deep');
  const things = { top: thing(stack, 'Top'), left: thing(left, 'Thing'), right: thing(right, 'Thing'), deep: thing(deep, 'Thing') };
  return { stack, left, right, deep, things };
}

test('a resource is in the template of its own stack; in that of a stack around it, a nested stack stands for it', () => {
  const { stack, left, right, deep, things } = nest();
  expect(standIn(things.top, stack)).toBe(things.top);
  expect(standIn(things.deep, deep)).toBe(things.deep);
  expect(standIn(things.deep, left)).toBe(deep.nestedStackResource);
  expect(standIn(things.deep, stack)).toBe(left.nestedStackResource);
  expect(standIn(things.deep, right)).toBeUndefined();
  expect(standIn(things.top, left)).toBeUndefined();
});

test('the order of two resources is decided in the innermost template that has both', () => {
  const { stack, left, deep, things } = nest();
  expect(commonStack(things.top, things.deep)).toBe(stack);
  expect(commonStack(things.deep, things.top)).toBe(stack);
  expect(commonStack(things.left, things.deep)).toBe(left);
  expect(commonStack(things.deep, things.left)).toBe(left);
  expect(commonStack(things.right, things.deep)).toBe(stack);
  expect(commonStack(things.deep, thing(deep, 'Another'))).toBe(deep);
  expect(commonStack(things.deep, thing(new Stack(App.of(stack) as App, 'Other'), 'Thing'))).toBeUndefined();
});

test('the top of nested stacks is the stack that is in none', () => {
  const { stack, deep } = nest();
  expect(topStack(new Construct(deep, 'Scope'))).toBe(stack);
  expect(topStack(stack)).toBe(stack);
});

test('everything is found that a construct and what is nested in it makes', () => {
  const { stack, left, right, deep, things } = nest();
  expect(new Set(resourcesIn(stack))).toEqual(new Set([...Object.values(things), ...[left, right, deep].map(({ nestedStackResource }) => nestedStackResource)]));
  expect(new Set(new DependencyGraph(stack).resources)).toEqual(new Set(resourcesIn(stack)));
});

describe('what depends on what', () => {
  test('by reference, by DependsOn, by text, and by what was asked of constructs, in any number of steps', () => {
    const stack = new Stack(new App(), 'Stack');
    const [end, byRef, byDependsOn, byText, byConstruct, beside] = ['End', 'ByRef', 'ByDependsOn', 'ByText', 'ByConstruct', 'Beside'].map((id) => thing(stack, id)) as [CfnResource, CfnResource, CfnResource, CfnResource, CfnResource, CfnResource];
    byRef.addPropertyOverride('Value', end.ref);
    byDependsOn.addOverride('DependsOn', ['ByRef']);
    byText.addPropertyOverride('Value', { 'Fn::GetAtt': ['ByDependsOn', 'Arn'] });
    byConstruct.node.addDependency(byText);
    const last = thing(stack, 'Last');
    dependOn(last, byConstruct);
    const graph = new DependencyGraph(stack);
    for (const one of [byRef, byDependsOn, byText, byConstruct, last]) {
      expect(graph.dependsOn(one, end)).toBe(true);
      expect(graph.dependsOn(end, one)).toBe(false);
    }
    expect(graph.dependsOn(beside, end)).toBe(false);
    expect([...graph.needsOf([last], stack)]).toEqual([[last, undefined], [byConstruct, last], [byText, byConstruct], [byDependsOn, byText], [byRef, byDependsOn], [end, byRef]]);
    graph.add(beside, last);
    expect(graph.dependsOn(beside, end)).toBe(true);
    expect(beside.obtainDependencies()).toEqual([last]);
  });

  test('by the first of several ways that is found', () => {
    const stack = new Stack(new App(), 'Stack');
    const end = thing(stack, 'End');
    const [left, right] = [thing(stack, 'Left', { Value: end.ref }), thing(stack, 'Right', { Value: end.ref })];
    const start = thing(stack, 'Start', { First: left.ref, Second: right.ref });
    expect([...new DependencyGraph(stack).needsOf([start], stack)]).toEqual([[start, undefined], [left, start], [right, start], [end, left]]);
  });

  test('also across nested stacks, whose resources the CDK puts in order by the stacks themselves', () => {
    const { stack, things } = nest();
    dependOn(things.deep, things.right);
    const graph = new DependencyGraph(stack);
    expect(graph.dependsOn(things.deep, things.right)).toBe(true);
    expect(graph.dependsOn(things.right, things.deep)).toBe(false);
  });

  test('not of what was made since, whose order is in the template alone', () => {
    const stack = new Stack(new App(), 'Stack');
    const end = thing(stack, 'End');
    const graph = new DependencyGraph(stack);
    const late = thing(stack, 'Late');
    graph.add(late, end);
    expect(late.obtainDependencies()).toEqual([end]);
    expect(graph.dependsOn(late, end)).toBe(false);
  });

  test('of constructs, each resource on each', () => {
    const stack = new Stack(new App(), 'Stack');
    const [from, to] = [new Construct(stack, 'From'), new Construct(stack, 'To')];
    const [one, two, three] = [thing(from, 'One'), thing(to, 'Two'), thing(new Construct(to, 'Below'), 'Three')];
    from.node.addDependency(to);
    expect([...new DependencyGraph(stack).needsOf([one], stack).keys()]).toEqual([one, two, three]);
  });

  test('a nested stack for all that is in it, and for what those outside need of it', () => {
    const { stack, left, deep, things } = nest();
    const user = thing(stack, 'User', { Value: things.deep.ref });
    things.left.addPropertyOverride('Value', things.right.ref);
    const graph = new DependencyGraph(stack);
    expect(graph.dependsOn(user, things.deep)).toBe(true);
    // A nested stack is deployed as a whole: who needs one thing in it waits for all that any of them needs.
    expect(graph.dependsOn(user, things.right)).toBe(true);
    expect(graph.dependsOn(things.deep, things.right)).toBe(true);
    expect(graph.dependsOn(things.right, things.deep)).toBe(false);
    expect(graph.dependsOn(things.deep, things.left)).toBe(false);
    expect(graph.needsOf([things.deep], left)).toEqual(new Map([[deep.nestedStackResource, undefined]]));
    expect(graph.needsOf([things.top], left)).toEqual(new Map());
  });

  test('nothing on what is in a stack that is not nested in the same one', () => {
    const { stack, things } = nest();
    const elsewhere = thing(new Stack(App.of(stack), 'Other'), 'Thing');
    expect(new DependencyGraph(stack).dependsOn(things.top, elsewhere)).toBe(false);
  });
});

test('who mentions a resource is found in whatever stack, who mentions a text by its words', () => {
  const { stack, deep, things } = nest();
  const near = thing(stack, 'Near', { Deep: [{ Value: things.top.ref }, { Value: things.top.ref }] });
  const far = thing(deep, 'Far', { Value: things.top.getAtt('Arn') });
  const inWords = thing(stack, 'InWords', { Value: 'from ipam-pool-1, later' });
  const onlyDependsOn = thing(stack, 'OnlyDependsOn');
  onlyDependsOn.addOverride('DependsOn', 'Top');
  const graph = new DependencyGraph(stack);
  expect(graph.usersOf(things.top)).toEqual(expect.arrayContaining([near, far]));
  expect(graph.usersOf(things.top).filter((user) => user === near || user === onlyDependsOn)).toEqual([near]);
  expect(graph.usersOf('ipam-pool-1')).toEqual([inWords]);
  expect(graph.usersOf('ipam-pool')).toEqual([]);
  expect([...(graph.mentionsOf(near)?.inProperties ?? [])]).toEqual([things.top]);
  expect(graph.mentionsOf(thing(new Stack(), 'Elsewhere'))).toBeUndefined();
});

test('two stacks may use the same logical id for different things', () => {
  const { stack, left, things } = nest();
  const inLeft = thing(left, 'User', { Value: { Ref: 'Thing' } });
  const ofTop = thing(stack, 'Thing');
  const inTop = thing(stack, 'User', { Value: { Ref: 'Thing' } });
  const graph = new DependencyGraph(stack);
  expect(graph.usersOf(things.left)).toEqual([inLeft]);
  expect(graph.usersOf(ofTop)).toEqual([inTop]);
});

test('with a newer aws-cdk-lib the methods are called that it does not deprecate', () => {
  const calls: string[] = [];
  const resource = (names: string[]) => Object.fromEntries(names.map((name) => [name, () => calls.push(name)])) as unknown as CfnResource;
  const newer = resource(['addResourceDependency', 'removeResourceDependency', 'addDependency', 'removeDependency']);
  const older = resource(['addDependency', 'removeDependency']);
  const dependency = thing(new Stack(), 'Thing');
  for (const one of [newer, older]) {
    dependOn(one, dependency);
    dependNoMoreOn(one, dependency);
  }
  expect(calls).toEqual(['addResourceDependency', 'removeResourceDependency', 'addDependency', 'removeDependency']);
});
