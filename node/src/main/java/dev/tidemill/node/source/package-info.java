/** Drives the sources of a project, each on a thread of its own. Uses connectors and ingest. */
@NullMarked
package dev.tidemill.node.source;

import org.jspecify.annotations.NullMarked;
