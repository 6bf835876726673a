import type { ResourceContext } from './resource-type';

const RANDOM_LENGTH = 12;

/** The name of a resource that the template does not name: `stack-logicalId-random`, each part cut to what fits. */
export function generatedName({ stackName, logicalId, world }: Pick<ResourceContext, 'stackName' | 'logicalId' | 'world'>, maxLength: number): string {
  const random = world.random.hex(RANDOM_LENGTH).toUpperCase();
  const room = maxLength - RANDOM_LENGTH - 2;
  const fits = stackName.length + logicalId.length <= room;
  const half = Math.floor(room / 2);
  return [fits ? stackName : stackName.slice(0, half), fits ? logicalId : logicalId.slice(0, half), random].join('-');
}
