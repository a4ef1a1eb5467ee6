package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.evaluate.FunctionDefinition.Arguments;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions that tell what an oid is of, and what is said of it. */
final class ObjectFunctions {
    private ObjectFunctions() {}

    static void define(FunctionTable to) {
        names(to);
        definitions(to);
        comments(to);
        visibility(to);
        sizes(to);
        rest(to);
    }

    private static void names(FunctionTable to) {
        to.addForNull("format_type(oid, int4) text", (_, a) -> formatted(a));
        to.add("pg_get_userbyid(oid) name", ObjectFunctions::role);
        to.addForNull("pg_typeof(any) regtype", (_, a) -> (long) a.types().getFirst().oid());
        for (String type :
                List.of(
                        "regclass",
                        "regtype",
                        "regproc",
                        "regprocedure",
                        "regnamespace",
                        "regrole",
                        "regoper",
                        "regoperator",
                        "regcollation")) {
            to.add(
                    "to_" + type + "(text) " + type,
                    (frame, a) -> oidOrNull(frame, PgTypes.named(type), a.text(0)));
        }
        to.add("pg_describe_object(oid, oid, int4) text", (_, a) -> "object " + a.number(1));
    }

    private static @Nullable String formatted(Arguments a) {
        if (a.orNull(0) == null) {
            return null;
        }
        long oid = a.number(0);
        return oid == 0
                ? "-"
                : PgTypes.byOid(oid).map(t -> t.sqlName((Long) a.orNull(1))).orElse("???");
    }

    private static String role(Frame frame, Arguments a) {
        Object name = frame.run.surroundings().find("pg_authid", "oid", a.number(0), "rolname");
        return name == null ? "unknown (OID=" + a.number(0) + ")" : name.toString();
    }

    private static @Nullable Long oidOrNull(Frame frame, PgType type, String name) {
        try {
            return frame.run.surroundings().oid(type, name);
        } catch (TidemillException e) {
            return null;
        }
    }

    private static @Nullable String definition(Frame frame, Arguments a) {
        boolean brief = a.size() > 1 && Boolean.TRUE.equals(a.orNull(a.size() - 1));
        return frame.run.surroundings().definition(a.number(0), brief);
    }

    private static void definitions(FunctionTable to) {
        for (String name :
                List.of(
                        "pg_get_constraintdef",
                        "pg_get_viewdef",
                        "pg_get_indexdef",
                        "pg_get_functiondef")) {
            to.add(name + "(oid) text", ObjectFunctions::definition);
            to.add(name + "(oid, bool) text", ObjectFunctions::definition);
        }
        // There are no triggers, rules, partitions and extended statistics.
        for (String name :
                List.of(
                        "pg_get_triggerdef",
                        "pg_get_ruledef",
                        "pg_get_partkeydef",
                        "pg_get_statisticsobjdef",
                        "pg_get_statisticsobjdef_columns")) {
            to.add(name + "(oid) text", (_, _) -> null);
            to.add(name + "(oid, bool) text", (_, _) -> null);
        }
        to.add("pg_get_viewdef(oid, int4) text", ObjectFunctions::definition);
        to.add("pg_get_indexdef(oid, int4, bool) text", ObjectFunctions::indexPart);
        to.add("pg_get_expr(pg_node_tree, oid) text", (_, a) -> a.text(0));
        to.add("pg_get_expr(pg_node_tree, oid, bool) text", (_, a) -> a.text(0));
        to.add("pg_get_partition_constraintdef(oid) text", (_, _) -> null);
        to.add("pg_get_function_arguments(oid) text", (frame, a) -> arguments(frame, a));
        to.add("pg_get_function_identity_arguments(oid) text", (frame, a) -> arguments(frame, a));
        to.add("pg_get_function_result(oid) text", ObjectFunctions::result);
        to.add("pg_get_function_sqlbody(oid) text", (_, _) -> null);
        to.add("pg_get_function_arg_default(oid, int4) text", (_, _) -> null);
        to.add("pg_get_serial_sequence(text, text) text", (_, _) -> null);
    }

    /** The whole index for 0, else the name of one column. */
    private static @Nullable String indexPart(Frame frame, Arguments a) {
        long column = a.number(1);
        if (column == 0) {
            return definition(frame, a);
        }
        Surroundings from = frame.run.surroundings();
        Object keys = from.find("pg_index", "indexrelid", a.number(0), "indkey");
        Object table = from.find("pg_index", "indexrelid", a.number(0), "indrelid");
        if (!(keys instanceof List<?> list) || table == null || column > list.size()) {
            return "";
        }
        Object number = list.get((int) column - 1);
        return number instanceof Long at
                ? Identifiers.quoted(from.columnName((Long) table, at))
                : "";
    }

    private static String arguments(Frame frame, Arguments a) {
        Object types = frame.run.surroundings().find("pg_proc", "oid", a.number(0), "proargtypes");
        return types instanceof List<?> list
                ? String.join(", ", list.stream().map(ObjectFunctions::typeName).toList())
                : "";
    }

    private static @Nullable String result(Frame frame, Arguments a) {
        Object type = frame.run.surroundings().find("pg_proc", "oid", a.number(0), "prorettype");
        return type == null ? null : typeName(type);
    }

    private static String typeName(@Nullable Object oid) {
        return oid instanceof Long number
                ? PgTypes.byOid(number).map(PgType::sqlName).orElse("???")
                : "???";
    }

