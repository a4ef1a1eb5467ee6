package dev.tidemill.node.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.status.Status;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * New definitions that must show that they are good, with what was wrong before them already. It is
 * on disk before they are in force, so that a crash does not make them good.
 *
 * @param release the hash of the new ones
 * @param former the hash of those that come back
 * @param errorsBefore error rows of each live table that is built, before it was
 * @param checksBefore all checks that there were, as {@code TABLE/CHECK}
 * @param failingBefore those of them that failed
 * @param suspendedBefore live tables that did not run before
 */
record Settling(
        String release,
        String former,
        long settleMillis,
        long errorsMax,
        Map<String, Long> errorsBefore,
        Set<String> checksBefore,
        Set<String> failingBefore,
        Set<String> suspendedBefore) {
    static final String FAILING = "failing";

    Settling {
        requireNonNull(release, "release");
        requireNonNull(former, "former");
        errorsBefore = Collections.unmodifiableMap(new TreeMap<>(errorsBefore));
        checksBefore = Collections.unmodifiableSet(new TreeSet<>(checksBefore));
        failingBefore = Collections.unmodifiableSet(new TreeSet<>(failingBefore));
        suspendedBefore = Collections.unmodifiableSet(new TreeSet<>(suspendedBefore));
    }

    /** What a plan is about to change, and how things stand. */
    static Settling of(DefinitionPlan plan, String former, ApplyTerms terms, Status before) {
        Map<String, Long> errors = new HashMap<>();
        before.tables().forEach(table -> errors.put(table.name(), table.errors()));
        Map<String, Long> errorsBefore = new HashMap<>();
        for (PlannedChange change : plan.changes()) {
            if (change.build() != null) {
                errorsBefore.put(change.name(), errors.getOrDefault(change.name(), 0L));
            }
        }
        Set<String> checks = new TreeSet<>();
        Set<String> failing = new TreeSet<>();
        for (Status.CheckStatus check : before.checks()) {
            checks.add(key(check));
            if (check.state().equals(FAILING)) {
                failing.add(key(check));
            }
        }
        Set<String> suspended = new TreeSet<>();
        before.suspended().forEach(table -> suspended.add(table.name()));
        return new Settling(
                plan.target(),
                former,
                terms.settle().toMillis(),
                terms.errorsMax(),
                errorsBefore,
                checks,
                failing,
                suspended);
    }

    static String key(Status.CheckStatus check) {
        return check.table() + "/" + check.name();
    }

    /** Whether a check that fails now says something of these definitions. */
    boolean isBroken(Status.CheckStatus check) {
        return check.state().equals(FAILING)
                && !failingBefore.contains(key(check))
                && (builds(check.table()) || !checksBefore.contains(key(check)));
    }

    /** Whether a live table is built for these definitions. */
    boolean builds(String table) {
        return errorsBefore.containsKey(table);
    }

    /** One fact a line, a word before it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("release " + release);
        lines.add("former " + former);
        lines.add("settle-millis " + settleMillis);
        lines.add("errors-max " + errorsMax);
        errorsBefore.forEach(
                (table, errors) -> lines.add("built " + errors + " " + written(table)));
        checksBefore.forEach(check -> lines.add("check " + written(check)));
        failingBefore.forEach(check -> lines.add("failing " + written(check)));
        suspendedBefore.forEach(table -> lines.add("suspended " + written(table)));
        return lines;
    }

    /** A name may hold anything, line breaks too. */
    private static String written(String name) {
        return URLEncoder.encode(name, UTF_8);
    }

    private static String read(String name) {
        try {
            return URLDecoder.decode(name, UTF_8);
        } catch (IllegalArgumentException e) {
            throw damaged(name);
        }
    }

    /** The inverse of {@link #lines}; throws IO_FAILED for lines that this never wrote. */
    static Settling parse(List<String> lines) {
        String release = "";
        String former = "";
        long settleMillis = 0;
        long errorsMax = 0;
        Map<String, Long> errorsBefore = new HashMap<>();
        Set<String> checks = new TreeSet<>();
        Set<String> failing = new TreeSet<>();
        Set<String> suspended = new TreeSet<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String word = space < 0 ? line : line.substring(0, space);
            String rest = line.substring(space + 1);
            switch (word) {
                case "release" -> release = rest;
                case "former" -> former = rest;
                case "settle-millis" -> settleMillis = number(rest);
                case "errors-max" -> errorsMax = number(rest);
                case "built" -> {
                    int end = rest.indexOf(' ');
                    errorsBefore.put(
                            read(rest.substring(end + 1)),
                            number(rest.substring(0, Math.max(0, end))));
                }
                case "check" -> checks.add(read(rest));
                case FAILING -> failing.add(read(rest));
                case "suspended" -> suspended.add(read(rest));
                default -> throw damaged(line);
            }
        }
        return new Settling(
                release, former, settleMillis, errorsMax, errorsBefore, checks, failing, suspended);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw damaged(text);
        }
    }

    private static TidemillException damaged(String line) {
        return new TidemillException(
                        ErrorCode.IO_FAILED,
                        "what is said of definitions that settle has \"" + line + "\"")
                .withHint("delete releases/SETTLING; the definitions in force count as good then");
    }
}
