import type { World } from '../../../world';
import { buckets } from '../../s3/buckets';

/** Where functions put their answers, and who waits for them. */
export interface ResponseBucket {
  /** A URL that takes one answer, and the answer when it comes. Only the first one counts. A10 */
  expect(key: string): { readonly url: string; readonly answer: Promise<Buffer>; forget(): void };
}

/** Longer than CloudFormation waits for any answer: users show URLs with X-Amz-Expires=7200. */
const URL_LIVES = 7_200_000;

/** CloudFormation has one such bucket in every Region. */
export function responseBucket(world: World, region: string): ResponseBucket {
  return world.state(`cloudformation/custom-resource-response/${region}`, () => {
    const name = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
    const waiting = new Map<string, (body: Buffer) => void>();
    buckets(world).create(name, region);
    buckets(world).onPut(name, (key, body) => {
      waiting.get(key)?.(body);
      waiting.delete(key);
    });
    return {
      expect: (key) => ({
        url: buckets(world).presignPut(name, key, region, URL_LIVES),
        answer: new Promise((resolve) => waiting.set(key, resolve)),
        forget: () => {
          waiting.delete(key);
        },
      }),
    };
  });
}
