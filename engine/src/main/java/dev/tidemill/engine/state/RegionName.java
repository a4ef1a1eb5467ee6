package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;

/**
 * What a region is found by: the node it belongs to (a plan node's canonical hash, or a table) and
 * the key partition.
 */
public record RegionName(String node, int partition) implements Comparable<RegionName> {
    public RegionName {
        requireNonNull(node, "node");
        if (partition < 0 || partition >= StateSpace.PARTITIONS) {
            throw new IllegalArgumentException("partition " + partition + " is not in 0..7");
        }
    }

    @Override
    public int compareTo(RegionName other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return node + "/" + partition;
    }
}
