package dev.tidemill.node.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.node.access.EndUser;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of an application's end user, for a while. Immutable.
 *
 * @param subject what the application calls them
 * @param claims by name
 * @param tables null for all that policies let them see
 * @param key of the key that signed it
 */
public record EndUserToken(
        String subject,
        Map<String, String> claims,
        @Nullable Set<String> tables,
        Set<Scope> scopes,
        Instant expires,
        String key) {
    /**
     * What the names of end users begin with. No account has such a name, so that no rule about an
     * account is about them.
     */
    public static final String NAMED = "end-user/";

    /** The claim that is always there: the subject. */
    public static final String SUBJECT = "subject";

    public EndUserToken {
        requireNonNull(subject, "subject");
        claims = Map.copyOf(claims);
        tables = tables == null ? null : Set.copyOf(tables);
        scopes = Set.copyOf(scopes);
        requireNonNull(expires, "expires");
        requireNonNull(key, "key");
    }

    /** Whether it is too old at a time. */
    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /** On whose behalf whoever shows it asks. */
    public Principal principal() {
        Map<String, String> said = new TreeMap<>(claims);
        said.put(SUBJECT, subject);
        return new Principal(
                NAMED + subject, Set.of(Policies.END_USER), scopes, new EndUser(said, tables));
    }

    /** As a form is written: what is signed. */
    String text() {
        List<String> fields = new ArrayList<>();
        fields.add(field("sub", subject));
        fields.add(field("exp", Long.toString(expires.getEpochSecond())));
        new TreeSet<>(scopes).forEach(scope -> fields.add(field("scope", scope.word())));
        if (tables != null) {
            fields.add("tables=");
            new TreeSet<>(tables).forEach(table -> fields.add(field("table", table)));
        }
        new TreeMap<>(claims).forEach((name, value) -> fields.add(field("c." + name, value)));
        return String.join("&", fields);
    }

    private static String field(String name, String value) {
        return name + "=" + URLEncoder.encode(value, UTF_8);
    }

    /** What {@link #text} wrote, and a key signed. */
    static EndUserToken of(String text, String key) {
        String subject = "";
        Instant expires = Instant.EPOCH;
        Map<String, String> claims = new TreeMap<>();
        Set<Scope> scopes = new HashSet<>();
        Set<String> tables = null;
        for (String field : text.split("&", -1)) {
            int at = field.indexOf('=');
            String name = field.substring(0, at);
            String value = URLDecoder.decode(field.substring(at + 1), UTF_8);
            switch (name) {
                case "sub" -> subject = value;
                case "exp" -> expires = Instant.ofEpochSecond(Long.parseLong(value));
                case "scope" -> Scope.of(value).ifPresent(scopes::add);
                case "tables" -> tables = new HashSet<>();
                case "table" -> requireNonNull(tables, "tables").add(value);
                default -> claims.put(name.substring("c.".length()), value);
            }
        }
        return new EndUserToken(subject, claims, tables, scopes, expires, key);
    }
}
