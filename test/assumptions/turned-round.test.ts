import { pageText } from '../documents/pages';
import { liveThrough, type Life } from './teardown-life';
import { AS_BELIEVED, TURNED_ROUND } from './turned-round';

/** In npm test those in which something unlisted is nearest to be taken; all of them each night, and with TURNED_ROUND=all. */
const lives = process.env.TURNED_ROUND === 'all' ? TURNED_ROUND : TURNED_ROUND.filter(({ isNear }) => isNear);

/** In minutes: of its two AddressReleases one waits for the other, and CloudFormation 50 minutes for each. */
const LONGEST = 110;

/** How a life went, as docs/assumptions.md tells it, without the minutes. */
function told({ deployed, destroyed, isUnanswered, left, again = '—' }: Life): readonly string[] {
  const destroy = `${destroyed || '—'}${isUnanswered ? ' without an answer' : ''}${left > 0 ? ` with ${left} listed things left` : ''}`;
  return [deployed, destroy, again];
}

/** What the page tells, by what is turned round. */
const said = new Map(
  pageText('docs/assumptions.md')
    .split('\n')
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .filter(([, , deployed = '']) => /^CREATE_(COMPLETE|FAILED)$/.test(deployed))
    .map(([how = '', numbers = '', deployed = '', destroy = '', again = '']) => [how, { numbers, tells: [deployed, destroy.replace(/, \d+ min$/, ''), again] }]),
);

test('docs/assumptions.md tells of each assumption that is turned round', () => {
  const all = [AS_BELIEVED, ...TURNED_ROUND].map(({ how, numbers }) => [how, numbers.join(', ')]);
  expect([...said].map(([how, { numbers }]) => [how, numbers])).toEqual(all);
});

describe('the teardown example is deployed and destroyed, nothing is released that is not listed, and it ends as the page tells, where', () => {
  test.each([AS_BELIEVED, ...lives].map((turned) => [turned.how, turned] as const))('%s', async (how, turned) => {
    const life = await liveThrough(turned);
    expect(life.violations).toEqual([]);
    expect(told(life)).toEqual(said.get(how)?.tells);
    expect(life.minutes).toBeLessThan(LONGEST);
  });
});
