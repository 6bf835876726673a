import { METRIC_DIMENSIONS, METRIC_NAMESPACE, METRICS } from '../lib/contract';

/**
 * A log record that CloudWatch turns into metrics, without a call and without a permission.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsRecord(
  { released, failed, milliseconds }: { readonly released: number; readonly failed: number; readonly milliseconds: number },
  dimensions: { readonly functionName: string; readonly logicalResourceId: string },
  now: number,
): Record<string, unknown> {
  return {
    _aws: {
      Timestamp: Math.round(now),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[METRIC_DIMENSIONS.functionName, METRIC_DIMENSIONS.resource]],
          Metrics: [
            { Name: METRICS.released, Unit: 'Count' },
            { Name: METRICS.failed, Unit: 'Count' },
            { Name: METRICS.duration, Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    [METRIC_DIMENSIONS.functionName]: dimensions.functionName,
    [METRIC_DIMENSIONS.resource]: dimensions.logicalResourceId,
    [METRICS.released]: released,
    [METRICS.failed]: failed,
    [METRICS.duration]: Math.round(milliseconds),
  };
}
