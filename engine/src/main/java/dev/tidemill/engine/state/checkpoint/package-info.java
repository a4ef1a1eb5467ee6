/** Checkpoints of a state space: page files and manifests on disk. Uses state and the errors. */
@NullMarked
package dev.tidemill.engine.state.checkpoint;

import org.jspecify.annotations.NullMarked;
