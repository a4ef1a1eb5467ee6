/**
 * Feature views at work: online reads by key at one tick, the recorded changes of their sources,
 * training sets joined with these as of each label's time, and the comparison of what was served
 * with what was recorded.
 */
@NullMarked
package dev.tidemill.node.feature;

import org.jspecify.annotations.NullMarked;
