/** Tests. */
@NullMarked
package dev.tidemill.definitions.exchange;

import org.jspecify.annotations.NullMarked;
