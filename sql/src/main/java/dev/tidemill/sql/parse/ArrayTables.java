package dev.tidemill.sql.parse;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Elements as rows: {@code UNNEST(array)}, and PostgreSQL's functions that give a row for each part
 * of a value, which become UNNEST of the array of those parts. The columns have PostgreSQL's names:
 * {@code value} of JSON, else the alias.
 */
final class ArrayTables {
    /** What gives the parts as an array, by the name of what gives them as rows. */
    private static final Map<String, String> ARRAYS =
            Map.of(
                    "jsonb_array_elements", "jsonb_array_elements",
                    "jsonb_array_elements_text", "jsonb_array_elements_text",
                    "json_array_elements", "json_array_elements",
                    "json_array_elements_text", "json_array_elements_text",
                    "regexp_split_to_table", "regexp_split_to_array",
                    "string_to_table", "string_to_array");

    private ArrayTables() {}

    /** An item of FROM with its columns named; any other as it is. */
    static SqlNode named(SqlNode from) {
        SqlCall alias = from.getKind() == SqlKind.AS ? (SqlCall) from : null;
        SqlNode table = alias == null ? from : alias.operand(0);
        String function = function(table);
        if (table.getKind() != SqlKind.UNNEST && !ARRAYS.containsKey(function)) {
            return from;
        }
        SqlCall unnest =
                table.getKind() == SqlKind.UNNEST
                        ? (SqlCall) table
                        : unnest(((SqlCall) table).operand(0), function);
        SqlParserPos position = from.getParserPosition();
        if (alias != null && alias.operandCount() > 2) {
            List<SqlNode> operands = alias.getOperandList();
            return SqlStdOperatorTable.AS.createCall(
                    position, Stream.concat(Stream.of(unnest), operands.stream().skip(1)).toList());
        }
        SqlIdentifier name =
                alias == null ? new SqlIdentifier(shown(function), position) : alias.operand(1);
        String column = function.contains("json") ? "value" : name.getSimple();
        SqlIdentifier element = new SqlIdentifier(column, position);
        boolean positioned = unnest.getOperator() == SqlStdOperatorTable.UNNEST_WITH_ORDINALITY;
        return positioned
                ? SqlStdOperatorTable.AS.createCall(
                        position, unnest, name, element, new SqlIdentifier("ordinality", position))
                : SqlStdOperatorTable.AS.createCall(position, unnest, name, element);
    }

    private static String shown(String function) {
        return function.isEmpty() ? "unnest" : function;
    }

    /** The name of a table function; empty for anything else. */
    private static String function(SqlNode table) {
        return table.getKind() == SqlKind.COLLECTION_TABLE
                        && ((SqlCall) table).operand(0) instanceof SqlCall call
                        && call.getOperator() instanceof SqlUnresolvedFunction unresolved
                ? unresolved.getNameAsId().toString().toLowerCase(Locale.ROOT)
                : "";
    }

    private static SqlCall unnest(SqlCall parts, String function) {
        SqlParserPos position = parts.getParserPosition();
        SqlIdentifier name = new SqlIdentifier(ARRAYS.getOrDefault(function, function), position);
        SqlCall array =
                new SqlUnresolvedFunction(
                                name,
                                null,
                                null,
                                null,
                                null,
                                SqlFunctionCategory.USER_DEFINED_FUNCTION)
                        .createCall(position, parts.getOperandList());
        return SqlStdOperatorTable.UNNEST.createCall(position, array);
    }
}
