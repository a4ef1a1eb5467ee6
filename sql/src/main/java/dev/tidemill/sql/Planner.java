package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.sql.check.JsonHasNoOrder;
import dev.tidemill.sql.check.PlanChecks;
import dev.tidemill.sql.check.RetractionsAreTaken;
import dev.tidemill.sql.check.SketchesAreOfRowsThatStay;
import dev.tidemill.sql.lineage.PlanLineage;
import dev.tidemill.sql.parse.LiveSqlParser;
import dev.tidemill.sql.parse.NowPosition;
import dev.tidemill.sql.parse.OutputNames;
import dev.tidemill.sql.parse.PostgresDialect;
import dev.tidemill.sql.parse.SelectForms;
import dev.tidemill.sql.parse.StatementSyntax;
import dev.tidemill.sql.parse.TableNames;
import dev.tidemill.sql.parse.TableRenaming;
import dev.tidemill.sql.parse.UnsupportedSyntax;
import dev.tidemill.sql.rewrite.FixedNow;
import dev.tidemill.sql.rewrite.Passes;
import dev.tidemill.sql.rewrite.WindowClose;
import dev.tidemill.sql.translate.OutputColumns;
import dev.tidemill.sql.translate.RelTranslator;
import dev.tidemill.sql.validate.CalciteErrors;
import dev.tidemill.sql.validate.PredictFunctions;
import dev.tidemill.sql.validate.QueryValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Understands a live query: SQL in, a checked plan out. What cannot be kept live is refused here,
 * with its place. Safe for as many threads as its catalog is.
 */
public final class Planner {
    private final Catalog catalog;

    public Planner(Catalog catalog) {
        this.catalog = requireNonNull(catalog, "catalog");
    }

    /** Throws {@link TidemillException}, and nothing else, for every text that is not planned. */
    public PlannedQuery plan(String sql) {
        return translating(tables -> planned(LiveSqlParser.parse(sql), tables));
    }

    /** As {@link #plan(String)}, of a query that stands inside another statement. */
    public PlannedQuery plan(SqlNode query) {
        return translating(tables -> planned(query, tables));
    }

    /**
     * The rows that a query gives a statement which runs once: now() is a constant, and columns
     * need no names.
     */
    public Plan rows(SqlNode query, long nowMicros) {
        return translating(
                tables -> {
                    SqlNode statement = prepared(query, tables);
                    Plan plan =
                            new RelTranslator(tables)
                                    .translate(new QueryValidator(tables).toRel(statement));
                    Plan rows = Passes.apply(new FixedNow(nowMicros).apply(plan));
                    SketchesAreOfRowsThatStay.check(rows, statement);
                    return rows;
                });
    }

    /** A query as it is written, without the passes that make less work of it. */
    public Plan translated(SqlNode query) {
        return translating(
                tables -> {
                    SqlNode statement = prepared(query, tables);
                    return new RelTranslator(tables)
                            .translate(new QueryValidator(tables).toRel(statement));
                });
    }

    /** A query as it is written, without the passes that make less work of it. */
    Plan translated(String sql) {
        return translating(
                tables -> {
                    SqlNode statement = prepared(query(LiveSqlParser.parse(sql)), tables);
                    return new RelTranslator(tables)
                            .translate(new QueryValidator(tables).toRel(statement));
                });
    }

    private <T> T translating(Function<List<CatalogTable>, T> planning) {
        List<CatalogTable> tables = new ArrayList<>();
        try {
            return planning.apply(tables);
        } catch (TidemillException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new TidemillException(
                    ErrorCode.UNSUPPORTED_SQL, "the SQL is nested too deeply", e);
        } catch (RuntimeException | AssertionError e) {
            throw CalciteErrors.translated(e, tables, catalog.names());
        }
    }

