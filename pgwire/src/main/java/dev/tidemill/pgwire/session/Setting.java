package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A setting that a session has.
 *
 * @param reported whether clients are told when it changes
 */
record Setting(
        String name, SettingKind kind, String initial, boolean reported, String description) {
    /** What clients take the server for; PostgreSQL's meaning of SQL is that of this version. */
    static final String SERVER_VERSION = "17.5";

    private static final Map<String, Setting> ALL = new LinkedHashMap<>();

    static {
        for (Setting setting : known()) {
            ALL.put(key(setting.name()), setting);
        }
    }

    Setting {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        requireNonNull(initial, "initial");
        requireNonNull(description, "description");
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static List<Setting> all() {
        return List.copyOf(ALL.values());
    }

    static Optional<Setting> of(String name) {
        return Optional.ofNullable(ALL.get(key(name)));
    }

    private static Setting reported(String name, SettingKind kind, String initial, String is) {
        return new Setting(name, kind, initial, true, is);
    }

    private static Setting kept(String name, SettingKind kind, String initial, String is) {
        return new Setting(name, kind, initial, false, is);
    }

    private static List<Setting> known() {
        return List.of(
                reported("application_name", SettingKind.TEXT, "", "what the client calls itself"),
                kept("bytea_output", SettingKind.TEXT, "hex", "taken, without effect"),
                kept("check_function_bodies", SettingKind.BOOLEAN, "on", "taken, without effect"),
                reported("client_encoding", SettingKind.ENCODING, "UTF8", "how texts are sent"),
                kept("client_min_messages", SettingKind.TEXT, "notice", "taken, without effect"),
                reported("DateStyle", SettingKind.DATE_STYLE, "ISO, MDY", "how dates are written"),
                kept(
                        "default_transaction_isolation",
                        SettingKind.TEXT,
                        "repeatable read",
                        "taken; there is one isolation"),
                reported(
                        "default_transaction_read_only",
                        SettingKind.BOOLEAN,
                        "off",
                        "whether transactions refuse to write"),
                kept("extra_float_digits", SettingKind.INTEGER, "1", "numbers are exact always"),
                kept(
                        "idle_in_transaction_session_timeout",
                        SettingKind.DURATION,
                        "0",
                        "milliseconds; the mill's own bound holds beside it"),
                kept(
                        "idle_session_timeout",
                        SettingKind.DURATION,
                        "0",
                        "milliseconds; the server's own bound holds beside it"),
                reported("in_hot_standby", SettingKind.FIXED, "off", "whether writes are refused"),
                reported(
                        "integer_datetimes",
                        SettingKind.FIXED,
                        "on",
                        "times are whole microseconds"),
                reported(
                        "IntervalStyle",
                        SettingKind.FIXED,
                        "postgres",
                        "how intervals are written"),
                reported("is_superuser", SettingKind.FIXED, "off", "whether the user administers"),
                kept("lc_collate", SettingKind.FIXED, "C", "texts are ordered by their bytes"),
                kept("lc_ctype", SettingKind.FIXED, "C.UTF-8", "what letters are"),
                kept("lc_messages", SettingKind.TEXT, "C", "taken, without effect"),
                kept("lc_monetary", SettingKind.TEXT, "C", "taken, without effect"),
                kept("lc_numeric", SettingKind.TEXT, "C", "taken, without effect"),
                kept("lc_time", SettingKind.TEXT, "C", "taken, without effect"),
                kept("lock_timeout", SettingKind.DURATION, "0", "taken; nothing is locked"),
                kept("max_index_keys", SettingKind.FIXED, "32", "columns of an index"),
                kept("max_identifier_length", SettingKind.FIXED, "128", "characters of a name"),
                kept("row_security", SettingKind.BOOLEAN, "on", "taken; policies hold always"),
                kept("search_path", SettingKind.TEXT, "public", "taken; tables are in public"),
                reported("server_encoding", SettingKind.FIXED, "UTF8", "how texts are kept"),
                reported(
                        "server_version",
                        SettingKind.FIXED,
                        SERVER_VERSION,
                        "the PostgreSQL that SQL means"),
                kept("server_version_num", SettingKind.FIXED, "170005", "the same as a number"),
                reported("session_authorization", SettingKind.FIXED, "", "the user"),
                reported(
                        "standard_conforming_strings",
                        SettingKind.BOOLEAN,
                        "on",
                        "backslashes are characters"),
                kept("statement_timeout", SettingKind.DURATION, "0", "milliseconds; 0 for none"),
                kept("synchronous_commit", SettingKind.TEXT, "on", "taken; commits are on disk"),
                reported("TimeZone", SettingKind.TIME_ZONE, "UTC", "how times are shown"),
                kept(
                        "transaction_isolation",
                        SettingKind.TEXT,
                        "repeatable read",
                        "taken; there is one isolation"),
                kept(
                        "transaction_read_only",
                        SettingKind.BOOLEAN,
                        "off",
                        "whether this transaction refuses to write"),
                kept("xmloption", SettingKind.TEXT, "content", "taken, without effect"));
    }
}
