import type { CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { createInterface, describeInterface } from '../network-interfaces';
import { NETWORK_INTERFACE } from '../resource-ids';
import { tagsFrom } from '../tags';
import { ownSubnet } from '../vpcs';

export function createNetworkInterface(input: CreateNetworkInterfaceRequest, call: CallContext): CreateNetworkInterfaceResult {
  const { world } = call;
  const tags = tagsFrom(input.TagSpecifications, NETWORK_INTERFACE);
  const subnet = ownSubnet(call, input.SubnetId ?? '');
  refuseDryRun(input);
  return createOnce(call, input, () => {
    const networkInterface = createInterface(world, subnet, {
      description: input.Description ?? '',
      tags,
      groups: input.Groups ?? [`sg-${subnet.vpcId.slice('vpc-'.length)}`],
      privateIpAddress: input.PrivateIpAddress ?? input.PrivateIpAddresses?.find(({ Primary }) => Primary)?.PrivateIpAddress,
    });
    return { NetworkInterface: describeInterface(world, networkInterface), ClientToken: input.ClientToken };
  });
}
