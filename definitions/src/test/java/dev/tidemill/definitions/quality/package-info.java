/** Tests. */
@NullMarked
package dev.tidemill.definitions.quality;

import org.jspecify.annotations.NullMarked;
