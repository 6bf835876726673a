import type { LocationProperties } from '../../lib/contract';
import { ACCOUNT } from '../../sandbox/principal';
import { REGION } from './lambda';
import type { Place } from './scenario';

/** An account and a Region. */
export interface At {
  readonly account: string;
  readonly region: string;
}

export const OTHER_REGION = 'eu-west-1';
export const OTHER_ACCOUNT = '444455556666';
/** In the other account: it trusts the function's. */
export const OTHER_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/Release`;
/** Whose addresses nobody here may touch. */
export const THIRD_ACCOUNT = '777788889999';

export const PLACES: Readonly<Record<Place, At>> = {
  here: { account: ACCOUNT, region: REGION },
  otherRegion: { account: ACCOUNT, region: OTHER_REGION },
  otherAccount: { account: OTHER_ACCOUNT, region: REGION },
};

/** A place as the custom resource's properties name it. */
export function locationOf({ account, region }: At): LocationProperties {
  return { ...(region === REGION ? {} : { Region: region }), ...(account === OTHER_ACCOUNT ? { RoleArn: OTHER_ROLE } : {}) };
}
