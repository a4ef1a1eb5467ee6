/**
 * Tells others what is defined and what runs, as OpenLineage events. Looks at the mill from beside
 * it, and never holds it up.
 */
@NullMarked
package dev.tidemill.node.lineage;

import org.jspecify.annotations.NullMarked;
