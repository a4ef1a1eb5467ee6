/** Searches of the shared catalog. */
@NullMarked
package dev.tidemill.catalog.search;

import org.jspecify.annotations.NullMarked;
