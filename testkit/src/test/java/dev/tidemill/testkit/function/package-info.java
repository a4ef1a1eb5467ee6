/** A project's own Java functions and aggregates against the plain interpreter. Uses any room. */
@NullMarked
package dev.tidemill.testkit.function;

import org.jspecify.annotations.NullMarked;
