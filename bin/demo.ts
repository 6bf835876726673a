#!/usr/bin/env node
/**
 * The main job in one command, on a laptop: `npm run demo`. Starts a sandbox, shows how the destruction of a stack with an IPAM pool fails
 * today, and how one `cdk destroy` is enough with AddressRelease. Exits 0 only if nothing that was listed is left,
 * and everything that was not listed is still there.
 */
import './no-version-paragraph';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { AwsError } from '../sandbox/aws-error';
import { Sandbox } from '../sandbox/sandbox';
import { cdk } from './demo/cdk';
import { inspect } from './demo/inspect';
import { releaseByHand } from './demo/release-by-hand';
import { say, step } from './demo/say';
import { Teardown } from './demo/teardown';
import { contextArguments, poolOf, takeAddress, takeFromPool } from './network-team';

const TIME_SCALE = 60;
const REGION = 'us-east-1';
const WITHOUT = 'WithoutAddressRelease';
const WITH = 'WithAddressRelease';

async function demo(sandbox: Sandbox): Promise<boolean> {
  const ec2 = new EC2Client({ ...sandbox.clientConfig, region: REGION });
  const cloudFormation = new CloudFormationClient({ ...sandbox.clientConfig, region: REGION });
  const run = (...args: string[]) => cdk(sandbox, args);

  step('Deploy the example app twice: an IPAM with a private pool');
  await run('deploy', '-c', `stackName=${WITHOUT}`);
  await run('deploy', '-c', `stackName=${WITH}`);

  step('Meanwhile, a network team takes CIDRs and Elastic IPs by the API: CloudFormation knows of none of them');
  const [poolWithout, poolWith] = [await poolOf(cloudFormation, WITHOUT), await poolOf(cloudFormation, WITH)];
  const takenWithout = await takeFromPool(ec2, poolWithout, WITHOUT);
  const takenWith = await takeFromPool(ec2, poolWith);
  const unlisted = await takeAddress(ec2);
  for (const { cidr, allocationId } of takenWith.ipamAllocations) say(`${cidr.padEnd(15)} ${allocationId} from ${poolWith}`);
  takenWith.elasticIps.forEach(({ publicIp, allocationId }, index) => {
    say(`${publicIp.padEnd(15)} ${allocationId}${index === 0 ? ', associated with a network interface' : ''}`);
  });
  say(`${unlisted.publicIp.padEnd(15)} ${unlisted.allocationId}, which nobody will list: it must survive`);

  step('The problem: destroy the stack without AddressRelease');
  const failed = (await run('destroy', '--force', '-c', `stackName=${WITHOUT}`)) !== 0;
  const { status, reasons } = await inspect(sandbox).stack(WITHOUT);
  say(`${WITHOUT} is ${status}. CloudFormation's reason:`);
  for (const reason of reasons) say(`  ${reason}`);

  step('With AddressRelease: list what was taken, deploy, and destroy once');
  await run('deploy', '-c', `stackName=${WITH}`, ...contextArguments(takenWith));
  say('To make it less easy, EC2 answers the next two releases with IncorrectState, as it does at times.');
  const fault = new AwsError('IncorrectState', 'The allocation is being modified. Try again later.');
  sandbox.world.faults.add({ action: 'ReleaseIpamPoolAllocation', times: 2, with: fault });
  const teardown = Teardown.watch(sandbox);
  const destroyed = (await run('destroy', '--force', '-c', `stackName=${WITH}`, ...contextArguments(takenWith))) === 0;
  teardown.stop();

  step('What happened, in the time of AWS');
  teardown.tell();

  step('Without AddressRelease, people clean up by hand and destroy again');
  for (const released of await releaseByHand(ec2, poolWithout, takenWithout)) say(`released ${released}`);
  await run('destroy', '--force', '-c', `stackName=${WITHOUT}`);

  step('What is left');
  const left = await inspect(sandbox).left([WITH, WITHOUT], [poolWith, poolWithout], [unlisted.allocationId]);
  for (const line of left) say(line);
  const asExpected = failed && destroyed && left.length === 0;
  if (left.length === 0) say(`No allocation, address, pool or stack of the app; and ${unlisted.publicIp}, which was not listed, is still there.`);
  say(asExpected ? 'One cdk destroy was enough.' : 'That is not what this demo promises.');
  say('For a stack of yours, also one that is stuck as the first one was (docs/cli.md):');
  for (const command of ['plan STACK', 'release STACK --delete-stack', 'rehearse STACK']) say(`  npx cdk-address-release ${command}`);
  return asExpected;
}

async function main(): Promise<void> {
  const sandbox = await Sandbox.start({ timeScale: TIME_SCALE });
  say(`A sandbox of AWS listens on ${sandbox.url}; its time runs ${TIME_SCALE} times faster than yours.`);
  try {
    process.exitCode = (await demo(sandbox)) ? 0 : 1;
  } finally {
    await sandbox.stop();
  }
}

void main();
