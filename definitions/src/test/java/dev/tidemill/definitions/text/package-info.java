/** Tests. */
@NullMarked
package dev.tidemill.definitions.text;

import org.jspecify.annotations.NullMarked;
