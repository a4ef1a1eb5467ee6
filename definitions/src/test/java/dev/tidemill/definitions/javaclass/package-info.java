/** Tests. */
@NullMarked
package dev.tidemill.definitions.javaclass;

import org.jspecify.annotations.NullMarked;
