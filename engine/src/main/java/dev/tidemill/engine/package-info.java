/** Plans kept current incrementally. Uses algebra; knows no SQL text, journal file or wire. */
@NullMarked
package dev.tidemill.engine;

import org.jspecify.annotations.NullMarked;
