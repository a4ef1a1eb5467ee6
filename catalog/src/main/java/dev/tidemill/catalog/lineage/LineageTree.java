package dev.tidemill.catalog.lineage;

import static java.util.Objects.requireNonNull;

import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A graph seen from one node, as a tree.
 *
 * @param ways how this node is tied to the one above; none of the first
 * @param again the node stands in the tree before, and what is below it stands there
 */
public record LineageTree(
        Origin node, SortedSet<Transformation> ways, boolean again, List<LineageTree> branches) {
    public LineageTree {
        requireNonNull(node, "node");
        ways = new TreeSet<>(ways);
        branches = List.copyOf(branches);
    }

    public static LineageTree of(LineageGraph graph, Origin node, Direction direction) {
        return grown(graph, node, new TreeSet<>(), direction, new HashSet<>());
    }

    private static LineageTree grown(
            LineageGraph graph,
            Origin node,
            SortedSet<Transformation> ways,
            Direction direction,
            Set<Origin> seen) {
        List<LineageEdge> edges = graph.edges(node, direction);
        if (!seen.add(node)) {
            return new LineageTree(node, ways, !edges.isEmpty(), List.of());
        }
        List<LineageTree> branches = new ArrayList<>();
        for (LineageEdge edge : edges) {
            Origin next = direction == Direction.UP ? edge.from() : edge.to();
            branches.add(grown(graph, next, edge.ways(), direction, seen));
        }
        return new LineageTree(node, ways, false, branches);
    }
}
