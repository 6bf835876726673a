import type { CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { createInterface, describeInterface, ipv6AddressesIn } from '../network-interfaces';
import { NETWORK_INTERFACE } from '../resource-ids';
import { tagsFrom } from '../tags';
import { ownSubnet } from '../vpcs';

export function createNetworkInterface(input: CreateNetworkInterfaceRequest, call: CallContext): CreateNetworkInterfaceResult {
  const { world } = call;
  const tags = tagsFrom(input.TagSpecifications, NETWORK_INTERFACE);
  const subnet = ownSubnet(call, input.SubnetId ?? '');
  const { Ipv6Addresses = [], Ipv6AddressCount = 0 } = input;
  const given = Ipv6Addresses.flatMap(({ Ipv6Address }) => Ipv6Address ?? []);
  const ipv6Addresses = ipv6AddressesIn(world, subnet, given, Ipv6AddressCount);
  refuseDryRun(input);
  return createOnce(call, input, () => {
    const networkInterface = createInterface(world, subnet, {
      description: input.Description ?? '',
      tags,
      requesterId: call.caller.userId,
      ipv6Addresses,
      hasPrimaryIpv6: input.EnablePrimaryIpv6,
      connectionTracking: input.ConnectionTrackingSpecification,
      groups: input.Groups ?? [`sg-${subnet.vpcId.slice('vpc-'.length)}`],
      privateIpAddress: input.PrivateIpAddress ?? input.PrivateIpAddresses?.find(({ Primary }) => Primary)?.PrivateIpAddress,
    });
    return { NetworkInterface: describeInterface(world, networkInterface), ClientToken: input.ClientToken };
  });
}
