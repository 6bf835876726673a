import { lineChart, type Curve } from './chart';
import { limitFor } from './holdings';
import type { ReleaseSpeed, Series } from './release-measurements';

const DRAWN: readonly Series[] = ['allocations', 'Elastic IPs', 'AwsCustomResource', 'sequential handler'];

/** How long deletions take by their size, and how one of them goes on. */
export function chartsOf({ measured }: ReleaseSpeed): Record<string, string> {
  const of = (series: Series) => measured.filter((each) => each.series === series);
  const most = Math.max(...of('allocations').map(({ count }) => count));
  const limit: Curve = { name: "EC2's limit", isDashed: true, points: [60, 100, 300, most].filter((count) => count > 50 && count <= most).map((x) => ({ x, y: limitFor(x) })) };
  // What left something behind has not done the work whose time is drawn.
  const bySize = DRAWN.map((series): Curve => ({ name: labelOf(series), points: of(series).filter(({ deletion }) => deletion.left === 0).map(({ count: x, deletion }) => ({ x, y: deletion.answered })) }));
  const asTimePasses = (['allocations', 'sequential handler'] as const).map((series): Curve => {
    const releases = of(series).find(({ count }) => count === most)?.deletion.releases ?? [];
    return { name: labelOf(series), points: [...releases].sort((a, b) => a - b).map((x, index) => ({ x, y: index + 1 })) };
  });
  const best: Curve = { name: "EC2's limit", isDashed: true, points: [{ x: 0, y: Math.min(50, most) }, { x: limitFor(most), y: most }] };
  return {
    'release-time.svg': lineChart({
      title: "From the function's START to its answer, where nothing was left",
      x: { label: 'allocations or Elastic IPs', scale: 'log' },
      y: { label: 'seconds', scale: 'log' },
      curves: [...bySize, limit],
    }),
    'release-progress.svg': lineChart({
      title: `Releases that EC2 has accepted, of ${most.toLocaleString('en-US')} allocations`,
      x: { label: "seconds since the function's START", scale: 'linear' },
      y: { label: 'allocations released', scale: 'linear' },
      curves: [...asTimePasses, best],
    }),
  };
}

function labelOf(series: Series): string {
  if (series === 'allocations' || series === 'Elastic IPs') return `AddressRelease, ${series}`;
  return series;
}
