import type { FastifyInstance } from 'fastify';
import { ScaledClock } from './clock';
import { createHttpServer } from './http-server';
import { EVERYDAY, type Unkindness } from './unkindness';
import { World } from './world';

export interface SandboxOptions {
  /** The port on 127.0.0.1. @default - any free one */
  readonly port?: number;
  /** How many times faster than the machine's the sandbox's time runs. @default 1 */
  readonly timeScale?: number;
  /** What differs from everyday weather. @default - nothing */
  readonly unkindness?: Partial<Unkindness>;
  /** The seed of every id and every lag. @default - a new one each time */
  readonly seed?: number;
}

/**
 * A local AWS endpoint. Point any AWS SDK, the AWS CLI or the CDK CLI at its `url`.
 *
 * @example
 * const sandbox = await Sandbox.start({ timeScale: 60 });
 * const ec2 = new EC2Client({ ...sandbox.clientConfig, region: 'us-east-1' });
 * await sandbox.stop();
 */
export class Sandbox {
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const clock = new ScaledClock(options.timeScale ?? 1);
    const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
    const world = new World(clock, { ...EVERYDAY, ...options.unkindness }, seed, '');
    const server = createHttpServer(world);
    world.endpoint = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
    return new Sandbox(world, clock, server);
  }

  private constructor(
    readonly world: World,
    private readonly clock: ScaledClock,
    private readonly server: FastifyInstance,
  ) {}

  /** `http://127.0.0.1:PORT` */
  get url(): string {
    return this.world.endpoint;
  }

  /** The environment variables that point the CDK CLI, the AWS CLI and the SDKs here. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ENDPOINT_URL_S3: this.url,
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
  }

  /** The same for a client made in code. */
  get clientConfig(): { endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } } {
    return { endpoint: this.url, credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } };
  }

  async stop(): Promise<void> {
    this.clock.stop();
    await this.world.stop();
    await this.server.close();
  }
}
