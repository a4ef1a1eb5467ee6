/**
 * What depends on what over a whole catalog: up to the sources and down to the last readers. Uses
 * the catalog's entries.
 */
@NullMarked
package dev.tidemill.catalog.lineage;

import org.jspecify.annotations.NullMarked;
