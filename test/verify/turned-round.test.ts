import { TURNED_ROUND } from '../../sandbox/turned-round';
import { inSandbox, verdictsOf, verifyThere, VIRTUAL } from './virtual';

const all = VIRTUAL.flatMap(({ assumptions }) => assumptions);

/** In npm test one of each probe; all of them each night, and with TURNED_ROUND=all. */
const some = process.env.TURNED_ROUND === 'all' ? all : VIRTUAL.flatMap(({ assumptions }) => assumptions.slice(-1));

describe('with an assumption turned round', () => {
  it('has every probe something that turns round what it settles', () => {
    expect(Object.keys(TURNED_ROUND).sort()).toEqual([...all].sort());
  });

  it.each(some)('%s: its probe says that it differs', async (number) => {
    const verdicts = await inSandbox(async (connection, world) => {
      TURNED_ROUND[number]?.turn(world);
      return verdictsOf(await verifyThere(connection, VIRTUAL.filter(({ assumptions }) => assumptions.includes(number))));
    });
    expect(verdicts[number]).toBe('differs');
  });
});
