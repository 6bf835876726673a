/**
 * What `cdk bootstrap` would have left in every account and Region, so that nobody has to run it. Its roles need no
 * entry: STS lets any role be assumed, and one that the sandbox does not know may do everything.
 */
const QUALIFIER = 'hnb659fds';

/** The version of aws-cdk 2.1148.1's bootstrap template. */
const VERSION = '33';

export const bootstrapParameters = [{ name: `/cdk-bootstrap/${QUALIFIER}/version`, type: 'String', value: VERSION }] as const;

/** The Region of a bucket for the CDK's assets; undefined for the name of any other bucket. */
export function regionOfAssetBucket(bucketName: string): string | undefined {
  return new RegExp(`^cdk-${QUALIFIER}-assets-\\d{12}-([a-z0-9-]+)$`).exec(bucketName)?.[1];
}
