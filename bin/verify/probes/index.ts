import type { Probe } from '../probe';
import { addresses } from './addresses';
import { allocations } from './allocations';
import { failedCreation } from './failed-creation';
import { ipamLag } from './ipam-lag';
import { lambdaRetries, longRetries } from './lambda-retries';
import { nestedRollback } from './nested-rollback';
import { permissions } from './permissions';
import { poolDeletion } from './pool-deletion';
import { poolGone } from './pool-gone';
import { poolPlaces } from './pool-places';
import { readmeExample, teardownExample } from './product';
import { stackLife } from './stack-life';

export const PROBES: readonly Probe[] = [allocations, poolPlaces, poolDeletion, poolGone, permissions, addresses, ipamLag, stackLife, failedCreation, lambdaRetries, longRetries, nestedRollback, readmeExample, teardownExample];
