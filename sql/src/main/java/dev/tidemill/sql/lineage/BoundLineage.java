package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.bound.Bound;

/** The columns whose watermarks a bound is made of. */
final class BoundLineage {
    private BoundLineage() {}

    static Dependencies of(Bound bound) {
        return switch (bound) {
            case Bound.Watermark watermark ->
                    Dependencies.of(
                            new Origin(watermark.table(), watermark.column()),
                            Influence.AGGREGATION);
            case Bound.Clock _ -> Dependencies.NONE;
            case Bound.Mapped mapped -> of(mapped.of());
            case Bound.Least least ->
                    Dependencies.all(least.of().stream().map(BoundLineage::of).toList());
            case Bound.Greatest greatest ->
                    Dependencies.all(greatest.of().stream().map(BoundLineage::of).toList());
        };
    }
}
