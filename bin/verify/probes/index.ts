import type { Probe } from '../probe';
import { allocations } from './allocations';
import { lambdaRetries, longRetries } from './lambda-retries';
import { poolDeletion } from './pool-deletion';
import { poolPlaces } from './pool-places';

export const PROBES: readonly Probe[] = [allocations, poolPlaces, poolDeletion, lambdaRetries, longRetries];
