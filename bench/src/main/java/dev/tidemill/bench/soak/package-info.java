/** A server under a load that goes on, and whether it stays as it was. */
@NullMarked
package dev.tidemill.bench.soak;

import org.jspecify.annotations.NullMarked;
