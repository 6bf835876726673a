import { pageText } from '../documents/pages';
import { TURNED_ROUND } from '../../sandbox/turned-round';
import { inSandbox, verdictsOf, verifyThere, VIRTUAL } from './virtual';

const all = VIRTUAL.flatMap(({ assumptions }) => assumptions);

/** In npm test one of each probe; all of them each night, and with TURNED_ROUND=all. */
const some = process.env.TURNED_ROUND === 'all' ? all : VIRTUAL.flatMap(({ assumptions }) => assumptions.slice(-1));

const PAGE = pageText('docs/assumptions.md');
const cellsOf = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim());

/** How the teardown example's lives end in which the row is turned round, as the page tells it. */
function livesWith(number: string): string {
  const lives = PAGE.split('\n').map(cellsOf).filter(([, numbers = '', deployed = '']) => deployed.startsWith('CREATE_') && numbers.split(', ').includes(number));
  const ends = lives.map(([, , deployed = '', destroyed = '', again = '']) => (deployed === 'CREATE_COMPLETE' ? `${destroyed}${again === '—' ? '' : `, then ${again}`}` : deployed));
  return [...new Set(ends)].join('; ') || '—';
}

describe('with an assumption turned round', () => {
  it('has every probe something that turns round what it settles', () => {
    expect(Object.keys(TURNED_ROUND).sort()).toEqual([...all].sort());
  });

  it('docs/assumptions.md tells of each how it is turned round, what its probe says, and what becomes of the teardown example', () => {
    const rows = [...all].sort((one, other) => Number(one.slice(1)) - Number(other.slice(1))).map((number) => `| ${TURNED_ROUND[number]?.how ?? ''} | ${number} | differs | ${livesWith(number)} |`);
    expect(PAGE.split('\n').filter((line) => cellsOf(line)[2] === 'differs')).toEqual(rows);
  });

  it.each(some)('%s: its probe says that it differs', async (number) => {
    const verdicts = await inSandbox(async (connection, world) => {
      TURNED_ROUND[number]?.turn(world);
      return verdictsOf(await verifyThere(connection, VIRTUAL.filter(({ assumptions }) => assumptions.includes(number))));
    });
    expect(verdicts[number]).toBe('differs');
  }, 120_000);
});
