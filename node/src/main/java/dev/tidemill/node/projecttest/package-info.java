/**
 * Tests of a project's live tables, run with the contracts, plans and operators of a mill and
 * without its journal, threads and clock; uses definition, ingest, tick and read.
 */
@NullMarked
package dev.tidemill.node.projecttest;

import org.jspecify.annotations.NullMarked;
