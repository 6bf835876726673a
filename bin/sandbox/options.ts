import { parseArgs } from 'node:util';
import type { SandboxOptions } from '../../sandbox/sandbox';
import { KIND, WEATHERS, type Unkindness } from '../../sandbox/unkindness';

export const USAGE = `Usage: npm run sandbox -- [options]

A local AWS endpoint for the CDK CLI, the AWS CLI and the AWS SDKs. It listens on 127.0.0.1 only.

  --port N               the port to listen on; 0 takes any free one (default: 4566)
  --time-scale N         run the sandbox's time N times faster than the machine's (default: 1)
  --seed N               the seed of every id and every lag, to repeat a run (default: a new one each time)
  --log                  print a line for each API call
  --help                 print this

Everything that AWS is unkind about is on. How unkind it is:

  --weather NAME         everyday: what people and clients meet; worst-case: what documentation allows, which few
                         clients survive; kind: nothing (default: everyday)
  --no-throttling        EC2 never answers RequestLimitExceeded
  --no-lag               lists, IPAM, IAM and logs show at once what was written
  --ipam-lag-minutes N   how long IPAM takes to notice that a VPC, a subnet or an address is gone
  --deliveries N         deliver each event to a function N times at once (default: 1)
`;

const DEFAULT_PORT = 4566;
const MINUTE = 60 * 1000;

export type CommandOptions = { readonly help: true } | { readonly help: false; readonly log: boolean; readonly sandbox: SandboxOptions };

/** Reads the command line. Throws an Error that names the option and what it got. */
export function readOptions(args: readonly string[]): CommandOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      'time-scale': { type: 'string' },
      seed: { type: 'string' },
      log: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      weather: { type: 'string', default: 'everyday' },
      'no-throttling': { type: 'boolean', default: false },
      'no-lag': { type: 'boolean', default: false },
      'ipam-lag-minutes': { type: 'string' },
      deliveries: { type: 'string' },
    },
  });
  if (values.help) return { help: true };
  if (values['no-lag'] && values['ipam-lag-minutes'] !== undefined) {
    throw new Error('--no-lag and --ipam-lag-minutes contradict each other: give one of them');
  }
  const weather = weatherCalled(values.weather);
  const unkindness: Unkindness = {
    ...weather,
    ...(values['no-throttling'] && { throttling: 'off' }),
    ...(values['no-lag'] && { listLag: KIND.listLag, ipamLag: KIND.ipamLag, logLag: KIND.logLag, iamPropagation: KIND.iamPropagation }),
    ...ipamLag(weather, number('ipam-lag-minutes', values['ipam-lag-minutes'], { atLeast: 0 })),
    lambdaDeliveries: number('deliveries', values.deliveries, { atLeast: 1, atMost: 10, whole: true }) ?? weather.lambdaDeliveries,
  };
  return {
    help: false,
    log: values.log,
    sandbox: {
      port: number('port', values.port, { atLeast: 0, atMost: 65_535, whole: true }) ?? DEFAULT_PORT,
      timeScale: number('time-scale', values['time-scale'], { above: 0, atMost: 10_000 }),
      seed: number('seed', values.seed, { atLeast: 0, atMost: 2 ** 31 - 1, whole: true }),
      unkindness,
    },
  };
}

function weatherCalled(name: string): Unkindness {
  if (Object.hasOwn(WEATHERS, name)) return WEATHERS[name as keyof typeof WEATHERS];
  throw new Error(`--weather must be one of ${Object.keys(WEATHERS).join(', ')}, got "${name}"`);
}

function ipamLag(weather: Unkindness, minutes: number | undefined): Partial<Unkindness> {
  if (minutes === undefined) return {};
  const lag = { min: minutes * MINUTE, max: minutes * MINUTE };
  return { ipamLag: { ...weather.ipamLag, vpc: lag, subnet: lag, eip: lag } };
}

interface Bounds {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly whole?: boolean;
}

function number(option: string, value: string | undefined, { atLeast, above, atMost, whole = false }: Bounds): number | undefined {
  if (value === undefined) return undefined;
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  const fits =
    Number.isFinite(parsed) &&
    (!whole || Number.isInteger(parsed)) &&
    parsed >= (atLeast ?? Number.NEGATIVE_INFINITY) &&
    parsed > (above ?? Number.NEGATIVE_INFINITY) &&
    parsed <= (atMost ?? Number.POSITIVE_INFINITY);
  if (fits) return parsed;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(above === undefined ? [] : [`greater than ${above}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
  throw new Error(`--${option} must be a ${whole ? 'whole number' : 'number'}, ${bounds.join(' and ')}, got "${value}"`);
}
