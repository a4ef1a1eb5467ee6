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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern ENVIRONMENT =
            Pattern.compile("(\\$?)\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");
    private static final Pattern SECRET = Pattern.compile("(\\$?)\\$\\{secret:([^}]*)}");

    /** The older spelling of an environment variable, which only actions' headers have. */
    private static final Pattern PLAIN = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** For a file in which no secret may stand. */
    public static final Predicate<String> NO_SECRETS = _ -> false;

    private final Map<String, String> environment;
    private final Secrets secrets;
    private final Problems problems;

    public References(Map<String, String> environment, Secrets secrets, Problems problems) {
        this.environment = Map.copyOf(environment);
        this.secrets = requireNonNull(secrets, "secrets");
        this.problems = requireNonNull(problems, "problems");
    }

    /**
     * The file with its environment variables filled in. A secret that is outside of these places
     * is a problem, since it could be printed there. What cannot be filled in stays as it is.
     *
     * @param mayBeSecret whether the value at a JSON pointer may hold secrets
     */
    public YamlFile filledIn(YamlFile file, Predicate<String> mayBeSecret) {
        Set<String> filled = new HashSet<>();
        JsonNode root = filledIn(file.top(), mayBeSecret, filled);
        return filled.isEmpty() ? file : file.filledIn(root, filled);
    }

    private JsonNode filledIn(YamlValue value, Predicate<String> mayBeSecret, Set<String> filled) {
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
            case TextNode text -> {
                String result = environment(value, text.textValue());
                if (!mayBeSecret.test(value.pointer())) {
                    result = withoutSecrets(value, result);
                }
                if (result.contains("${") || !result.equals(text.textValue())) {
                    filled.add(value.pointer());
                }
                yield new TextNode(result);
            }
            case JsonNode other -> other;
        };
    }

    private String environment(YamlValue value, String text) {
        return replaced(
                ENVIRONMENT,
                text,
                match -> {
                    String found = environment.get(match.group(2));
                    String fallback = match.group(3);
                    if (fallback != null) {
                        return found == null || found.isEmpty() ? fallback : found;
                    }
                    if (found == null) {
                        problems.addMissing(
                                value.place(),
                                "the environment variable " + match.group(2) + " is not set",
                                "set it, or give it a default: ${env:%s:-…}"
                                        .formatted(match.group(2)));
                    }
                    return found == null ? match.group() : found;
                });
    }

    private String withoutSecrets(YamlValue value, String text) {
        return replaced(
                SECRET,
                text,
                match -> {
                    problems.add(
                            value.place(),
                            "the secret " + match.group(2) + " may not stand here",
                            "what stands here is printed; secrets may stand in webhook.headers and"
                                    + " in webhook.signing.key");
                    return match.group();
                });
    }

    /** A text that may hold secrets, with these filled in: it is a secret as a whole. */
    public Secret secret(YamlValue value) {
        String plain =
                PLAIN.matcher(value.text())
                        .replaceAll(match -> Matcher.quoteReplacement(variable(value, match)));
        // Secrets come last: what is in one is not looked at again.
        return Secret.of(
                replaced(
                        SECRET,
                        plain,
                        match -> {
                            String name = match.group(2);
                            String found = secrets.find(name).map(Secret::reveal).orElse(null);
                            if (found == null) {
                                problems.addMissing(
                                        value.place(),
                                        "there is no secret " + name,
                                        secrets.hint(name));
                            }
                            return found == null ? "" : found;
                        }));
    }

    private String variable(YamlValue value, MatchResult match) {
        String found = environment.get(match.group(1));
        if (found == null) {
            problems.addMissing(
                    value.place(),
                    "the environment variable " + match.group(1) + " is not set",
                    ClosestWord.to(match.group(1), environment.keySet())
                            .map(near -> "did you mean " + near + "?")
                            .orElse(null));
        }
        return found == null ? "" : found;
    }

    /** A reference behind a second $ stands for itself. */
    private static String replaced(
            Pattern pattern, String text, Function<MatchResult, String> value) {
        return pattern.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        match.group(1).isEmpty()
                                                ? value.apply(match)
                                                : match.group().substring(1)));
    }
}
