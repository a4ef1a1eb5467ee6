/** Tests of this package. */
@NullMarked
package dev.tidemill.cli;

import org.jspecify.annotations.NullMarked;
