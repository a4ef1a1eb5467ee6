/** What readers of a running mill may never see: parts of a tick, or tables at different ticks. */
@NullMarked
package dev.tidemill.node.consistency;

import org.jspecify.annotations.NullMarked;
