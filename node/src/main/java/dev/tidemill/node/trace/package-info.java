/** What happened lately: the path of each tick with milliseconds, rates and totals. Uses ticks. */
@NullMarked
package dev.tidemill.node.trace;

import org.jspecify.annotations.NullMarked;
