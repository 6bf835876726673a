import type { DescribeVpcsRequest, DescribeVpcsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr } from '../cidr';
import type { VpcEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { list } from '../listing';
import { VPC } from '../resource-ids';
import { ec2State } from '../state';
import { describeVpc } from '../vpcs';

const cidrsOf = ({ cidrs }: VpcEntity) => cidrs.map(({ cidr }) => formatCidr(cidr));

const FILTERS: FilterValues<VpcEntity> = {
  'vpc-id': ({ id }) => id,
  'owner-id': ({ account }) => account,
  cidr: (vpc) => cidrsOf(vpc)[0],
  'cidr-block-association.cidr-block': cidrsOf,
  'cidr-block-association.association-id': ({ cidrs }) => cidrs.map(({ id }) => id),
  'cidr-block-association.state': ({ cidrs }) => cidrs.map(({ state }) => state),
  'is-default': ({ isDefault }) => isDefault,
  isDefault: ({ isDefault }) => isDefault,
  state: () => 'available',
};

export function describeVpcs(input: DescribeVpcsRequest, call: CallContext): DescribeVpcsResult {
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(call.world).vpcs, input, { kind: VPC, ids: input.VpcIds, filters: FILTERS });
  return { Vpcs: records.map(describeVpc), NextToken: nextToken };
}
