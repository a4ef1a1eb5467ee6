/**
 * Takes checkpoints while ticks go on, and starts from the newest. Uses engine state and journal.
 */
@NullMarked
package dev.tidemill.node.checkpoint;

import org.jspecify.annotations.NullMarked;
