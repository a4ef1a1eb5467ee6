/** Tests of this package. */
@NullMarked
package dev.tidemill.cli.client;

import org.jspecify.annotations.NullMarked;
