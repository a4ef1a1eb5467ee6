/** Who asks queries, and whose turn it is. Uses nothing but error codes. */
@NullMarked
package dev.tidemill.store.admission;

import org.jspecify.annotations.NullMarked;
