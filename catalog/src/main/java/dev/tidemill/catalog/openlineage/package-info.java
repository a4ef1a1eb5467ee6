/**
 * A catalog as OpenLineage events: what is defined as job and dataset events, what runs as run
 * events. Uses the catalog's entries; sends nothing.
 */
@NullMarked
package dev.tidemill.catalog.openlineage;

import org.jspecify.annotations.NullMarked;
