/** What one writes first: a custom resource's function that releases one allocation after the other, with the SDK's defaults. */
import { EC2Client, ReleaseIpamPoolAllocationCommand } from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

const ec2 = new EC2Client({});

interface Properties {
  readonly Allocations: readonly { readonly IpamPoolId: string; readonly Cidr: string; readonly IpamPoolAllocationId: string }[];
}

export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  let answer: object = { Status: 'SUCCESS' };
  try {
    const { Allocations } = event.ResourceProperties as unknown as Properties;
    if (event.RequestType === 'Delete') for (const allocation of Allocations) await ec2.send(new ReleaseIpamPoolAllocationCommand(allocation));
  } catch (error) {
    answer = { Status: 'FAILED', Reason: String(error) };
  }
  const { RequestId, StackId, LogicalResourceId } = event;
  const PhysicalResourceId = event.RequestType === 'Create' ? RequestId : event.PhysicalResourceId;
  const body = Buffer.from(JSON.stringify({ ...answer, RequestId, StackId, LogicalResourceId, PhysicalResourceId }));
  await fetch(event.ResponseURL, { method: 'PUT', body });
}
