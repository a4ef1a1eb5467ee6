/** Tests of the measurement of a server under a load that goes on. */
@NullMarked
package dev.tidemill.bench.soak;

import org.jspecify.annotations.NullMarked;
