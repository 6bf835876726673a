import { AllocateAddressCommand, AllocateIpamPoolCidrCommand, CreateInternetGatewayCommand, CreateIpamCommand, CreateIpamPoolCommand, CreateSubnetCommand, CreateVpcCommand, DescribeIpamPoolsCommand, ProvisionIpamPoolCidrCommand, type Tag } from '@aws-sdk/client-ec2';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { placeIn, type Connection } from '../../bin/verify/account';
import { RunMark, TAG_KEY } from '../../bin/verify/run-mark';
import { REGIONS } from './virtual';

/** What others have in the account: much like a run's things, but for the tag, or for the name. */
export async function createOthers(connection: Connection): Promise<void> {
  const mark = new RunMark('00c0ffee');
  const [tag = { Key: '', Value: '' }, name = { Key: '', Value: '' }] = mark.tags('vpc');
  const almost: Tag[][] = [[], [tag], [name], [{ ...tag, Value: '' }, name], [tag, { ...name, Value: `of-${name.Value}` }]];
  // An IPAM of theirs is in neither Region of the run: there it would keep one from being one.
  const elsewhere = placeIn(REGIONS.elsewhere, connection).ec2;
  const { Ipam } = await elsewhere.send(new CreateIpamCommand({ OperatingRegions: [REGIONS.elsewhere, REGIONS.local].map((RegionName) => ({ RegionName })) }));
  await connection.clock.sleep(30_000);
  for (const region of [REGIONS.local, REGIONS.home]) {
    const { ec2, cloudFormation } = placeIn(region, connection);
    for (const [index, Tags] of almost.entries()) {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `172.16.${index * 16}.0/20`, TagSpecifications: [{ ResourceType: 'vpc', Tags }] }));
      await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: `172.16.${index * 16}.0/24`, TagSpecifications: [{ ResourceType: 'subnet', Tags }] }));
      await ec2.send(new AllocateAddressCommand({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] }));
      await ec2.send(new CreateInternetGatewayCommand({ TagSpecifications: [{ ResourceType: 'internet-gateway', Tags }] }));
    }
    const TemplateBody = JSON.stringify({ Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } });
    await cloudFormation.send(new CreateStackCommand({ StackName: mark.name('theirs'), TemplateBody }));
    await cloudFormation.send(new CreateStackCommand({ StackName: 'verify-theirs', TemplateBody, Tags: [{ Key: TAG_KEY, Value: mark.run }] }));
  }
  const { IpamPool } = await elsewhere.send(
    new CreateIpamPoolCommand({ IpamScopeId: Ipam?.PrivateDefaultScopeId, AddressFamily: 'ipv4', Locale: REGIONS.local, TagSpecifications: [{ ResourceType: 'ipam-pool', Tags: [tag] }] }),
  );
  const IpamPoolId = IpamPool?.IpamPoolId;
  await connection.clock.sleep(60_000);
  await elsewhere.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '10.200.0.0/16' }));
  await connection.clock.sleep(60_000);
  const local = placeIn(REGIONS.local, connection).ec2;
  await local.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength: 24 }));
  await local.send(new DescribeIpamPoolsCommand({}));
}
