/** Tests. */
@NullMarked
package dev.tidemill.definitions;

import org.jspecify.annotations.NullMarked;
