/**
 * What the catalog's relations hold: the columns and the rows that PostgreSQL 17 has from the
 * start, and the rows that a project's tables make. Uses the evaluator and the types.
 */
@NullMarked
package dev.tidemill.node.pgcatalog.relation;

import org.jspecify.annotations.NullMarked;
