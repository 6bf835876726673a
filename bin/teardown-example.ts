#!/usr/bin/env node
/**
 * The example that hurts most: one stack with an IPAM, a private pool, a VPC from that pool, subnets from a resource planning pool of the
 * VPC, a pool of Amazon-provided public addresses, and a NAT gateway on one of them. Outside of the stack, a network team takes CIDRs from
 * the pool, and Elastic IPs that it tags with the name of the stack.
 *
 *   APP='node --import tsx bin/teardown-example.ts'
 *   npx cdk --app "$APP" deploy
 *   npm run network-team -- --stack AddressReleaseTeardown
 *   npx cdk --app "$APP" destroy
 *
 * With `-c addressRelease=false` it is the stack that people have today: `cdk destroy` fails. With `-c cascadeWhenUnused=false` it waits
 * for IPAM to notice that subnets and VPC are gone.
 */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AddressRelease, ElasticIp, IpamAllocation } from '../lib';

export interface EnvironmentProps {
  /** @default true */
  readonly addressRelease?: boolean;
  /** @default true */
  readonly cascadeWhenUnused?: boolean;
}

/** What is deployed for each environment, and has to go with it. */
export class Environment extends Construct {
  constructor(scope: Construct, id: string, { addressRelease = true, cascadeWhenUnused = true }: EnvironmentProps = {}) {
    super(scope, id);
    const { region, account, stackName } = Stack.of(this);
    const ipam = new ec2.CfnIPAM(this, 'Ipam', { tier: 'advanced', operatingRegions: [{ regionName: region }] });

    const pool = new ec2.CfnIPAMPool(this, 'Pool', { ipamScopeId: ipam.attrPrivateDefaultScopeId, addressFamily: 'ipv4', locale: region });
    const poolCidr = new ec2.CfnIPAMPoolCidr(this, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });

    const vpc = new ec2.CfnVPC(this, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 20 });
    vpc.addDependency(poolCidr);

    const subnetPool = new ec2.CfnIPAMPool(this, 'SubnetPool', {
      ipamScopeId: ipam.attrPrivateDefaultScopeId,
      addressFamily: 'ipv4',
      locale: region,
      sourceIpamPoolId: pool.attrIpamPoolId,
      sourceResource: { resourceId: vpc.ref, resourceType: 'vpc', resourceRegion: region, resourceOwner: account },
    });
    const subnetPoolCidr = new ec2.CfnIPAMPoolCidr(this, 'SubnetPoolCidr', { ipamPoolId: subnetPool.attrIpamPoolId, cidr: vpc.attrCidrBlock });
    const subnets = ['A', 'B'].map((name) => {
      const subnet = new ec2.CfnSubnet(this, `Subnet${name}`, { vpcId: vpc.ref, ipv4IpamPoolId: subnetPool.attrIpamPoolId, ipv4NetmaskLength: 24 });
      subnet.addDependency(subnetPoolCidr);
      return subnet;
    });

    const publicPool = new ec2.CfnIPAMPool(this, 'PublicPool', {
      ipamScopeId: ipam.attrPublicDefaultScopeId,
      addressFamily: 'ipv4',
      locale: region,
      publicIpSource: 'amazon',
      awsService: 'ec2',
    });
    const publicCidr = new ec2.CfnIPAMPoolCidr(this, 'PublicPoolCidr', { ipamPoolId: publicPool.attrIpamPoolId, netmaskLength: 29 });
    const address = new ec2.CfnEIP(this, 'Address', { ipamPoolId: publicPool.attrIpamPoolId });
    address.addDependency(publicCidr);

    const gateway = new ec2.CfnInternetGateway(this, 'InternetGateway');
    const attachment = new ec2.CfnVPCGatewayAttachment(this, 'Attachment', { vpcId: vpc.ref, internetGatewayId: gateway.ref });
    const nat = new ec2.CfnNatGateway(this, 'NatGateway', { subnetId: subnets[0]?.ref ?? '', allocationId: address.attrAllocationId });
    nat.addDependency(attachment);

    new CfnOutput(scope, 'PoolId', { value: pool.attrIpamPoolId });
    if (!addressRelease) return;

    new AddressRelease(this, 'AddressRelease', {
      ipamAllocations: [IpamAllocation.allManual(pool)],
      elasticIps: [ElasticIp.fromTag('environment', { value: stackName })],
      emptyPools: [{ pool, cascadeWhenUnused }, { pool: publicPool }],
    });
    // The VPC is deleted between the two pools: after the one that its subnets take from, before the one that it takes from.
    new AddressRelease(this, 'SubnetRelease', { emptyPools: [{ pool: subnetPool, cascadeWhenUnused }] });
  }
}

if (require.main === module) {
  const app = new App();
  const stack = new Stack(app, 'AddressReleaseTeardown', { description: 'A network with everything that keeps an IPAM pool from being deleted' });
  const asks = (option: string) => app.node.tryGetContext(option) !== 'false';
  new Environment(stack, 'Environment', { addressRelease: asks('addressRelease'), cascadeWhenUnused: asks('cascadeWhenUnused') });
}
