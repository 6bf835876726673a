import { TURNED_ROUND } from '../../sandbox/turned-round';
import { inSandbox, verdictsOf, verifyThere, VIRTUAL } from './virtual';

describe('with an assumption turned round', () => {
  it('has every probe something that turns round what it settles', () => {
    expect(Object.keys(TURNED_ROUND).sort()).toEqual(VIRTUAL.flatMap(({ assumptions }) => assumptions).sort());
  });

  it.each(Object.entries(TURNED_ROUND))('%s: its probe says that it differs', async (number, turnRound) => {
    const verdicts = await inSandbox(async (connection, world) => {
      turnRound(world);
      return verdictsOf(await verifyThere(connection, VIRTUAL.filter(({ assumptions }) => assumptions.includes(number))));
    });
    expect(verdicts[number]).toBe('differs');
  });
});
