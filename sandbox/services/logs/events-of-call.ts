import type { CallContext } from '../../api';
import { toCallersTime } from '../../callers-time';
import { logGroups, type LogEvent } from './log-groups';

/** A log group's events with their times as the caller knows them. */
export function eventsOfCall(call: CallContext, groupName: string): LogEvent[] {
  return logGroups(call.world, call.caller.account, call.region)
    .events(groupName)
    .map((event) => ({ ...event, timestamp: toCallersTime(call, event.timestamp), ingestionTime: toCallersTime(call, event.ingestionTime) }));
}
