/** Tests. */
@NullMarked
package dev.tidemill.definitions.evolution;

import org.jspecify.annotations.NullMarked;
