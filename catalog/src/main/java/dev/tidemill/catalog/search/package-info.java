/** Finding entries of a catalog by words. Uses the catalog's entries. */
@NullMarked
package dev.tidemill.catalog.search;

import org.jspecify.annotations.NullMarked;
