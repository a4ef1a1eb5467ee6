package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's settings. What is set within a transaction is taken back with it. Owned by one
 * thread.
 */
final class Settings {
    /** Settings of names with a dot, which clients invent. */
    private static final int CUSTOM_MAX = 64;

    private static final int VALUE_LENGTH_MAX = 4_096;

    private final BiConsumer<String, String> teller;
    private final Map<String, String> defaults = new HashMap<>();
    private Map<String, String> values = new HashMap<>();
    private @Nullable Map<String, String> before;
    private final Map<String, @Nullable String> locals = new HashMap<>();

    /**
     * @param teller told the name and the value of what clients are told of, when it changes
     */
    Settings(BiConsumer<String, String> teller) {
        this.teller = requireNonNull(teller, "teller");
    }

    /** Makes a value the one that RESET goes back to: what a client asks for at its begin. */
    void initial(String name, String value) {
        Setting setting = require(name);
        String read = setting.kind().read(setting.name(), bounded(value));
        defaults.put(Setting.key(name), read);
    }

    /** Makes a value that nobody may change. */
    void fixed(String name, String value) {
        defaults.put(Setting.key(name), value);
    }

    private static String bounded(String value) {
        if (value.length() > VALUE_LENGTH_MAX) {
            throw new TidemillException(
                    ErrorCode.SESSION_FULL,
                    "a setting is longer than " + VALUE_LENGTH_MAX + " characters");
        }
        return value;
    }

    private static Setting require(String name) {
        return Setting.of(name)
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.UNKNOWN_SETTING,
                                                "unrecognized configuration parameter \"%s\""
                                                        .formatted(name))
                                        .withHint("SHOW ALL lists those that there are"));
    }

    /** The name as it is shown. */
    String shownName(String name) {
        return isCustom(name) ? name : require(name).name();
    }

    String value(String name) {
        String key = Setting.key(name);
        String value = values.get(key);
        if (value == null && isCustom(name)) {
            throw new TidemillException(
                    ErrorCode.UNKNOWN_SETTING,
                    "unrecognized configuration parameter \"%s\"".formatted(name));
        }
        return value == null ? initialOf(require(name)) : value;
    }

    private String initialOf(Setting setting) {
        return requireNonNull(
                defaults.getOrDefault(Setting.key(setting.name()), setting.initial()));
    }

    private static boolean isCustom(String name) {
        return name.indexOf('.') > 0;
    }

    /**
     * Sets a value.
     *
     * @param value null for the default
     * @param local only until the transaction's end
     */
    void set(String name, @Nullable String value, boolean local) {
        String key = Setting.key(name);
        @Nullable String read = value == null ? null : read(name, bounded(value));
        if (local && !locals.containsKey(key)) {
            locals.put(key, values.get(key));
        }
        put(key, read);
    }

    private String read(String name, String value) {
        if (!isCustom(name)) {
            Setting setting = require(name);
            return setting.kind() == SettingKind.FIXED && value.equals(value(name))
                    ? value
                    : setting.kind().read(setting.name(), value);
        }
        long customs = values.keySet().stream().filter(Settings::isCustom).count();
        if (customs >= CUSTOM_MAX && !values.containsKey(Setting.key(name))) {
            throw new TidemillException(
                    ErrorCode.SESSION_FULL,
                    "a session has at most %d settings of its own".formatted(CUSTOM_MAX));
        }
        return value;
    }

    private void put(String key, @Nullable String value) {
        if (value == null) {
            if (!isCustom(key)) {
                boolean _ = require(key).reported();
            }
            values.remove(key);
        } else {
            values.put(key, value);
        }
        tell(key);
    }

    private void tell(String key) {
        Setting.of(key)
                .filter(Setting::reported)
                .ifPresent(setting -> teller.accept(setting.name(), value(key)));
    }

    /** Everything as it was when the session began. */
    void resetAll() {
        Map<String, String> was = values;
        values = new HashMap<>();
        was.keySet().forEach(this::tell);
    }

    /** Tells all that clients are told of. */
    void tellAll() {
        for (Setting setting : Setting.all()) {
            tell(Setting.key(setting.name()));
        }
    }

    /** A transaction begins. */
    void begin() {
        before = new HashMap<>(values);
        locals.clear();
    }

    /** The transaction has ended. */
    void end(boolean committed) {
        Map<String, String> former = before;
        if (former == null) {
            return;
        }
        before = null;
        if (committed) {
            locals.forEach(this::put);
        } else {
            Map<String, String> now = values;
            values = former;
            now.keySet().forEach(this::tell);
            former.keySet().forEach(this::tell);
        }
        locals.clear();
    }

    /** All names, with their values and what they are, in their order. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Setting setting : Setting.all()) {
            all.put(setting.name(), value(setting.name()));
        }
        values.keySet().stream()
                .filter(Settings::isCustom)
                .forEach(name -> all.put(name, value(name)));
        return all;
    }

    ZoneId zone() {
        return SettingKind.zone("TimeZone", value("TimeZone"));
    }

    /** How long; zero when there is no bound. */
    Duration duration(String name) {
        return SettingKind.duration(name, value(name));
    }

    boolean isOn(String name) {
        return value(name).equals("on");
    }
}
