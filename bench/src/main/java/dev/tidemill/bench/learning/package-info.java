/** Measures how well and how fast learners predict flights whose outcome is known later. */
@NullMarked
package dev.tidemill.bench.learning;

import org.jspecify.annotations.NullMarked;
