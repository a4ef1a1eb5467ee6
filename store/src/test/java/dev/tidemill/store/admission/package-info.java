/** Tests of whose turn it is. */
@NullMarked
package dev.tidemill.store.admission;

import org.jspecify.annotations.NullMarked;
