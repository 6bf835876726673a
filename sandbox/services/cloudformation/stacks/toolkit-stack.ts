import { bootstrapParameters } from '../../../bootstrapped-account';
import type { World } from '../../../world';
import { Stack } from './stack';

/** The stack that `cdk bootstrap` leaves behind: the sandbox's accounts are bootstrapped in every Region. */
export function toolkitStack(world: World, account: string, region: string): Stack {
  const stack = new Stack(world, { name: 'CDKToolkit', account, region });
  const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  const outputs = {
    BucketName: bucket,
    BucketDomainName: `${bucket}.s3.${region}.amazonaws.com`,
    FileAssetKeyArn: 'AWS_MANAGED_KEY',
    ImageRepositoryName: `cdk-hnb659fds-container-assets-${account}-${region}`,
    BootstrapVersion: bootstrapParameters[0].value,
  };
  stack.outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  stack.enter('CREATE_COMPLETE');
  return stack;
}
