/** A catalog that the tests of this room share. */
@NullMarked
package dev.tidemill.catalog;

import org.jspecify.annotations.NullMarked;
