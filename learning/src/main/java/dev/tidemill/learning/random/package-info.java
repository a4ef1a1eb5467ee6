/**
 * The generator of all randomness in this room, whose state can be kept.
 *
 * <p>SplitMix64: Steele, Lea and Flood, <i>Fast Splittable Pseudorandom Number Generators</i>,
 * OOPSLA 2014. The JDK's own has the same steps, but neither shows its state nor promises them.
 */
@NullMarked
package dev.tidemill.learning.random;

import org.jspecify.annotations.NullMarked;