    private static void comments(FunctionTable to) {
        to.add(
                "obj_description(oid) text",
                (frame, a) -> frame.run.surroundings().comment(0, a.number(0), 0));
        for (String name : List.of("obj_description", "shobj_description")) {
            to.add(
                    name + "(oid, name) text",
                    (frame, a) -> {
                        Long ofClass = oidOrNull(frame, PgTypes.named("regclass"), a.text(1));
                        return ofClass == null
                                ? null
                                : frame.run.surroundings().comment(ofClass, a.number(0), 0);
                    });
        }
        to.add(
                "col_description(oid, int4) text",
                (frame, a) -> frame.run.surroundings().comment(1259, a.number(0), a.number(1)));
    }

    private static void visibility(FunctionTable to) {
        visible(to, "table", "pg_class", "relnamespace");
        visible(to, "type", "pg_type", "typnamespace");
        visible(to, "function", "pg_proc", "pronamespace");
        visible(to, "collation", "pg_collation", "collnamespace");
        for (String kind :
                List.of(
                        "operator",
                        "opclass",
                        "opfamily",
                        "conversion",
                        "statistics_obj",
                        "ts_config",
                        "ts_dict",
                        "ts_parser",
                        "ts_template")) {
            to.add("pg_" + kind + "_is_visible(oid) bool", (_, _) -> true);
        }
    }

    private static void visible(FunctionTable to, String kind, String relation, String namespace) {
        to.add(
                "pg_" + kind + "_is_visible(oid) bool",
                (frame, a) -> {
                    Surroundings from = frame.run.surroundings();
                    Object schema = from.find(relation, "oid", a.number(0), namespace);
                    Object name =
                            schema == null
                                    ? null
                                    : from.find("pg_namespace", "oid", (Long) schema, "nspname");
                    return name == null
                            ? null
                            : name.equals("pg_catalog") || from.searchPath().contains(name);
                });
    }

    private static void sizes(FunctionTable to) {
        for (String name : List.of("pg_relation_size", "pg_table_size", "pg_total_relation_size")) {
            to.add(
                    name + "(regclass) int8",
                    (frame, a) -> frame.run.surroundings().size(a.number(0)));
        }
        to.add(
                "pg_relation_size(regclass, text) int8",
                (frame, a) -> frame.run.surroundings().size(a.number(0)));
        to.add("pg_indexes_size(regclass) int8", (_, _) -> 0L);
        to.add("pg_database_size(oid) int8", (frame, _) -> frame.run.surroundings().size(0));
        to.add("pg_database_size(name) int8", (frame, _) -> frame.run.surroundings().size(0));
        to.add("pg_tablespace_size(oid) int8", (frame, _) -> frame.run.surroundings().size(0));
        to.add("pg_tablespace_size(name) int8", (frame, _) -> frame.run.surroundings().size(0));
        to.add("pg_size_pretty(int8) text", (_, a) -> pretty(a.number(0)));
        to.add("pg_tablespace_location(oid) text", (_, _) -> "");
        to.add("pg_relation_filenode(regclass) oid", (_, _) -> 0L);
        for (String statistic :
                List.of(
                        "numscans",
                        "tuples_returned",
                        "tuples_fetched",
                        "tuples_inserted",
                        "tuples_updated",
                        "tuples_deleted",
                        "live_tuples",
                        "dead_tuples",
                        "blocks_fetched",
                        "blocks_hit")) {
            to.add("pg_stat_get_" + statistic + "(oid) int8", (_, _) -> 0L);
        }
    }

    private static String pretty(long bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB"};
        double size = bytes;
        int unit = 0;
        while (Math.abs(size) >= 10 * 1024 && unit + 1 < units.length) {
            size /= 1024;
            unit++;
        }
        return Math.round(size) + " " + units[unit];
    }

    private static void rest(FunctionTable to) {
        to.add("pg_relation_is_publishable(regclass) bool", (_, _) -> false);
        to.add("pg_relation_is_updatable(regclass, bool) int4", (_, _) -> 0L);
        to.add("pg_column_is_updatable(regclass, int2, bool) bool", (_, _) -> false);
        to.add("pg_partition_ancestors(regclass) setof regclass", (_, a) -> List.of(a.value(0)));
        to.add("pg_indexam_has_property(oid, text) bool", (_, a) -> hasProperty(a.text(1)));
        to.add("pg_index_has_property(regclass, text) bool", (_, a) -> hasProperty(a.text(1)));
        to.add(
                "pg_index_column_has_property(regclass, int4, text) bool",
                (_, a) -> hasProperty(a.text(2)));
        to.add("pg_get_keywords() setof keyword", (_, _) -> SqlKeywords.rows());
        to.add("pg_collation_for(any) text", (_, _) -> "\"default\"");
        to.add("pg_get_replica_identity_index(regclass) regclass", (_, _) -> null);
        to.add(
                "hashtext(text) int4",
                (_, a) -> (long) (int) TextFunctions.hash(a.text(0).toLowerCase(Locale.ROOT)));
    }

    /** Of the indexes that there are: ordered ones. */
    private static boolean hasProperty(String property) {
        return List.of(
                        "asc",
                        "nulls_last",
                        "orderable",
                        "returnable",
                        "can_order",
                        "can_multi_col",
                        "can_unique",
                        "search_array",
                        "search_nulls",
                        "index_scan")
                .contains(property);
    }
}
