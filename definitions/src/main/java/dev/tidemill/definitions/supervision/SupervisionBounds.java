package dev.tidemill.definitions.supervision;

import static java.util.Objects.requireNonNull;

/**
 * When what a mill depends on is tried again, by kind.
 *
 * @param sources where rows come from
 * @param receivers where actions send notices to; only how many failures in a row are too many, and
 *     how long nothing is sent then, since each notice has the waits of its action
 * @param lineage where events of lineage go
 */
public record SupervisionBounds(
        SupervisionPolicy sources, SupervisionPolicy receivers, SupervisionPolicy lineage) {
    public static final SupervisionBounds DEFAULT =
            new SupervisionBounds(
                    SupervisionPolicy.SOURCES,
                    SupervisionPolicy.RECEIVERS,
                    SupervisionPolicy.SINKS);

    public SupervisionBounds {
        requireNonNull(sources, "sources");
        requireNonNull(receivers, "receivers");
        requireNonNull(lineage, "lineage");
    }
}
