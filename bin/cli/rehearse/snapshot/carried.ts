import { RESOURCE_TYPE } from '../../../../lib/contract';

/**
 * What a rehearsal deletes as CloudFormation does, since the snapshot has all that its deletion depends on: which of its properties
 * that are, or that nothing is left out.
 */
const NETWORK: Readonly<Record<string, readonly string[] | 'all'>> = {
  'AWS::EC2::CustomerGateway': [],
  'AWS::EC2::DHCPOptions': [],
  'AWS::EC2::EgressOnlyInternetGateway': ['VpcId'],
  'AWS::EC2::EIP': 'all',
  'AWS::EC2::EIPAssociation': 'all',
  'AWS::EC2::FlowLog': [],
  'AWS::EC2::Instance': ['SubnetId'],
  'AWS::EC2::InternetGateway': 'all',
  'AWS::EC2::IPAM': 'all',
  'AWS::EC2::IPAMAllocation': 'all',
  'AWS::EC2::IPAMPool': 'all',
  'AWS::EC2::IPAMPoolCidr': 'all',
  'AWS::EC2::IPAMScope': 'all',
  'AWS::EC2::LaunchTemplate': [],
  'AWS::EC2::NatGateway': 'all',
  'AWS::EC2::NetworkAcl': ['VpcId'],
  'AWS::EC2::NetworkAclEntry': ['NetworkAclId'],
  'AWS::EC2::NetworkInterface': 'all',
  'AWS::EC2::NetworkInterfaceAttachment': ['InstanceId', 'NetworkInterfaceId'],
  'AWS::EC2::Route': ['RouteTableId'],
  'AWS::EC2::RouteTable': ['VpcId'],
  'AWS::EC2::SecurityGroup': ['VpcId', 'SecurityGroupIngress', 'SecurityGroupEgress'],
  'AWS::EC2::SecurityGroupEgress': ['GroupId', 'DestinationSecurityGroupId'],
  'AWS::EC2::SecurityGroupIngress': ['GroupId', 'SourceSecurityGroupId'],
  'AWS::EC2::Subnet': 'all',
  'AWS::EC2::SubnetNetworkAclAssociation': ['NetworkAclId', 'SubnetId'],
  'AWS::EC2::SubnetRouteTableAssociation': ['RouteTableId', 'SubnetId'],
  'AWS::EC2::TransitGateway': [],
  'AWS::EC2::TransitGatewayAttachment': ['TransitGatewayId', 'VpcId'],
  'AWS::EC2::TransitGatewayRoute': ['TransitGatewayRouteTableId'],
  'AWS::EC2::TransitGatewayRouteTable': [],
  'AWS::EC2::TransitGatewayRouteTableAssociation': ['TransitGatewayRouteTableId', 'TransitGatewayAttachmentId'],
  'AWS::EC2::TransitGatewayRouteTablePropagation': ['TransitGatewayRouteTableId', 'TransitGatewayAttachmentId'],
  'AWS::EC2::TransitGatewayVpcAttachment': ['TransitGatewayId', 'VpcId'],
  'AWS::EC2::VPC': 'all',
  'AWS::EC2::VPCCidrBlock': 'all',
  'AWS::EC2::VPCDHCPOptionsAssociation': ['DhcpOptionsId', 'VpcId'],
  'AWS::EC2::VPCEndpoint': ['VpcId'],
  'AWS::EC2::VPCGatewayAttachment': 'all',
  'AWS::EC2::VPNConnection': ['CustomerGatewayId', 'VpnGatewayId', 'TransitGatewayId'],
  'AWS::EC2::VPNConnectionRoute': ['VpnConnectionId'],
  'AWS::EC2::VPNGateway': [],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [],
  'AWS::Lambda::Function': ['VpcConfig'],
  'AWS::Route53Resolver::ResolverEndpoint': ['IpAddresses'],
  'AWS::Route53Resolver::ResolverRule': ['ResolverEndpointId'],
  'AWS::Route53Resolver::ResolverRuleAssociation': ['ResolverRuleId', 'VPCId'],
};

/** Nothing waits for their deletion, or keeps it from being done. */
const PLAIN = new Set([
  'AWS::CDK::Metadata',
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::EC2::VPNGatewayRoutePropagation',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::SSM::Parameter',
]);

/** What the functions of AddressReleases are made of besides. */
const OF_RELEASES: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['Path', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns', 'PermissionsBoundary'],
  'AWS::IAM::Policy': ['PolicyName', 'PolicyDocument', 'Roles'],
  'AWS::Lambda::Function': ['Role', 'Timeout', 'LoggingConfig', 'VpcConfig'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'Qualifier'],
  'AWS::Logs::LogGroup': [],
};

/** Which properties of a resource a snapshot has; undefined: the resource is a placeholder, or nothing but its type says how it is deleted. */
export function propertiesCarried(type: string, isOfRelease: boolean): readonly string[] | 'all' | undefined {
  return isRelease(type) ? 'all' : ((isOfRelease ? OF_RELEASES[type] : undefined) ?? NETWORK[type]);
}

export function isNetwork(type: string): boolean {
  return type in NETWORK;
}

export function isPlain(type: string): boolean {
  return PLAIN.has(type);
}

export function isRelease(type: string): boolean {
  return type === RESOURCE_TYPE;
}