    /**
     * Loads what planning needs, most of which is Calcite's classes. A program that calls this on a
     * thread of its own as the first thing it does, has its first plan sooner.
     */
    public static void warmUp() {
        new Planner(_ -> Optional.empty())
                .plan("SELECT x, count(*) AS n FROM (VALUES (1)) AS t(x) WHERE x > 0 GROUP BY x");
    }

    /** The names of the tables that the query reads, whether or not they exist. */
    public static Set<String> tablesOf(String sql) {
        try {
            SqlNode parsed = query(LiveSqlParser.parse(sql));
            SelectForms.simplify(parsed);
            return TableNames.in(parsed);
        } catch (TidemillException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw CalciteErrors.translated(e, List.of(), List.of());
        }
    }

    /**
     * The same query over other tables, as text.
     *
     * @param tables new names by those that the query has
     */
    public static String renamed(String sql, Map<String, String> tables) {
        try {
            SqlNode parsed = query(LiveSqlParser.parse(sql));
            SelectForms.simplify(parsed);
            return TableRenaming.of(sql, parsed, tables);
        } catch (TidemillException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw CalciteErrors.translated(e, List.of(), List.of());
        }
    }

    /** The query without the words that say when its rows are wanted. */
    private static SqlNode query(SqlNode parsed) {
        return parsed instanceof StatementSyntax.EmitFinal emit ? emit.query : parsed;
    }

    /** Refuses what cannot be planned, and finds the tables. */
    private SqlNode prepared(SqlNode parsed, List<CatalogTable> tables) {
        SelectForms.simplify(parsed);
        UnsupportedSyntax.refuse(parsed);
        for (String name : TableNames.in(parsed)) {
            catalog.table(name).ifPresent(tables::add);
        }
        return PostgresDialect.rewrite(
                OutputNames.given(parsed),
                catalog::function,
                call -> PredictFunctions.of(call, tables, catalog.names()));
    }

    private PlannedQuery planned(SqlNode parsed, List<CatalogTable> tables) {
        SqlNode statement = prepared(query(parsed), tables);
        SqlParserPos now = NowPosition.in(statement);
        RelTranslator translator = new RelTranslator(tables);
        Plan translated = translator.translate(new QueryValidator(tables).toRel(statement));
        OutputColumns.check(translated.schema());
        Plan live = emitted(passed(translated, now), parsed);
        Plan plan = OutputColumns.renamed(live, translated.schema().names());
        JsonHasNoOrder.check(plan);
        SketchesAreOfRowsThatStay.check(plan, statement);
        RetractionsAreTaken.check(plan, statement);
        PlanChecks.check(plan);
        return new PlannedQuery(
                plan,
                plan.schema(),
                tablesIn(plan),
                PlanLineage.of(parsed instanceof StatementSyntax.EmitFinal ? plan : translated),
                translator.notes());
    }

    private static Plan emitted(Plan plan, SqlNode parsed) {
        if (!(parsed instanceof StatementSyntax.EmitFinal)) {
            return plan;
        }
        try {
            return WindowClose.finalOnly(plan);
        } catch (TidemillException e) {
            SqlParserPos emit = parsed.getParserPosition();
            throw e.at(Place.at(emit.getLineNum(), emit.getColumnNum()));
        }
    }

    /** The only thing that passes refuse is now() in a wrong place. */
    private static Plan passed(Plan plan, SqlParserPos now) {
        try {
            return Passes.apply(plan);
        } catch (TidemillException e) {
            throw e.place() != null || now.getLineNum() < 1
                    ? e
                    : e.at(Place.at(now.getLineNum(), now.getColumnNum()));
        }
    }

    private static Set<String> tablesIn(Plan plan) {
        Set<String> tables = new TreeSet<>();
        collect(plan, tables);
        return tables;
    }

    private static void collect(Plan plan, Set<String> tables) {
        if (plan instanceof Scan scan) {
            tables.add(scan.table());
        }
        plan.inputs().forEach(input -> collect(input, tables));
    }
}
