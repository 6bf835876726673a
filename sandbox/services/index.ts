import type { HttpService } from '../http';
import { cloudFormation } from './cloudformation';
import { ec2 } from './ec2';
import { elasticLoadBalancingV2 } from './elastic-load-balancing-v2';
import { lambda } from './lambda';
import { logs } from './logs';
import { s3 } from './s3';
import { ssm } from './ssm';
import { states } from './states';
import { sts } from './sts';

/** Every service of the sandbox, by its name in a SigV4 credential scope. */
export const services: Readonly<Record<string, HttpService>> = {
  cloudformation: cloudFormation,
  ec2,
  elasticloadbalancing: elasticLoadBalancingV2,
  lambda,
  logs,
  s3,
  ssm,
  states,
  sts,
};
