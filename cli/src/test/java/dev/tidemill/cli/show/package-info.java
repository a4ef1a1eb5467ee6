/** Tests of this package. */
@NullMarked
package dev.tidemill.cli.show;

import org.jspecify.annotations.NullMarked;
