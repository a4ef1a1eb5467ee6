/** Tests. */
@NullMarked
package dev.tidemill.definitions.contract;

import org.jspecify.annotations.NullMarked;
