/** Tests of the examples, as a reader of theirs would try them. */
@NullMarked
package dev.tidemill.cli.example;

import org.jspecify.annotations.NullMarked;
