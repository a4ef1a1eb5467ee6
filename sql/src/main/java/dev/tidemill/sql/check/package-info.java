/** Invariants of a finished plan, one a file. */
@NullMarked
package dev.tidemill.sql.check;

import org.jspecify.annotations.NullMarked;
