package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.evaluate.JoinPlan.Condition;
import dev.tidemill.node.pgcatalog.evaluate.JoinPlan.Lookup;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Query.Alias;
import dev.tidemill.node.pgcatalog.syntax.Query.From;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a query's FROM and WHERE, and gives its columns to the scope. */
final class FromBinder {
    /** Columns of each row of a relation that {@code *} leaves out, with what is in them. */
    private static final List<OutputColumn> SYSTEM_COLUMNS =
            List.of(
                    new OutputColumn("tableoid", PgTypes.OID),
                    new OutputColumn("xmin", PgTypes.named("xid")),
                    new OutputColumn("ctid", PgTypes.named("tid")));

    private final Relations relations;
    private final TermBinder terms;
    private final Scope scope;
    private final CommonTables tables;

    FromBinder(Relations relations, TermBinder terms, Scope scope, CommonTables tables) {
        this.relations = relations;
        this.terms = terms;
        this.scope = scope;
        this.tables = tables;
    }

    JoinPlan bind(List<From> from, @Nullable Term where) {
        JoinPlan plan = new JoinPlan();
        from.forEach(each -> add(each, plan));
        conditions(where, plan);
        return plan;
    }

    private void add(From from, JoinPlan to) {
        switch (from) {
            case Query.Table table -> table(table, to);
            case Query.FunctionTable function -> function(function, to);
            case Query.DerivedTable derived -> derived(derived, to);
            case Query.Join join -> join(join, to);
        }
    }

    private void table(Query.Table table, JoinPlan to) {
        CommonTables.Common common = table.schema().isEmpty() ? tables.find(table.name()) : null;
        if (common != null) {
            leaf(common, alias(table.alias(), table.name()), table.alias(), new BitSet(), to);
            return;
        }
        Relation relation =
                relations
                        .find(table.schema(), table.name())
                        .orElseThrow(
                                () ->
                                        new TidemillException(
                                                ErrorCode.UNKNOWN_TABLE,
                                                "relation \"%s\" does not exist"
                                                        .formatted(qualified(table))));
        int start = scope.width();
        String alias = alias(table.alias(), table.name());
        columns(relation.columns(), alias, table.alias());
        SYSTEM_COLUMNS.forEach(column -> scope.add(alias, column.name(), column.type(), true));
        to.add(
                new JoinPlan.Leaf(
                        new RelationSource(relation),
                        start,
                        List.of(relations.oid(relation), 1L, "(0,1)"),
                        new BitSet()));
    }

    private static String qualified(Query.Table table) {
        return table.schema().isEmpty() ? table.name() : table.schema() + "." + table.name();
    }

    private static String alias(Alias alias, String otherwise) {
        return Objects.requireNonNullElse(alias.alias(), otherwise);
    }

    /** Gives the columns to the scope, the first ones by the alias's names. */
    private void columns(List<OutputColumn> columns, String alias, Alias names) {
        if (names.columns().size() > columns.size()) {
            throw SqlErrors.invalid(
                    "table \"%s\" has %d columns available but %d columns specified"
                            .formatted(alias, columns.size(), names.columns().size()));
        }
        for (int i = 0; i < columns.size(); i++) {
            String name =
                    i < names.columns().size() ? names.columns().get(i) : columns.get(i).name();
            PgType type = columns.get(i).type();
            scope.add(alias, name, type.isUnknown() ? PgTypes.TEXT : type, false);
        }
    }

    private void leaf(Source source, String alias, Alias names, BitSet needs, JoinPlan to) {
        int start = scope.width();
        columns(source.columns(), alias, names);
        to.add(new JoinPlan.Leaf(source, start, List.of(), needs));
    }

    /** A relation of the catalog. */
    private record RelationSource(Relation relation) implements Source {
        @Override
        public List<OutputColumn> columns() {
            return relation.columns();
        }

        @Override
        public RowTable rows(Frame frame) {
            return frame.run.table(relation, () -> relation.rows(frame.run));
        }

        @Override
        public boolean isFixed() {
            return true;
        }
    }

    /** A query in FROM. */
    private record QuerySource(Subquery query) implements Source {
        @Override
        public List<OutputColumn> columns() {
            return query.columns();
        }

        @Override
        public RowTable rows(Frame frame) {
            return query.table(frame);
        }

        @Override
        public boolean isFixed() {
            return !query.isCorrelated();
        }
    }

    private void derived(Query.DerivedTable derived, JoinPlan to) {
        Subquery[] query = new Subquery[1];
        BitSet needs =
                scope.touchedBy(() -> query[0] = terms.subquery(derived.query(), scope, tables));
        leaf(
                new QuerySource(query[0]),
                alias(derived.alias(), "?subquery?"),
                derived.alias(),
                needs,
                to);
    }

