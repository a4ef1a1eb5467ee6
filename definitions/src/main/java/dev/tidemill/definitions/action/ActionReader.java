package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.secret.References;
import dev.tidemill.definitions.secret.Secret;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.text.DurationText;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one action file whose schema was checked. Headers may hold secrets, which stay out of git.
 * Owned by one call.
 */
public final class ActionReader {
    private static final Pattern SECRET_PLACE =
            Pattern.compile("(/steps/\\d+)?/webhook/(headers/.*|signing/key)");

    private final Map<String, TableContract> contracts;
    private final Set<String> liveTables;
    private final Set<String> unread;
    private final References references;
    private final Problems problems;

    /**
     * A reader of one project's actions.
     *
     * @param liveTables and those with predictions
     * @param unread declared tables that have problems of their own: nothing more is said of them
     */
    public ActionReader(
            Map<String, TableContract> contracts,
            Set<String> liveTables,
            Set<String> unread,
            References references,
            Problems problems) {
        this.contracts = Map.copyOf(contracts);
        this.liveTables = Set.copyOf(liveTables);
        this.unread = Set.copyOf(unread);
        this.references = requireNonNull(references, "references");
        this.problems = requireNonNull(problems, "problems");
    }

    /** Whether the value at a JSON pointer of an action's file may hold secrets. */
    public static boolean mayBeSecret(String pointer) {
        return SECRET_PLACE.matcher(pointer).matches();
    }

    /** Empty when there are problems. */
    public Optional<ActionDefinition> read(YamlFile file) {
        int before = problems.count();
        YamlValue top = file.top();
        checkLiveTable(top.at("on"));
        checkEffect(top);
        checkTime(top);
        checkLatched(top);
        boolean grouped = top.at("group").exists();
        BodyReader bodies = new BodyReader(grouped, problems);
        YamlValue webhook = top.at("webhook");
        ActionDefinition action =
                new ActionDefinition(
                        top.at("name").text(),
                        file.name(),
                        top.at("description").textOrNull(),
                        top.at("on").text(),
                        top.at("key").texts(),
                        when(top.at("when")),
                        top.at("changed").texts(),
                        top.at("for").durationOr(Duration.ZERO, problems),
                        top.at("repeat").durationOr(Duration.ZERO, problems),
                        limits(top.at("limit")),
                        grouping(top.at("group")),
                        webhook.exists() ? webhook(webhook, bodies) : Webhook.NONE,
                        new WriteBackReader(contracts, unread, problems).read(top.at("write")),
                        new StepReader(step -> webhook(step, bodies), problems)
                                .read(top.at("steps")),
                        top.at("timeout").durationOr(Duration.ZERO, problems),
                        retry(top.at("retry")),
                        rate(top.at("rate")),
                        latch(top.at("latch"), top.at("key")),
                        top.at("shadow").booleanOr(false));
        return problems.count() > before ? Optional.empty() : Optional.of(action);
    }

    /** An action does one thing: what it did would be hard to tell otherwise. */
    private void checkEffect(YamlValue top) {
        List<String> effects =
                List.of("webhook", "write", "steps").stream()
                        .filter(effect -> top.at(effect).exists())
                        .toList();
        if (effects.isEmpty()) {
            problems.add(
                    top.place(), "the action does nothing", "give it a webhook, a write, or steps");
        } else if (effects.size() > 1) {
            problems.add(
                    top.at(effects.getLast()).placeOfKey(),
                    "the action has " + String.join(" and ", effects),
                    "an action does one of them; write another action for the other");
        }
        if (top.at("group").exists() && !top.at("webhook").exists()) {
            problems.add(
                    top.at("group").placeOfKey(), "only what is told to a webhook can be grouped");
        }
        if (top.at("timeout").exists() && !top.at("steps").exists()) {
            problems.add(
                    top.at("timeout").placeOfKey(),
                    "only steps have a time-out",
                    "that of one request is webhook.timeout");
        }
        if (top.at("steps").exists() && top.at("limit").at("excess").textOr("").equals("delay")) {
            problems.add(
                    top.at("limit").at("excess").place(),
                    "steps beyond a limit are dropped",
                    "an action with steps cannot delay them");
        }
        if (top.at("steps").exists() && top.at("when").texts().contains("left")) {
            problems.add(
                    top.at("when").place(),
                    "steps begin with a row that enters, changes or stays",
                    "a step with “if: left” is taken when the row has left");
        }
    }

