import type { ReleaseAddressRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { World } from '../../../world';
import { pendingTransfer } from '../address-transfers';
import { checkHolder, checkIsCustomers, disassociate, giveUpAddress, ownAddress, ownAddressWithIp } from '../addresses';
import type { AddressEntity } from '../entities';
import { invalidCombination, madeUp, missingParameter, refuseDryRun } from '../errors';
import { noticeDeletion } from '../ipam/discovery';
import { ec2State } from '../state';

/** One in use is refused outside of a default VPC (A75). IPAM notices only later: an address from an IPAM pool keeps its `eip` allocation there for a while. */
export function releaseAddress(input: ReleaseAddressRequest, call: CallContext): void {
  const { world } = call;
  const address = addressToRelease(input, call);
  refuseDryRun(input);
  checkMayBeReleased(world, address);
  if (address.association) {
    checkHolder(world, address);
    if (!isInDefaultVpc(call, address.association.networkInterfaceId)) {
      throw new AwsError('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
    }
    disassociate(world, address);
  }
  giveUpAddress(world, address);
  noticeDeletion(world, address.id, 'eip');
}

function addressToRelease(input: ReleaseAddressRequest, call: CallContext): AddressEntity {
  const { AllocationId, PublicIp } = input;
  if (AllocationId !== undefined && PublicIp !== undefined) {
    throw invalidCombination('You may specify public IP or allocation id, but not both in the same call');
  }
  if (AllocationId === undefined) {
    if (PublicIp === undefined) throw missingParameter('AllocationId');
    ownAddressWithIp(call, PublicIp);
    throw new AwsError('InvalidParameterValue', 'You must specify an allocation id when releasing a VPC elastic IP address');
  }
  const address = ownAddress(call, AllocationId);
  // Without one, the Region's own border group is meant. A74
  if ((input.NetworkBorderGroup ?? call.region) !== address.networkBorderGroup) {
    throw new AwsError('InvalidAddress.NotFound', `Address '${address.publicIp}' not found.`);
  }
  return address;
}

/**
 * The texts for a PTR record and a lock are EC2's own, as its users report them. What EC2 answers while a transfer is pending is documented and
 * reported nowhere: the code is made up so that no client can know it, the text after those of the other two. A83 to A85
 */
function checkMayBeReleased(world: World, address: AddressEntity): void {
  const { id, locked, ptrRecord } = address;
  checkIsCustomers(address);
  if (locked) {
    throw new AwsError('InvalidAddress.Locked', `The address with allocation id [${id}] cannot be released because it is locked to your account. Please contact AWS Support to unlock it.`);
  }
  if (ptrRecord !== undefined) {
    throw new AwsError('InvalidAddress.PtrSet', `The address with allocation id [${id}] cannot be released because it has a PTR record set.`);
  }
  const transfer = pendingTransfer(world, id);
  if (transfer) {
    throw madeUp('InvalidAddress.TransferPending', `The address with allocation id [${id}] cannot be released because its transfer to account ${transfer.transferAccountId} is pending.`);
  }
}

function isInDefaultVpc({ world }: CallContext, networkInterfaceId: string): boolean {
  const { networkInterfaces, vpcs } = ec2State(world);
  const vpcId = networkInterfaces.get(networkInterfaceId)?.vpcId;
  return [...vpcs.all()].some(({ id, isDefault }) => isDefault && id === vpcId);
}
