package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.parse.ColumnTypes;
import dev.tidemill.sql.parse.PostgresSyntax;
import dev.tidemill.sql.parse.TableNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the types of parameters by what stands beside them: a column that they are compared with or
 * assigned to, a cast, the other side of an operator. One that nothing tells is TEXT. One thread.
 */
final class ParameterTypes {
    private final @Nullable Type[] types;
    private final int[] numbers;
    private final Map<String, Type> columns = new HashMap<>();
    private final Set<String> ambiguous = new HashSet<>();

    /**
     * @param numbers of the parameters, from 0, in the order in which they are written
     * @param given types by number; null, or beyond the end, where they are to be found
     */
    ParameterTypes(int count, int[] numbers, List<? extends @Nullable Type> given) {
        this.types = new @Nullable Type[count];
        for (int i = 0; i < Math.min(count, given.size()); i++) {
            types[i] = given.get(i);
        }
        this.numbers = numbers;
    }

    /** Columns whose names tell types. */
    void see(Schema schema) {
        for (Field field : schema.fields()) {
            Type known = columns.putIfAbsent(field.name(), field.type());
            if (known != null && !known.equals(field.type())) {
                ambiguous.add(field.name());
            }
        }
    }

    /** The columns of the tables that a query names. */
    void seeTablesOf(SqlNode query, Catalog catalog) {
        TableNames.in(query)
                .forEach(name -> running(catalog, name).ifPresent(t -> see(t.schema())));
    }

    /** Whoever reads a table that does not run is told so elsewhere. */
    private static Optional<CatalogTable> running(Catalog catalog, String name) {
        try {
            return catalog.table(name);
        } catch (TidemillException e) {
            return Optional.empty();
        }
    }

    /** A node, from which this type is expected; null when any may be. */
    void meet(@Nullable SqlNode node, @Nullable Type expected) {
        if (node instanceof SqlDynamicParam parameter) {
            int number = numbers[parameter.getIndex()];
            types[number] = types[number] == null ? expected : types[number];
        } else if (node instanceof SqlCall call) {
            call(call, expected);
        } else if (node != null) {
            node.accept(new Inside());
        }
    }

    /** Goes on into lists. */
    private final class Inside extends SqlBasicVisitor<@Nullable Void> {
        @Override
        public @Nullable Void visit(SqlCall call) {
            meet(call, null);
            return null;
        }

        @Override
        public @Nullable Void visit(SqlDynamicParam parameter) {
            meet(parameter, null);
            return null;
        }
    }

    private void call(SqlCall call, @Nullable Type expected) {
        if (call instanceof SqlOrderBy ordered) {
            meet(ordered.offset, Type.BIGINT);
            meet(ordered.fetch, Type.BIGINT);
        }
        if (call.getKind() == SqlKind.CAST || call.getOperator() == PostgresSyntax.INFIX_CAST) {
            meet(call.operand(0), castType(call));
            return;
        }
        Type inner =
                switch (call.getKind()) {
                    case AND, OR, NOT -> Type.BOOLEAN;
                    case LIKE, SIMILAR -> Type.TEXT;
                    case EQUALS,
                            NOT_EQUALS,
                            LESS_THAN,
                            LESS_THAN_OR_EQUAL,
                            GREATER_THAN,
                            GREATER_THAN_OR_EQUAL,
                            BETWEEN,
                            IN,
                            NOT_IN,
                            IS_DISTINCT_FROM,
                            IS_NOT_DISTINCT_FROM ->
                            sibling(call);
                    case PLUS, MINUS, TIMES, DIVIDE, MOD, COALESCE, CASE, GREATEST, LEAST -> {
                        Type known = sibling(call);
                        yield known == null ? expected : known;
                    }
                    default -> call.getOperator().getName().equals("||") ? Type.TEXT : null;
                };
        for (SqlNode operand : call.getOperandList()) {
            if (operand instanceof SqlNodeList list) {
                list.forEach(item -> meet(item, inner));
            } else {
                meet(operand, inner);
            }
        }
    }

    private static @Nullable Type castType(SqlCall cast) {
        return cast.operand(1) instanceof SqlDataTypeSpec spec ? type(spec) : null;
    }

    private static @Nullable Type type(SqlDataTypeSpec spec) {
        try {
            return ColumnTypes.of(spec);
        } catch (TidemillException e) {
            return null; // The cast itself is refused when it is planned.
        }
    }

    private @Nullable Type sibling(SqlCall call) {
        for (SqlNode operand : call.getOperandList()) {
            Type type = typeOf(operand);
            if (type != null) {
                return type;
            }
        }
        return null;
    }

    private @Nullable Type typeOf(@Nullable SqlNode node) {
        return switch (node) {
            case SqlIdentifier id -> {
                String name = id.names.getLast();
                yield ambiguous.contains(name) ? null : columns.get(name);
            }
            case SqlDynamicParam parameter -> types[numbers[parameter.getIndex()]];
            case SqlLiteral literal -> literalType(literal);
            case SqlCall call
                    when call.getKind() == SqlKind.CAST
                            || call.getOperator() == PostgresSyntax.INFIX_CAST ->
                    castType(call);
            case SqlCall call when isArithmetic(call) -> sibling(call);
            case null, default -> null;
        };
    }

    private static boolean isArithmetic(SqlCall call) {
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES, DIVIDE, MOD, MINUS_PREFIX, COALESCE -> true;
            default -> false;
        };
    }

    private static @Nullable Type literalType(SqlLiteral literal) {
        SqlTypeName type = literal.getTypeName();
        if (type == SqlTypeName.DECIMAL || type == SqlTypeName.INTEGER) {
            boolean isWhole = literal instanceof SqlNumericLiteral number && number.isInteger();
            return isWhole ? Type.BIGINT : Type.DOUBLE;
        }
        return type == SqlTypeName.BOOLEAN ? Type.BOOLEAN : null;
    }

    /** What was found. */
    List<Type> found() {
        return IntStream.range(0, types.length)
                .mapToObj(i -> types[i] == null ? Type.TEXT : requireNonNull(types[i]))
                .toList();
    }
}
