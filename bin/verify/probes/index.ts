import type { Probe } from '../probe';
import { allocations } from './allocations';
import { failedCreation } from './failed-creation';
import { lambdaRetries, longRetries } from './lambda-retries';
import { poolDeletion } from './pool-deletion';
import { poolGone } from './pool-gone';
import { poolPlaces } from './pool-places';
import { readmeExample, teardownExample } from './product';
import { stackLife } from './stack-life';

export const PROBES: readonly Probe[] = [allocations, poolPlaces, poolDeletion, poolGone, stackLife, failedCreation, lambdaRetries, longRetries, readmeExample, teardownExample];
