/** Lineage of the shared catalog. */
@NullMarked
package dev.tidemill.catalog.lineage;

import org.jspecify.annotations.NullMarked;
