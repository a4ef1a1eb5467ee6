/** Tests. */
@NullMarked
package dev.tidemill.definitions.secret;

import org.jspecify.annotations.NullMarked;
