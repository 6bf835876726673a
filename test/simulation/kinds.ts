import { isServiceManaged, type Scenario } from './scenario';

/** What is special about a life, by name: its end, what it lists, what others do and what goes wrong. */
export function kindsOf(scenario: Scenario): ReadonlySet<string> {
  const { end, pools, allocations, addresses, vpcs, meanwhile, faults, answerFaults, killedAfter, records } = scenario;
  const kinds = new Set([`end: ${end}`]);
  const add = (kind: string, is: boolean) => {
    if (is) kinds.add(kind);
  };
  for (const [index, { owner, isPublic, isNested, isElsewhere, allManual, empty, remove }] of pools.entries()) {
    kinds.add(`pool of: ${owner}`);
    add('pool: public', isPublic);
    add('pool: below another', isNested && index > 0);
    add('pool: home elsewhere', isElsewhere || owner === 'otherRegion');
    add('pool: all manual', allManual);
    add(`pool to empty: ${empty}`, empty !== 'no');
    add(`pool to delete: ${remove}`, remove !== 'no');
  }
  for (const { pool, listed } of allocations) add(`allocation by: ${listed}`, listed !== 'no' && pool < pools.length);
  for (const { place, listed, state } of addresses) {
    add(`address by: ${listed}`, listed !== 'no');
    add(`address in: ${place}`, listed !== 'no');
    add(`address: ${state}`, listed !== 'no' || isServiceManaged({ state }));
  }
  add('VPC in a pool', vpcs.length > 0);
  for (const { what } of meanwhile) kinds.add(`meanwhile: ${what}`);
  for (const { kind, error } of faults) kinds.add(`fault: ${kind === 'error' ? error.is : kind}`);
  for (const { kind } of answerFaults) kinds.add(`answer: ${kind}`);
  add('calls: killed', killedAfter.some((calls) => calls !== undefined));
  add('calls: two at once', scenario.deliveries > 1);
  add('calls: an hour late', scenario.isDeliveredLate);
  add('calls: wrong clock', scenario.clockSkew !== 0);
  add('calls: throttled', scenario.isThrottled);
  add('lists: short pages', scenario.longestPage < 1000);
  add(`records: ${records.resource}`, records.resource !== 'current');
  add('records: no DeletionTime', !records.deletionTime);
  add('cascades fail', scenario.cascadesFail);
  add('two custom resources', scenario.resources > 1);
  kinds.add(`preflight: ${scenario.preflight}`);
  return kinds;
}
