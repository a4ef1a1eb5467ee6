/**
 * How predictors do, by window of time, by segment and by feature, as rows of system tables: a
 * function of the ticks, as what they learn is. Uses the learning room's measures, records and
 * circuits.
 */
@NullMarked
package dev.tidemill.node.predict.watch;

import org.jspecify.annotations.NullMarked;
