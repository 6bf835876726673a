/** US dollars for an hour of one, in us-east-1; other Regions ask up to twice as much. @see https://aws.amazon.com/vpc/pricing/ */
export const PRICES = {
  'public IPv4 address': 0.005,
  'contiguous public IPv4 address': 0.008,
  'NAT gateway': 0.045,
  'VPC, subnet or network interface': 0,
  'IPAM pool': 0,
  'stack, role and log group': 0,
  /** A thousand invocations of a small function. */
  'Lambda function': 0.02,
} as const;

/** What the advanced tier asks for each active address that an IPAM manages, whoever has it. */
export const ACTIVE_ADDRESS = 0.00027;

export const PRICES_OF = 'May 2025';
/** The dearest Region's prices, by those of the list. */
export const DEAREST = 2;
