/**
 * Watches what depends on something outside of the mill, and says when it is tried again after a
 * failure: sources, the receivers of actions, the sink of lineage events. What fails by itself is
 * told of beside them, and tried again when somebody asks. Uses nothing of the mill.
 */
@NullMarked
package dev.tidemill.node.supervise;

import org.jspecify.annotations.NullMarked;