    private void function(Query.FunctionTable function, JoinPlan to) {
        List<Expression> calls = new ArrayList<>();
        TermBinder.Place at = new TermBinder.Place(scope, tables);
        BitSet needs =
                scope.touchedBy(
                        () ->
                                function.calls()
                                        .forEach(call -> calls.add(terms.calls().table(call, at))));
        Term.Call first = function.calls().getFirst();
        String alias = alias(function.alias(), first.name());
        FunctionSource source =
                FunctionSource.of(
                        calls,
                        function.calls().stream().map(Term.Call::name).toList(),
                        function.alias().alias(),
                        function.ordinality());
        leaf(source, alias, function.alias(), needs, to);
    }

    private void join(Query.Join join, JoinPlan to) {
        int start = scope.width();
        switch (join.kind()) {
            case INNER -> {
                add(join.left(), to);
                int middle = scope.width();
                add(join.right(), to);
                on(join, start, middle, to);
            }
            case LEFT -> {
                add(join.left(), to);
                int middle = scope.width();
                JoinPlan right = new JoinPlan();
                add(join.right(), right);
                on(join, start, middle, right);
                to.add(new JoinPlan.Attachment(right));
            }
            case RIGHT -> {
                JoinPlan left = new JoinPlan();
                add(join.left(), left);
                int middle = scope.width();
                add(join.right(), to);
                on(join, start, middle, left);
                to.add(new JoinPlan.Attachment(left));
            }
            case FULL -> {
                JoinPlan left = new JoinPlan();
                add(join.left(), left);
                int middle = scope.width();
                JoinPlan right = new JoinPlan();
                add(join.right(), right);
                JoinPlan conditions = new JoinPlan();
                on(join, start, middle, conditions);
                to.add(new JoinPlan.FullJoin(left, right, conditions.conditions()));
            }
        }
    }

    private void on(Query.Join join, int start, int middle, JoinPlan to) {
        conditions(join.on(), to);
        List<String> names = join.natural() ? shared(start, middle) : join.using();
        for (String name : names) {
            Scope.Column left = column(name, start, middle);
            Scope.Column right = column(name, middle, scope.width());
            (join.kind() == Query.JoinKind.RIGHT ? left : right).merged = true;
            to.add(
                    equal(
                            TermBinder.column(new Scope.Found(left, 0)),
                            one(left),
                            TermBinder.column(new Scope.Found(right, 0)),
                            one(right)));
        }
    }

    private static BitSet one(Scope.Column column) {
        BitSet one = new BitSet();
        one.set(column.index);
        return one;
    }

    private List<String> shared(int start, int middle) {
        List<String> left = names(start, middle);
        return names(middle, scope.width()).stream().filter(left::contains).toList();
    }

    private List<String> names(int from, int to) {
        return scope.columns().subList(from, to).stream()
                .filter(column -> !column.hidden && !column.merged)
                .map(column -> column.name)
                .toList();
    }

    private Scope.Column column(String name, int from, int to) {
        return scope.columns().subList(from, to).stream()
                .filter(column -> column.name.equals(name) && !column.hidden && !column.merged)
                .findFirst()
                .orElseThrow(() -> SqlErrors.noColumn(name));
    }

    /** Adds each part of a condition by itself. */
    private void conditions(@Nullable Term term, JoinPlan to) {
        if (term == null) {
            return;
        }
        if (term instanceof Term.And and) {
            conditions(and.left(), to);
            conditions(and.right(), to);
            return;
        }
        TermBinder.Place at = new TermBinder.Place(scope, tables);
        if (term instanceof Term.Binary binary && binary.operator().equals("=")) {
            Expression[] sides = new Expression[2];
            BitSet left = scope.touchedBy(() -> sides[0] = terms.bind(binary.left(), at));
            BitSet right = scope.touchedBy(() -> sides[1] = terms.bind(binary.right(), at));
            to.add(equal(sides[0], left, sides[1], right));
            return;
        }
        Expression[] condition = new Expression[1];
        BitSet refs = scope.touchedBy(() -> condition[0] = terms.condition(term, at));
        to.add(new Condition(condition[0], refs, List.of()));
    }

    private Condition equal(Expression left, BitSet leftRefs, Expression right, BitSet rightRefs) {
        Expression equal = terms.operators().comparison("=", left, right);
        Expression a = known(left, right.type());
        Expression b = known(right, left.type());
        List<Lookup> lookups = new ArrayList<>();
        if (Operators.isHashable(a.type(), b.type())) {
            if (a.column() >= 0) {
                lookups.add(new Lookup(a.column(), b, rightRefs));
            }
            if (b.column() >= 0) {
                lookups.add(new Lookup(b.column(), a, leftRefs));
            }
        }
        BitSet refs = (BitSet) leftRefs.clone();
        refs.or(rightRefs);
        return new Condition(equal, refs, lookups);
    }

    private Expression known(Expression side, PgType other) {
        return side.isUnknown()
                ? terms.coercion().coerce(side, other.isUnknown() ? PgTypes.TEXT : other)
                : side;
    }
}
