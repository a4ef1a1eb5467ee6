/** Tests of the payments example in a real server. */
@NullMarked
package dev.tidemill.cli.payments;

import org.jspecify.annotations.NullMarked;
