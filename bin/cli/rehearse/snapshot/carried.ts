import { RESOURCE_TYPE } from '../../../../lib/contract';

/** What a rehearsal deletes as CloudFormation does: the snapshot has the things themselves, or all that there is to it. */
const NETWORK = new Set([
  'AWS::EC2::EIP',
  'AWS::EC2::EIPAssociation',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::IPAM',
  'AWS::EC2::IPAMAllocation',
  'AWS::EC2::IPAMPool',
  'AWS::EC2::IPAMPoolCidr',
  'AWS::EC2::IPAMScope',
  'AWS::EC2::NatGateway',
  'AWS::EC2::NetworkInterface',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCCidrBlock',
  'AWS::EC2::VPCGatewayAttachment',
]);

const PLAIN = new Set(['AWS::CDK::Metadata', 'AWS::CloudFormation::Stack', 'AWS::CloudFormation::WaitConditionHandle']);

export function isNetwork(type: string): boolean {
  return NETWORK.has(type);
}

/** Whether nothing but its type says how it is deleted. */
export function isPlain(type: string): boolean {
  return PLAIN.has(type);
}

export function isRelease(type: string): boolean {
  return type === RESOURCE_TYPE;
}
