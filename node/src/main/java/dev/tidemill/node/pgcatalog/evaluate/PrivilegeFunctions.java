package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.List;
import java.util.Locale;

/** Functions that tell what somebody may do; asked of somebody else, they tell of oneself. */
final class PrivilegeFunctions {
    private static final List<String> USERS = List.of("", "name, ", "oid, ");

    private PrivilegeFunctions() {}

    static void define(FunctionTable to) {
        for (String user : USERS) {
            int skipped = user.isEmpty() ? 0 : 1;
            table(to, "has_table_privilege", user, skipped);
            table(to, "has_any_column_privilege", user, skipped);
            column(to, user, skipped);
            other(to, user, skipped);
        }
        to.add("row_security_active(oid) bool", (_, _) -> false);
        to.add("row_security_active(text) bool", (_, _) -> false);
        // No object has a list of its own: what is granted is in the policies.
        to.add("aclexplode(_aclitem) setof acl", (_, _) -> List.of());
        to.add("acldefault(char, oid) _aclitem", (_, _) -> null);
        to.add("pg_has_role(name, name, text) bool", (_, a) -> a.text(0).equals(a.text(1)));
        to.add("pg_has_role(oid, text) bool", PrivilegeFunctions::isOwn);
        to.add("pg_has_role(name, text) bool", PrivilegeFunctions::isOwn);
        to.add("pg_has_role(name, oid, text) bool", (_, _) -> true);
        to.add("pg_has_role(oid, oid, text) bool", (_, a) -> a.number(0) == a.number(1));
    }

    private static boolean isOwn(Frame frame, FunctionDefinition.Arguments a) {
        Surroundings from = frame.run.surroundings();
        Object name =
                a.value(0) instanceof Long oid
                        ? from.find("pg_authid", "oid", oid, "rolname")
                        : a.value(0);
        return from.user().equals(name);
    }

    private static void table(FunctionTable to, String name, String user, int skipped) {
        to.add(
                name + "(" + user + "oid, text) bool",
                (frame, a) -> may(frame, a.number(skipped), a.text(skipped + 1)));
        to.add(
                name + "(" + user + "text, text) bool",
                (frame, a) -> may(frame, table(frame, a.text(skipped)), a.text(skipped + 1)));
    }

    private static long table(Frame frame, String name) {
        return frame.run.surroundings().oid(PgTypes.named("regclass"), name);
    }

    private static void column(FunctionTable to, String user, int skipped) {
        for (String column : List.of("text", "int2")) {
            to.add(
                    "has_column_privilege(" + user + "oid, " + column + ", text) bool",
                    (frame, a) -> may(frame, a.number(skipped), a.text(skipped + 2)));
            to.add(
                    "has_column_privilege(" + user + "text, " + column + ", text) bool",
                    (frame, a) -> may(frame, table(frame, a.text(skipped)), a.text(skipped + 2)));
        }
    }

    /** Whether one of several privileges, between commas, is held. */
    private static boolean may(Frame frame, long table, String privileges) {
        for (String each : privileges.toUpperCase(Locale.ROOT).split(",", -1)) {
            String privilege = each.replace("WITH GRANT OPTION", "").strip();
            if (frame.run.surroundings().may(table, privilege)) {
                return true;
            }
        }
        return false;
    }

    /** What is not a table may be used and not made. */
    private static void other(FunctionTable to, String user, int skipped) {
        for (String kind :
                List.of(
                        "schema",
                        "database",
                        "function",
                        "type",
                        "language",
                        "tablespace",
                        "sequence",
                        "server",
                        "foreign_data_wrapper")) {
            for (String object : List.of("oid", "text")) {
                to.add(
                        "has_" + kind + "_privilege(" + user + object + ", text) bool",
                        (_, a) -> isUse(a.text(skipped + 1)));
            }
        }
    }

    private static boolean isUse(String privileges) {
        String all = privileges.toUpperCase(Locale.ROOT);
        return all.contains("USAGE") || all.contains("CONNECT") || all.contains("EXECUTE");
    }
}