    private void checkTime(YamlValue top) {
        List<String> when = top.at("when").texts();
        if (when.contains("stayed") != top.at("for").exists()) {
            problems.add(
                    when.contains("stayed") ? top.at("when").place() : top.at("for").placeOfKey(),
                    "“when: stayed” and “for” belong together",
                    "when: [stayed], for: 10 min");
        }
        if (top.at("changed").exists() && !when.contains("changed")) {
            problems.add(
                    top.at("changed").placeOfKey(),
                    "columns are named, but nothing is told of changed rows",
                    "when: [changed]");
        }
        if (top.at("repeat").exists() && !when.contains("entered") && !when.contains("stayed")) {
            problems.add(
                    top.at("repeat").placeOfKey(),
                    "only rows that entered or stayed are told of again",
                    "when: [entered]");
        }
        requireLonger(top.at("for"));
        requireLonger(top.at("repeat"));
        requireLonger(top.at("group").at("wait"));
    }

    private void requireLonger(YamlValue duration) {
        // What is no duration at all is told where it is read.
        if (DurationText.parse(duration.text()).filter(Duration::isZero).isPresent()) {
            problems.add(duration.place(), "a span of time of nothing", "10 min");
        }
    }

    /** A latch's rows are told when they enter and when they leave, and settled between. */
    private void checkLatched(YamlValue top) {
        if (!top.at("latch").exists()) {
            return;
        }
        for (String other : List.of("for", "repeat", "group", "steps")) {
            if (top.at(other).exists()) {
                problems.add(
                        top.at(other).placeOfKey(),
                        "an action with a latch has no “" + other + "”",
                        "a latch is for what enters and leaves");
            }
        }
    }

    private Limits limits(YamlValue limit) {
        return new Limits(
                limit(limit.at("per-action")),
                limit(limit.at("per-key")),
                limit.at("excess").textOr("drop").equals("delay")
                        ? Limits.Excess.DELAY
                        : Limits.Excess.DROP);
    }

    private @Nullable Limit limit(YamlValue limit) {
        if (!limit.exists()) {
            return null;
        }
        YamlValue every = limit.at("every");
        Duration span = every.durationOr(Duration.ofSeconds(1), problems);
        if (span.isZero()) {
            problems.add(every.place(), "a span of time of nothing", "1 min");
            return null;
        }
        return new Limit(limit.at("count").intOr(1), span);
    }

    private @Nullable Grouping grouping(YamlValue group) {
        return group.exists()
                ? new Grouping(
                        group.at("by").texts(),
                        group.at("wait").durationOr(Duration.ofSeconds(1), problems))
                : null;
    }

    private void checkLiveTable(YamlValue on) {
        if (!liveTables.contains(on.text()) && !unread.contains(on.text())) {
            problems.add(
                    on.place(),
                    "there is no live table " + on.text(),
                    ClosestWord.hint(on.text(), liveTables));
        }
    }

