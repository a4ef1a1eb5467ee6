/** Admission: what is late, and what waits for whom. */
@NullMarked
package dev.tidemill.node.ingest;

import org.jspecify.annotations.NullMarked;
