package dev.tidemill.sql.translate;

import org.apache.calcite.rel.core.CorrelationId;

/** A column of an outer row that a subquery reads, as Calcite names it. */
record OuterRef(CorrelationId row, int field) {}
