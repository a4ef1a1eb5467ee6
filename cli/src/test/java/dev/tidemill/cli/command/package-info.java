/** Tests of this package. */
@NullMarked
package dev.tidemill.cli.command;

import org.jspecify.annotations.NullMarked;
