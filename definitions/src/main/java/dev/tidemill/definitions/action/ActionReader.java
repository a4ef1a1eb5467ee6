package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.secret.References;
import dev.tidemill.definitions.secret.Secret;
import dev.tidemill.definitions.text.ClosestWord;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads one action file whose schema was checked. Headers may hold secrets, which stay out of git.
 * Owned by one call.
 */
public final class ActionReader {
    private final Map<String, TableContract> contracts;
    private final Set<String> liveTables;
    private final Set<String> unread;
    private final References references;
    private final Problems problems;

    /**
     * A reader of one project's actions.
     *
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

    /** Empty when there are problems. */
    public Optional<ActionDefinition> read(YamlFile file) {
        int before = problems.count();
        YamlValue top = file.top();
        checkLiveTable(top.at("on"));
        ActionDefinition action =
                new ActionDefinition(
                        top.at("name").text(),
                        file.name(),
                        top.at("description").textOrNull(),
                        top.at("on").text(),
                        top.at("key").texts(),
                        when(top.at("when")),
                        webhook(top.at("webhook")),
                        retry(top.at("retry")),
                        rate(top.at("rate")),
                        latch(top.at("latch"), top.at("key")));
        return problems.count() > before ? Optional.empty() : Optional.of(action);
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

    private Webhook webhook(YamlValue webhook) {
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
                headers);
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
