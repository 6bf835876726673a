import { circular, reversed, visitInOrder } from '../../../sandbox/services/cloudformation/template/dependency-graph';

const graph = (dependencies: Record<string, string[]>) => new Map(Object.entries(dependencies));

test.each<[string, Record<string, string[]>, string[]]>([
  ['nothing waits for anything', { A: [], B: [] }, []],
  ['everything can be put in an order, also one after what is not in the template', { A: ['B', 'C'], B: ['C', 'AWS::Region'], C: [] }, []],
  ['two wait for each other', { A: ['B'], B: ['A'] }, ['A', 'B']],
  ['one waits for itself', { A: ['A'], B: [] }, ['A']],
  ['others wait for the circle, and it for others', { Before: ['Also'], Also: ['A'], A: ['B'], B: ['C', 'After'], C: ['A'], After: ['Last'], Last: [] }, ['A', 'B', 'C']],
])('what is a circle, when %s', (_, dependencies, circle) => {
  expect(circular(graph(dependencies))).toEqual(circle);
});

test('to take down is to go the other way', () => {
  expect(reversed(graph({ Vpc: ['Pool', 'Elsewhere'], Pool: [], Subnet: ['Vpc', 'Pool'] }))).toEqual(graph({ Vpc: ['Subnet'], Pool: ['Vpc', 'Subnet'], Subnet: [] }));
});

describe('what is built', () => {
  const visits = (stopAtFailure: boolean) => {
    const started: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const nodes = graph({ Second: ['First', 'Broken', 'Elsewhere'], First: [], Broken: [], Slow: [], AfterSlow: ['Slow'], AfterFirst: ['First'] });
    const failed = visitInOrder(
      nodes,
      (dependencies) => dependencies,
      (name) =>
        new Promise((resolve, reject) => {
          started.push(name);
          ends.set(name, (error) => (error ? reject(error) : resolve()));
        }),
      { stopAtFailure },
    );
    const end = async (name: string, error?: Error) => {
      ends.get(name)?.(error);
      await new Promise((resolve) => setImmediate(resolve));
      return started.splice(0);
    };
    return { failed, end, begun: started.splice(0) };
  };

  test('waits for what it needs, and never follows what failed', async () => {
    const { failed, end, begun } = visits(false);
    expect(begun).toEqual(['First', 'Broken', 'Slow']);
    expect(await end('First')).toEqual(['AfterFirst']);
    expect(await end('Broken', new Error('no can do'))).toEqual([]);
    expect(await end('Slow')).toEqual(['AfterSlow']);
    await end('AfterFirst');
    await end('AfterSlow');
    expect([...(await failed).keys()]).toEqual(['Broken']);
  });

  test('is not gone on with after the first failure, where nothing more makes sense; what is under way ends', async () => {
    const { failed, end } = visits(true);
    let isOver = false;
    void failed.then(() => {
      isOver = true;
    });
    expect(await end('Broken', new Error('no can do'))).toEqual([]);
    expect(await end('First')).toEqual([]);
    expect(isOver).toBe(false);
    expect(await end('Slow')).toEqual([]);
    expect([...(await failed)]).toEqual([['Broken', []]]);
  });
});
