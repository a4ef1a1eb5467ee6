/** Measures the whole mill, and its parts, from outside. Uses every room; none uses it. */
@NullMarked
package dev.tidemill.bench;

import org.jspecify.annotations.NullMarked;
