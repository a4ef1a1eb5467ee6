package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that tell of the connection and the server. */
final class ConnectionFunctions {
    private ConnectionFunctions() {}

    static void define(FunctionTable to) {
        to.add("version() text", (frame, _) -> frame.run.surroundings().version());
        for (String name : List.of("current_database", "current_catalog")) {
            to.add(name + "() name", (frame, _) -> frame.run.surroundings().database());
        }
        for (String name : List.of("current_user", "session_user", "user", "current_role")) {
            to.add(name + "() name", (frame, _) -> frame.run.surroundings().user());
        }
        to.add("current_schema() name", (frame, _) -> currentSchema(frame));
        to.add("current_schemas(bool) _name", (frame, a) -> schemas(frame, (Boolean) a.value(0)));
        to.add("current_setting(text) text", (frame, a) -> setting(frame, a.text(0), false));
        to.add(
                "current_setting(text, bool) text",
                (frame, a) -> setting(frame, a.text(0), (Boolean) a.value(1)));
        to.add(
                "set_config(text, text, bool) text",
                (frame, a) -> frame.run.surroundings().set(a.text(0), a.text(1)));
        to.add("pg_backend_pid() int4", (frame, _) -> frame.run.surroundings().backendId());
        to.add(
                "pg_postmaster_start_time() timestamptz",
                (frame, _) -> frame.run.surroundings().startedAt());
        to.add(
                "pg_conf_load_time() timestamptz",
                (frame, _) -> frame.run.surroundings().startedAt());
        to.add("pg_is_in_recovery() bool", (_, _) -> false);
        to.add("pg_is_wal_replay_paused() bool", (_, _) -> false);
        to.add("pg_last_xact_replay_timestamp() timestamptz", (_, _) -> null);
        to.add("txid_current() int8", (_, _) -> 1L);
        to.add("pg_current_xact_id() xid8", (_, _) -> 1L);
        to.add("age(xid) int4", (_, _) -> 1L);
        to.add("inet_server_addr() inet", (_, _) -> null);
        to.add("inet_server_port() int4", (_, _) -> null);
        to.add("inet_client_addr() inet", (_, _) -> null);
        to.add("inet_client_port() int4", (_, _) -> null);
        to.add("pg_client_encoding() name", (_, _) -> "UTF8");
        to.add("getdatabaseencoding() name", (_, _) -> "UTF8");
        to.add("pg_encoding_to_char(int4) name", (_, a) -> a.number(0) == 6 ? "UTF8" : "");
        to.add("pg_char_to_encoding(name) int4", (_, a) -> isUtf8(a.text(0)) ? 6L : -1L);
        to.add("pg_my_temp_schema() oid", (_, _) -> 0L);
        to.add("pg_is_other_temp_schema(oid) bool", (_, _) -> false);
    }

    private static boolean isUtf8(String name) {
        return name.replace("-", "").equalsIgnoreCase("utf8");
    }

    private static @Nullable String currentSchema(Frame frame) {
        List<String> path = frame.run.surroundings().searchPath();
        return path.isEmpty() ? null : path.getFirst();
    }

    private static List<String> schemas(Frame frame, boolean implied) {
        List<String> path = new ArrayList<>(frame.run.surroundings().searchPath());
        if (implied) {
            path.remove("pg_catalog");
            path.addFirst("pg_catalog");
        }
        return path;
    }

    private static @Nullable String setting(Frame frame, String name, boolean mayMiss) {
        String value = frame.run.surroundings().setting(name).orElse(null);
        if (value == null && !mayMiss) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "unrecognized configuration parameter \"" + name + "\"");
        }
        return value;
    }
}
