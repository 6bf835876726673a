import type { ResourceType } from '../handlers/resource-type';
import { cdkMetadata } from './cdk-metadata';
import { cloudFormationCustomResource } from './cloudformation-custom-resource';
import { cloudFormationStack } from './cloudformation-stack';
import { cloudFormationWaitConditionHandle } from './cloudformation-wait-condition-handle';
import { DELETED_AT_ONCE } from './deleted-at-once';
import { ec2Eip } from './ec2-eip';
import { ec2EipAssociation } from './ec2-eip-association';
import { EC2_INSTANCES } from './ec2-instances';
import { ec2InternetGateway } from './ec2-internet-gateway';
import { ec2Ipam } from './ec2-ipam';
import { ec2IpamAllocation } from './ec2-ipam-allocation';
import { ec2IpamPool } from './ec2-ipam-pool';
import { ec2IpamPoolCidr } from './ec2-ipam-pool-cidr';
import { ec2IpamScope } from './ec2-ipam-scope';
import { ec2NatGateway } from './ec2-nat-gateway';
import { EC2_NETWORK_EDGES } from './ec2-network-edges';
import { ec2NetworkInterface } from './ec2-network-interface';
import { EC2_ROUTING } from './ec2-routing';
import { EC2_SECURITY_GROUPS } from './ec2-security-groups';
import { ec2Subnet } from './ec2-subnet';
import { ec2Vpc } from './ec2-vpc';
import { ec2VpcCidrBlock } from './ec2-vpc-cidr-block';
import { ec2VpcGatewayAttachment } from './ec2-vpc-gateway-attachment';
import { elasticLoadBalancingV2LoadBalancer } from './elastic-load-balancing-v2-load-balancer';
import { iamPolicy } from './iam-policy';
import { iamRole } from './iam-role';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config';
import { lambdaFunction } from './lambda-function';
import { lambdaPermission } from './lambda-permission';
import { logsLogGroup } from './logs-log-group';
import { placeholder } from './placeholder';
import { ROUTE53_RESOLVER } from './route53-resolver';
import { ssmParameter } from './ssm-parameter';
import { stepFunctionsStateMachine } from './stepfunctions-state-machine';

const TYPES: Readonly<Record<string, ResourceType | undefined>> = {
  'AWS::CDK::Metadata': cdkMetadata,
  'AWS::CloudFormation::CustomResource': cloudFormationCustomResource,
  'AWS::CloudFormation::Stack': cloudFormationStack(resourceType),
  'AWS::CloudFormation::WaitConditionHandle': cloudFormationWaitConditionHandle,
  'AWS::EC2::EIP': ec2Eip,
  'AWS::EC2::EIPAssociation': ec2EipAssociation,
  'AWS::EC2::InternetGateway': ec2InternetGateway,
  'AWS::EC2::IPAM': ec2Ipam,
  'AWS::EC2::IPAMAllocation': ec2IpamAllocation,
  'AWS::EC2::IPAMPool': ec2IpamPool,
  'AWS::EC2::IPAMPoolCidr': ec2IpamPoolCidr,
  'AWS::EC2::IPAMScope': ec2IpamScope,
  'AWS::EC2::NatGateway': ec2NatGateway,
  'AWS::EC2::NetworkInterface': ec2NetworkInterface,
  'AWS::EC2::Subnet': ec2Subnet,
  'AWS::EC2::VPC': ec2Vpc,
  'AWS::EC2::VPCCidrBlock': ec2VpcCidrBlock,
  'AWS::EC2::VPCGatewayAttachment': ec2VpcGatewayAttachment,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': elasticLoadBalancingV2LoadBalancer,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::Lambda::EventInvokeConfig': lambdaEventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Logs::LogGroup': logsLogGroup,
  'AWS::SSM::Parameter': ssmParameter,
  'AWS::StepFunctions::StateMachine': stepFunctionsStateMachine,
  ...EC2_SECURITY_GROUPS,
  ...EC2_ROUTING,
  ...EC2_NETWORK_EDGES,
  ...EC2_INSTANCES,
  ...ROUTE53_RESOLVER,
  ...DELETED_AT_ONCE,
};

/** How resources of a type are created, updated and deleted. */
export function resourceType(name: string): ResourceType {
  return name.startsWith('Custom::') ? cloudFormationCustomResource : (TYPES[name] ?? placeholder);
}

/** Whether resources of a type are more than placeholders. */
export function isModelled(name: string): boolean {
  return resourceType(name) !== placeholder;
}
