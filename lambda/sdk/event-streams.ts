/** Stands in for `@smithy/core/event-streams` in the bundle: the SDK loads it where an operation streams events, which none of the handler's does. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;

export const eventStreamSerdeProvider = (): never => {
  throw new Error('no operation of the handler streams events');
};

export const EventStreamSerde = eventStreamSerdeProvider;
