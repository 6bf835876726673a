import { renderPage } from '../../bin/cli/rehearse/page/page';
import { FAILED, HOSTILE } from './rehearsed';

const page = renderPage(FAILED);

/** What a reader reads, without the markup. */
const text = (of: string) => of.replace(/^.*<body>/s, '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim();

describe('the page of a rehearsal', () => {
  test('begins with the verdict, which is its title, too', () => {
    expect(text(page)).toMatch(/^It fails The destroy of Network fails: PoolCidr \(AWS::EC2::IPAMPoolCidr\) is not deleted\./);
    expect(page).toContain('<title>It fails: rehearsal of Network, ');
    expect(text(renderPage({ ...FAILED, verdict: 'pending', summary: 'One destroy is enough.' }))).toMatch(/^It works One destroy is enough\./);
    expect(text(renderPage({ ...FAILED, verdict: 'clear', summary: 'One destroy is enough.' }))).toMatch(/^Nothing is in the way One destroy is enough\./);
  });

  test('needs nothing else: no script, no style sheet, no picture, no address of anything', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object|base)\b|\b(src|href|srcset)=|https?:|@import|url\(/i);
  });

  test('takes what somebody called something as text, wherever it stands', () => {
    expect(page).not.toContain('<script');
    expect(page.split('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;').length - 1).toBeGreaterThanOrEqual(8);
    expect(HOSTILE).toContain('<script>');
  });

  test('tells of each thing when, for how long, how it ended, and what EC2 answered', () => {
    expect(text(page)).toContain('From 00:30 for 3 s: released. Id ipam-pool-alloc-1 Pool ipam-pool-1 00:30 ReleaseIpamPoolAllocation: IncorrectState 00:32 ReleaseIpamPoolAllocation: done');
    expect(text(page)).toContain('From 00:00 to the end: left.');
    expect(text(page)).toContain('Not modelled created and deleted at once, which proves nothing');
  });

  test('draws each bar where and as long as it was, in the time of the run that is shown', () => {
    expect(page).toContain('<span class="bar failed" style="left:22.50%;width:77.50%">');
    expect(page).toContain('<span class="bar noticed" style="left:7.50%;width:90.00%">');
    expect(page).toContain('<span class="bar kept" style="left:0.00%;width:100.00%">');
    expect(page).toContain('<span class="bar released" style="left:7.50%;width:15.00%">');
    expect(page).toContain('<span class="bar placeholder"');
    expect(page).toContain('<span class="mark refused" style="left:7.50%">');
  });

  test('says what is left and costs, what was not modelled, and how to see it again', () => {
    expect(text(page)).toContain('USD 3.65 a month for public IPv4 addresses');
    expect(text(page)).toMatch(/What was not modelled .* 1 AWS::IAM::Role the sandbox does not model it/);
    expect(text(page)).toContain('The same again npx cdk-address-release rehearse');
    expect(text(renderPage({ ...FAILED, left: [], monthlyUsd: 0 }))).toContain('What is left Nothing.');
  });

  test('has a title for each part', () => {
    const named = [...page.matchAll(/aria-labelledby="([^"]+)"/g)].map(([, id = '']) => id);
    expect(named.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
  });

  test('of thousands of things has five hundred, and says of how many more it does not tell', () => {
    const [first] = FAILED.timeline;
    if (!first) throw new Error('nothing happened');
    const long = renderPage({ ...FAILED, timeline: Array.from({ length: 2_000 }, () => first) });
    expect(long.split('<summary>').length - 1).toBe(500);
    expect(text(long)).toContain('And 1500 more');
    const tried = { ...first, tries: Array.from({ length: 100 }, (_, index) => ({ at: index, action: 'ReleaseAddress' })) };
    expect(text(renderPage({ ...FAILED, timeline: [tried] }))).toContain('and 60 more');
  });
});
