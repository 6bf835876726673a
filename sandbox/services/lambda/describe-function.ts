import { createHash } from 'node:crypto';
import type { Architecture, FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../api';
import { toCallersTime } from '../../callers-time';
import type { LambdaFunction } from './function';

/** A function as the API answers it. */
export function describeFunction(lambda: LambdaFunction, call: CallContext): FunctionConfiguration {
  return {
    FunctionName: lambda.name,
    FunctionArn: lambda.arn,
    Runtime: lambda.runtime as Runtime,
    Role: lambda.roleArn,
    Handler: lambda.handler,
    CodeSize: lambda.code.size,
    CodeSha256: lambda.code.sha256,
    Description: lambda.description,
    Timeout: lambda.timeoutSeconds,
    MemorySize: lambda.memoryMb,
    LastModified: new Date(toCallersTime(call, lambda.lastModified)).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    ...(Object.keys(lambda.environment).length > 0 && { Environment: { Variables: lambda.environment } }),
    ...(lambda.vpcConfig && { VpcConfig: describeVpcConfig(lambda.vpcConfig) }),
    RevisionId: lambda.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    TracingConfig: { Mode: 'PassThrough' },
    Architectures: lambda.architectures as Architecture[],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: { RuntimeVersionArn: `arn:aws:lambda:${call.region}::runtime:${createHash('sha256').update(lambda.runtime).digest('hex')}` },
    LoggingConfig: { LogFormat: lambda.logFormat, LogGroup: lambda.logGroup },
  };
}

function describeVpcConfig({ vpcId, subnetIds, securityGroupIds }: NonNullable<LambdaFunction['vpcConfig']>): FunctionConfiguration['VpcConfig'] {
  return { VpcId: vpcId, SubnetIds: [...subnetIds], SecurityGroupIds: [...securityGroupIds], Ipv6AllowedForDualStack: false };
}
