import type { ModifyIpamRequest, ModifyIpamResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { incorrectState, invalidValue, madeUp, refuseDryRun } from '../errors';
import { discoverEverything } from '../ipam/discovery';
import { forget } from '../ipam/history';
import { describeIpam, ipamAtHome } from '../ipam/ipams';
import { isRegion } from '../regions';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

/** What it sees in a Region that is added, or no more in one that is removed, follows after a while. That the home Region stays is assumed. */
export function modifyIpam(input: ModifyIpamRequest, call: CallContext): ModifyIpamResult {
  const { world } = call;
  const { ipams, resourceCidrs } = ec2State(world);
  const ipam = ipamAtHome(call, input.IpamId ?? '');
  const added = (input.AddOperatingRegions ?? []).map(({ RegionName = '' }) => RegionName);
  const removed = (input.RemoveOperatingRegions ?? []).map(({ RegionName = '' }) => RegionName);
  for (const name of added) {
    if (!isRegion(name)) throw madeUp('InvalidParameterValue', `Region ${name} is invalid`);
  }
  if (removed.includes(ipam.region)) throw invalidValue(ipam.region, 'removeOperatingRegion', 'It is the home Region of the IPAM.');
  refuseDryRun(input);
  if (ipam.state === 'create-in-progress' || ipam.state === 'delete-in-progress') throw incorrectState(`The IPAM ${ipam.id} is in state ${ipam.state}.`);
  const modified = ipams.put({
    ...ipam,
    state: 'modify-in-progress',
    description: input.Description ?? ipam.description,
    operatingRegions: [...new Set([...ipam.operatingRegions, ...added])].filter((name) => !removed.includes(name)),
    tier: input.Tier ?? ipam.tier,
    enablePrivateGua: input.EnablePrivateGua ?? ipam.enablePrivateGua,
    meteredAccount: input.MeteredAccount ?? ipam.meteredAccount,
  });
  afterAWhile(world, world.unkindness.ipamTransition, () => {
    const current = ipams.get(ipam.id);
    if (current?.state !== 'modify-in-progress') return;
    const settled = ipams.put({ ...current, state: 'modify-complete' });
    for (const record of [...resourceCidrs.all()]) {
      if (record.ipamId === ipam.id && !settled.operatingRegions.includes(record.region)) forget(world, record);
    }
    discoverEverything(world, settled);
  });
  return { Ipam: describeIpam(world, modified) };
}
