import { WEATHERS } from '../../sandbox/unkindness';

/** What every deletion that is measured meets, by the name that `npm run sandbox -- --weather` knows. */
export const WEATHER_NAME = 'everyday';

export const WEATHER = WEATHERS[WEATHER_NAME];
