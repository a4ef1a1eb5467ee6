package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.sql.CatalogTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names of a statement against the tables that it reads and gives Calcite's relational
 * tree, with nothing simplified: constants are folded by our semantics or not at all. For one
 * statement.
 */
public final class QueryValidator {
    private static final SqlToRelConverter.Config TO_REL =
            SqlToRelConverter.config()
                    .withExpand(false)
                    .withTrimUnusedFields(false)
                    .withRemoveSortInSubQuery(false)
                    .withInSubQueryThreshold(Integer.MAX_VALUE)
                    .withRelBuilderConfigTransform(QueryValidator::simplifyNothing);

    private final List<CatalogTable> tables;
    private final LiveTypeFactory typeFactory = new LiveTypeFactory();
    private final CalciteCatalogReader reader;
    private final SqlValidator validator;

    public QueryValidator(List<CatalogTable> tables) {
        this.tables = List.copyOf(tables);
        CalciteSchema root = CalciteSchema.createRootSchema(false, false);
        Map<String, CalciteSchema> schemas = new HashMap<>();
        for (CatalogTable table : tables) {
            int dot = table.name().indexOf('.');
            CalciteSchema schema =
                    dot < 0
                            ? root
                            : schemas.computeIfAbsent(
                                    table.name().substring(0, dot),
                                    name -> root.add(name, new AbstractSchema()));
            schema.add(table.name().substring(dot + 1), new RowTypeTable(table));
        }
        Properties properties = new Properties();
        properties.setProperty("caseSensitive", "true");
        reader =
                new CalciteCatalogReader(
                        root, List.of(), typeFactory, new CalciteConnectionConfigImpl(properties));
        validator =
                SqlValidatorUtil.newValidator(
                        LiveOperatorTable.INSTANCE,
                        reader,
                        typeFactory,
                        SqlValidator.Config.DEFAULT
                                .withConformance(LiveConformance.INSTANCE)
                                .withDefaultNullCollation(NullCollation.HIGH)
                                .withCallRewrite(false)
                                .withIdentifierExpansion(true)
                                .withTypeCoercionFactory(NoCoercion::new));
    }

    private static RelBuilder.Config simplifyNothing(RelBuilder.Config config) {
        return config.withSimplify(false)
                .withSimplifyLimit(false)
                .withSimplifyValues(false)
                .withBloat(-1)
                .withPruneInputOfAggregate(false)
                .withPushJoinCondition(false)
                .withAggregateUnique(true)
                .withRemoveRedundantDistinct(false);
    }

    /** The statement as a relational tree. */
    public RelRoot toRel(SqlNode statement) {
        SqlNode validated = validator.validate(statement);
        RelOptCluster cluster = RelOptCluster.create(planner(), new RexBuilder(typeFactory));
        SqlToRelConverter converter =
                new SqlToRelConverter(
                        (_, _, _, _) -> {
                            throw new IllegalStateException("there are no views");
                        },
                        validator,
                        reader,
                        cluster,
                        new LiveConvertlets(),
                        TO_REL);
        RelRoot root = converter.convertQuery(validated, false, true);
        return tables.stream().anyMatch(PredictFunctions::isOfPredictions)
                ? root.withRel(root.rel.accept(new PredictJoins(tables, scans(cluster))))
                : root;
    }

    private Function<String, RelNode> scans(RelOptCluster cluster) {
        return name ->
                LogicalTableScan.create(
                        cluster,
                        requireNonNull(reader.getTable(List.of(name.split("\\.", -1))), name),
                        List.of());
    }

    /** Calcite wants a planner to make a tree; ours has no rules, whose classes are many. */
    private static RelOptPlanner planner() {
        RelOptPlanner planner = new HepPlanner(HepProgram.builder().build());
        planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
        return planner;
    }

    /** Our calls as they stand; everything else as Calcite does it. */
    private static final class LiveConvertlets implements SqlRexConvertletTable {
        @Override
        public @Nullable SqlRexConvertlet get(SqlCall call) {
            if (call.getOperator() instanceof LiveFunction function) {
                return (context, ours) -> {
                    List<RexNode> operands =
                            ours.getOperandList().stream().map(context::convertExpression).toList();
                    return context.getRexBuilder().makeCall(function, operands);
                };
            }
            return StandardConvertletTable.INSTANCE.get(call);
        }
    }

    /** A table of which Calcite sees only the columns. */
    private static final class RowTypeTable extends AbstractTable {
        private final CatalogTable table;

        RowTypeTable(CatalogTable table) {
            this.table = table;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            RelDataTypeFactory.Builder builder = factory.builder();
            for (Field field : table.schema().fields()) {
                builder.add(
                        field.name(), SqlTypes.toCalcite(factory, field.type(), field.nullable()));
            }
            return builder.build();
        }
    }
}
