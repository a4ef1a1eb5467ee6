package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A contract compiled to checks over whole columns. A batch is checked column by column; of each
 * bad row the first broken rule is told, required values first, then the columns in their order.
 *
 * <p>NULL breaks only the required rule. Immutable, safe for any thread.
 */
public final class ContractChecker {
    private final Schema schema;
    private final List<BoundCheck> checks;

    private record BoundCheck(int column, ColumnCheck check) {}

    private ContractChecker(Schema schema, List<BoundCheck> checks) {
        this.schema = requireNonNull(schema, "schema");
        this.checks = List.copyOf(checks);
    }

    public static ContractChecker of(TableContract contract) {
        List<BoundCheck> required = new ArrayList<>();
        List<BoundCheck> rules = new ArrayList<>();
        for (int i = 0; i < contract.columns().size(); i++) {
            ColumnContract column = contract.columns().get(i);
            if (column.required()) {
                required.add(new BoundCheck(i, new RequiredCheck(column.name())));
            }
            for (ColumnRule rule : column.rules()) {
                rules.add(new BoundCheck(i, compile(column, rule)));
            }
        }
        required.addAll(rules);
        return new ContractChecker(contract.schema(), required);
    }

    private static ColumnCheck compile(ColumnContract column, ColumnRule rule) {
        return switch (rule) {
            case ColumnRule.Range range -> new RangeCheck(column.name(), column.type(), range);
            case ColumnRule.Matches matches -> new PatternCheck(column.name(), matches);
            case ColumnRule.Length length -> new LengthCheck(column.name(), length);
            case ColumnRule.OneOfTexts texts -> new OneOfCheck(column.name(), texts);
            case ColumnRule.OneOfIntegers numbers -> new OneOfIntegersCheck(column.name(), numbers);
        };
    }

    /** Checks every row; the batch's columns are the contract's, in order. */
    public CheckResult check(Batch batch) {
        if (batch.columnCount() != schema.size()) {
            throw new IllegalArgumentException(
                    batch.schema().names() + " are not the contract's " + schema.names());
        }
        Findings findings = new Findings(batch.size());
        for (BoundCheck bound : checks) {
            bound.check().check(batch.column(bound.column()), findings);
        }
        return findings.result();
    }
}
