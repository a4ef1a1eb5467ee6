package dev.tidemill.definitions.secret;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what definitions leave open.
 *
 * <pre>
 * ${env:NAME}            the environment variable, a problem when it is not set
 * ${env:NAME:-default}   the same, with a text for when it is not set or empty
 * ${secret:NAME}         a secret, only where one may stand
 * $${env:NAME}           these very characters, without the first $
 * </pre>
 *
 * Owned by one reading of one project.
 */
public final class References {
    private static final String OUTSIDE =
            "(?<escaped>\\$?)\\$\\{(?:env:(?<variable>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>[^}]*))?"
                    + "|secret:(?<secret>[^}]*)";

    /** All kinds at once, so that nothing that was filled in is looked at again. */
    private static final Pattern REFERENCE = Pattern.compile(OUTSIDE + ")}");

    /** With the older spelling of an environment variable, which only actions' headers have. */
    private static final Pattern HEADER_REFERENCE =
            Pattern.compile(OUTSIDE + "|(?<plain>[A-Za-z_][A-Za-z0-9_]*))}");

    /** For a file in which no secret may stand. */
    public static final Predicate<String> NO_SECRETS = _ -> false;

    private final Variables variables;
    private final Secrets secrets;
    private final Problems problems;

    public References(Variables variables, Secrets secrets, Problems problems) {
        this.variables = requireNonNull(variables, "variables");
        this.secrets = requireNonNull(secrets, "secrets");
        this.problems = requireNonNull(problems, "problems");
    }

    /** The names of the environment variables that a text refers to, set or not. */
    public static Set<String> variablesIn(String text) {
        Set<String> names = new TreeSet<>();
        HEADER_REFERENCE
                .matcher(text)
                .results()
                .filter(match -> match.group("escaped").isEmpty())
                .map(
                        match ->
                                match.group("variable") == null
                                        ? match.group("plain")
                                        : match.group("variable"))
                .filter(Objects::nonNull)
                .forEach(names::add);
        return names;
    }

    /**
     * The file with its environment variables filled in. A secret that is outside of these places
     * is a problem, since it could be printed there. What cannot be filled in stays as it is, and
     * so does everything where secrets may stand: that is for {@link #secret} to fill in, when
     * nothing is left to complain of.
     *
     * @param mayBeSecret whether the value at a JSON pointer may hold secrets
     */
    public YamlFile filledIn(YamlFile file, Predicate<String> mayBeSecret) {
        Map<String, YamlFile.Reference> filled = new HashMap<>();
        JsonNode root = filledIn(file.top(), mayBeSecret, filled);
        return filled.isEmpty() ? file : file.filledIn(root, filled);
    }

    private JsonNode filledIn(
            YamlValue value,
            Predicate<String> mayBeSecret,
            Map<String, YamlFile.Reference> filled) {
        if (mayBeSecret.test(value.pointer())) {
            return value.node();
        }
        return switch (value.node()) {
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                value.entries()
                        .forEach((key, at) -> copy.set(key, filledIn(at, mayBeSecret, filled)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                value.items().forEach(item -> copy.add(filledIn(item, mayBeSecret, filled)));
                yield copy;
            }
            case TextNode text -> new TextNode(textOf(value, text.textValue(), filled));
            case JsonNode other -> other;
        };
    }

    private String textOf(YamlValue value, String written, Map<String, YamlFile.Reference> filled) {
        int before = problems.count();
        Matcher matcher = REFERENCE.matcher(written);
        String result =
                replaced(
                        matcher,
                        match -> {
                            String secret = match.group("secret");
                            if (secret == null) {
                                return variable(value, match);
                            }
                            problems.add(
                                    value.place(),
                                    "the secret " + secret + " may not stand here",
                                    "what stands here is printed; secrets may stand in webhook.headers"
                                            + " and in webhook.signing.key");
                            return null;
                        });
        if (matcher.reset().find()) {
            filled.put(value.pointer(), new YamlFile.Reference(written, problems.count() > before));
        }
        return result;
    }

    /** A text that may hold secrets, with these filled in: it is a secret as a whole. */
    public Secret secret(YamlValue value) {
        List<String> hidden = new ArrayList<>();
        String whole =
                replaced(
                        HEADER_REFERENCE.matcher(value.text()),
                        match -> {
                            String found = ofHeader(value, match);
                            if (found != null) {
                                hidden.add(found);
                            }
                            return found;
                        });
        return Secret.of(whole, hidden);
    }

    private @Nullable String ofHeader(YamlValue value, MatchResult match) {
        String secret = match.group("secret");
        if (secret != null) {
            return ofFile(value, secret);
        }
        String plain = match.group("plain");
        return plain != null ? plain(value, plain) : variable(value, match);
    }

    private @Nullable String ofFile(YamlValue value, String name) {
        String found = secrets.find(name).map(Secret::reveal).orElse(null);
        if (found == null) {
            problems.addMissing(value.place(), "there is no secret " + name, secrets.hint(name));
        }
        return found;
    }

    private @Nullable String variable(YamlValue value, MatchResult match) {
        String name = match.group("variable");
        if (!mayRead(value, name)) {
            return null;
        }
        String fallback = match.group("fallback");
        String found = variables.find(name);
        if (fallback != null) {
            return found == null || found.isEmpty() ? fallback : found;
        }
        if (found == null) {
            problems.addMissing(
                    value.place(),
                    "the environment variable " + name + " is not set",
                    "set it, or give it a default: ${env:%s:-…}".formatted(name));
        }
        return found;
    }

    private @Nullable String plain(YamlValue value, String name) {
        if (!mayRead(value, name)) {
            return null;
        }
        String found = variables.find(name);
        if (found == null) {
            problems.addMissing(
                    value.place(),
                    "the environment variable " + name + " is not set",
                    ClosestWord.to(name, variables.names())
                            .map(near -> "did you mean " + near + "?")
                            .orElse(null));
        }
        return found;
    }

    private boolean mayRead(YamlValue value, String name) {
        if (variables.mayRead(name)) {
            return true;
        }
        problems.add(
                value.place(),
                "the environment variable "
                        + name
                        + " may not be read by definitions that are sent",
                "whoever starts the mill allows it: tidemill run --allow-env " + name);
        return false;
    }

    /**
     * A reference behind a second $ stands for itself without that; one that has no value stays as
     * it is.
     */
    private static String replaced(Matcher matcher, Filling value) {
        return matcher.replaceAll(
                match -> {
                    if (!match.group("escaped").isEmpty()) {
                        return Matcher.quoteReplacement(match.group().substring(1));
                    }
                    String found = value.of(match);
                    return Matcher.quoteReplacement(found == null ? match.group() : found);
                });
    }

    /** What stands in the place of a reference; null when there is nothing, which was told. */
    @FunctionalInterface
    private interface Filling {
        @Nullable String of(MatchResult match);
    }
}