    private static Set<Transition> when(YamlValue when) {
        Set<Transition> transitions = EnumSet.noneOf(Transition.class);
        for (String name : when.texts()) {
            transitions.add(Transition.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return transitions;
    }

    private Webhook webhook(YamlValue webhook, BodyReader bodies) {
        YamlValue url = webhook.at("url");
        if (!isWebAddress(url.text())) {
            problems.add(
                    url.place(),
                    "“" + url.written() + "” is no web address",
                    "write https://…, http://…, or /path for this mill's own server");
        }
        Map<String, Secret> headers = new TreeMap<>();
        webhook.at("headers")
                .entries()
                .forEach((name, value) -> headers.put(name, header(name, value)));
        return new Webhook(
                url.text(),
                url.written(),
                webhook.at("timeout").durationOr(Webhook.TIMEOUT_DEFAULT, problems),
                headers,
                bodies.read(webhook.at("body")),
                signingKey(webhook.at("signing").at("key")));
    }

    private @Nullable Secret signingKey(YamlValue key) {
        if (!key.exists()) {
            return null;
        }
        Secret secret = references.secret(key);
        if (secret.reveal().isEmpty()) {
            problems.add(key.place(), "the key that signs requests is empty", null);
        }
        return secret;
    }

    private Secret header(String name, YamlValue value) {
        Secret secret = references.secret(value);
        if (!HeaderField.isName(name) || HeaderField.isReserved(name)) {
            problems.add(
                    value.place(),
                    "a request may not have a header named “" + name + "”",
                    HeaderField.isReserved(name)
                            ? "it is written for each request"
                            : "letters, digits and -");
        } else if (!HeaderField.isValue(secret.reveal())) {
            problems.add(
                    value.place(),
                    "the value of " + name + " has characters that no header may have",
                    "one line, without line breaks or letters beyond Latin-1");
        }
        return secret;
    }

    private static boolean isWebAddress(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            return scheme == null
                    ? url.startsWith("/") && !url.startsWith("//")
                    : (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private Retry retry(YamlValue retry) {
        Duration initial = retry.at("initial").durationOr(Retry.DEFAULT.initial(), problems);
        return new Retry(
                initial,
                retry.at("factor").doubleOr(Retry.DEFAULT.factor()),
                retry.at("max").durationOr(Retry.DEFAULT.max(), problems),
                retry.at("attempts").intOr(Retry.DEFAULT.attempts()),
                retry.at("jitter").doubleOr(Retry.DEFAULT.jitter()));
    }

    private static Rate rate(YamlValue rate) {
        return new Rate(
                rate.at("per-second").doubleOr(Rate.DEFAULT.perSecond()),
                rate.at("in-flight").intOr(Rate.DEFAULT.inFlight()));
    }

    private @Nullable Latch latch(YamlValue latch, YamlValue actionKey) {
        if (!latch.exists()) {
            return null;
        }
        YamlValue table = latch.at("table");
        TableContract contract = contracts.get(table.text());
        if (contract == null && unread.contains(table.text())) {
            return null; // What is wrong with its contract is told there.
        }
        if (contract == null || contract.kind() != TableKind.KEYED) {
            problems.add(
                    table.place(),
                    "a latch needs a keyed table, " + table.text() + " is none",
                    ClosestWord.hint(table.text(), contracts.keySet()));
        } else {
            checkLatchColumns(latch, contract, actionKey);
        }
        return new Latch(table.text(), latch.at("key").text(), latch.at("time").textOrNull());
    }

    private void checkLatchColumns(YamlValue latch, TableContract table, YamlValue actionKey) {
        YamlValue key = latch.at("key");
        if (!table.key().equals(List.of(key.text()))) {
            problems.add(key.place(), "the key of " + table.name() + " is " + table.key(), null);
        }
        if (actionKey.items().size() != 1) {
            problems.add(actionKey.place(), "an action with a latch has a key of one column");
        }
        YamlValue time = latch.at("time");
        ColumnContract column = table.columnOrNull(time.textOr(""));
        if (time.exists() && (column == null || !column.type().isTimestamp())) {
            problems.add(
                    time.place(), table.name() + " has no timestamp column " + time.text(), null);
        }
        for (ColumnContract other : table.columns()) {
            boolean filled =
                    other.name().equals(key.text()) || other.name().equals(time.textOrNull());
            if (other.required() && !filled) {
                problems.add(
                        latch.place(),
                        "the latch gives no value to the required column " + other.name());
            }
        }
    }
}
