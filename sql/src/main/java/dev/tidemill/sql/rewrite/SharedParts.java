package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.plan.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a part that stands in a plan several times once, so that its uses stay one part with one
 * state: a CTE that is read twice, the rows that a subquery is answered for. Each use alone would
 * be given its own filters and columns, and the parts would be equal no more.
 *
 * <p>While the rest is rewritten a part is a table; it then gets the columns that some use reads.
 * What no equality ties together yet is not made a part, since a condition above may do so.
 */
final class SharedParts {
    private static final String NAME = "\u0000part";

    private final UnaryOperator<Plan> passes;
    private final Map<PlanHash, Integer> occurrences = new HashMap<>();
    private final Map<PlanHash, Part> parts = new LinkedHashMap<>();

    private SharedParts(UnaryOperator<Plan> passes) {
        this.passes = passes;
    }

    /** A part, its table and what its uses read. */
    private static final class Part {
        private final Plan definition;
        private final Scan table;
        private final int size;
        private final Set<Integer> used = new TreeSet<>();
        private Plan finished;

        Part(Plan definition, int number) {
            this.definition = definition;
            this.size = nodes(definition);
            Traits traits = Traits.of(definition);
            List<Integer> key =
                    traits.keys().isEmpty()
                            ? List.of()
                            : traits.keys().getFirst().stream().sorted().toList();
            this.table = new Scan(NAME + number, definition.schema(), key, traits.appendOnly(), -1);
            this.finished = definition;
        }
    }

    /** The plan after the passes. */
    static Plan apply(Plan plan, UnaryOperator<Plan> passes) {
        return readsTwice(plan, new HashSet<>())
                ? new SharedParts(passes).shared(plan)
                : passes.apply(plan);
    }

    /** Only where a table is read twice can a part be there twice. */
    private static boolean readsTwice(Plan plan, Set<String> tables) {
        if (plan instanceof Scan scan && !tables.add(scan.table())) {
            return true;
        }
        return plan.inputs().stream().anyMatch(input -> readsTwice(input, tables));
    }

    private static int nodes(Plan plan) {
        return 1 + plan.inputs().stream().mapToInt(SharedParts::nodes).sum();
    }

    private Plan shared(Plan plan) {
        count(plan);
        Plan outer = replaced(plan);
        if (parts.isEmpty()) {
            return passes.apply(plan);
        }
        Plan rewritten = passes.apply(outer);
        collectUses(rewritten);
        // A part that stands in another is smaller, and has its turn when that one is done.
        List<Part> inOrder = new ArrayList<>(parts.values());
        inOrder.sort(Comparator.comparingInt((Part part) -> part.size).reversed());
        for (Part part : inOrder) {
            part.finished = passes.apply(narrowed(part));
            collectUses(part.finished);
        }
        for (Part part : inOrder.reversed()) {
            part.finished = filledIn(part.finished);
        }
        return new MergeProjects().apply(filledIn(rewritten));
    }

    private void count(Plan plan) {
        if (isPart(plan)) {
            occurrences.merge(PlanHash.of(plan), 1, Integer::sum);
        }
        plan.inputs().forEach(this::count);
    }

    /** What keeps state, or a filter over it, and is no product that a condition is to narrow. */
    private static boolean isPart(Plan plan) {
        return switch (plan) {
            case Scan _, Project _, Values _ -> false;
            case Filter filter -> keepsState(filter.input());
            default -> !isLoose(plan) && keepsState(plan);
        };
    }

    private static boolean keepsState(Plan plan) {
        return switch (plan) {
            case Scan _, Values _ -> false;
            case Project project -> keepsState(project.input());
            case Filter filter -> keepsState(filter.input());
            default -> true;
        };
    }

    private static boolean isLoose(Plan plan) {
        return switch (plan) {
            case Join join ->
                    (join.keys().isEmpty() && join.kind() == Join.Kind.INNER)
                            || isLoose(join.left())
                            || isLoose(join.right());
            case Project project -> isLoose(project.input());
            default -> false;
        };
    }

    /** The plan with its parts as tables. */
    private Plan replaced(Plan plan) {
        if (isPart(plan)) {
            PlanHash hash = PlanHash.of(plan);
            Part known = parts.get(hash);
            if (known != null) {
                return known.table;
            }
            if (occurrences.getOrDefault(hash, 0) > 1) {
                Part part = new Part(plan, parts.size());
                parts.put(hash, part);
                Plan inside = Pass.overInputs(plan, this::replaced);
                part.finished = inside;
                return part.table;
            }
        }
        return Pass.overInputs(plan, this::replaced);
    }

    /** The part with the columns that are read. */
    private static Plan narrowed(Part part) {
        List<Project.Column> columns = new ArrayList<>();
        for (int column : part.used) {
            columns.add(
                    new Project.Column(
                            part.definition.schema().field(column).name(),
                            new ColumnRef(column, part.definition.schema().type(column))));
        }
        return new Project(part.finished, columns);
    }

    private void collectUses(Plan plan) {
        Part below = plan instanceof Project project ? partOf(project.input()) : null;
        if (below != null) {
            ((Project) plan)
                    .columns()
                    .forEach(column -> Columns.collect(column.expression(), below.used));
            if (below.used.isEmpty()) {
                below.used.add(0);
            }
            return;
        }
        Part here = partOf(plan);
        for (int i = 0; here != null && i < plan.schema().size(); i++) {
            here.used.add(i);
        }
        plan.inputs().forEach(this::collectUses);
    }

    private @Nullable Part partOf(Plan plan) {
        return plan instanceof Scan scan && scan.table().startsWith(NAME)
                ? List.copyOf(parts.values())
                        .get(Integer.parseInt(scan.table().substring(NAME.length())))
                : null;
    }

    /** The plan with its parts in the places of their tables. */
    private Plan filledIn(Plan plan) {
        Part below = plan instanceof Project project ? partOf(project.input()) : null;
        if (below != null) {
            List<Integer> kept = List.copyOf(below.used);
            List<Project.Column> columns = new ArrayList<>();
            for (Project.Column column : ((Project) plan).columns()) {
                columns.add(
                        new Project.Column(
                                column.name(), Columns.mapped(column.expression(), kept::indexOf)));
            }
            return new Project(below.finished, columns);
        }
        Part here = partOf(plan);
        return here != null ? here.finished : Pass.overInputs(plan, this::filledIn);
    }
}
