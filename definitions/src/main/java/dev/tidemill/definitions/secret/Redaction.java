package dev.tidemill.definitions.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of texts that others wrote and that are kept: whoever was sent a secret may
 * repeat it in its answer, as it is, or as JSON and addresses spell it. Immutable, safe for any
 * thread.
 */
public final class Redaction {
    private final @Nullable Pattern hidden;

    public Redaction(Collection<Secret> secrets) {
        // The longest first: a part of a secret must not hide that there was more of it.
        Set<String> texts =
                new TreeSet<>(
                        Comparator.comparingInt(String::length)
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()));
        for (Secret secret : secrets) {
            for (String text : secret.hidden()) {
                texts.add(text);
                texts.add(text.replace("\\", "\\\\").replace("\"", "\\\""));
                texts.add(URLEncoder.encode(text, UTF_8));
            }
        }
        this.hidden =
                texts.isEmpty()
                        ? null
                        : Pattern.compile(
                                texts.stream()
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining("|")));
    }

    /** The text with {@link Secret#HIDDEN} wherever it has one of the secrets. */
    public String of(String text) {
        return hidden == null
                ? text
                : hidden.matcher(text).replaceAll(Matcher.quoteReplacement(Secret.HIDDEN));
    }
}
