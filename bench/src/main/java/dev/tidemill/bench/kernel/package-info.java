/**
 * JMH benchmarks of single kernels, each through the room's public door, so that they outlive what
 * is behind it. They may use every room. Run by {@code tidemill bench kernels}.
 */
@NullMarked
package dev.tidemill.bench.kernel;

import org.jspecify.annotations.NullMarked;
