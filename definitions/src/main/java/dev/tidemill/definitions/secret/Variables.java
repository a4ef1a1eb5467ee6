package dev.tidemill.definitions.secret;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that definitions may read: those of a process, or some of them only.
 * What the environment says to the mill itself is never among them. Immutable.
 */
public final class Variables {
    /** Who writes definitions need not know these. */
    private static final Set<String> OWN =
            Set.of("TIDEMILL_TOKEN", "TIDEMILL_PASSWORD", Secrets.VARIABLE);

    private final Map<String, String> values;
    private final @Nullable Set<String> named;

    private Variables(Map<String, String> values, @Nullable Set<String> named) {
        this.values = Map.copyOf(values);
        this.named = named;
    }

    /** All of an environment; the mill's own credentials among them count as not set. */
    public static Variables all(Map<String, String> environment) {
        Map<String, String> others = new HashMap<>(environment);
        others.keySet().removeAll(OWN);
        return new Variables(others, null);
    }

    /** Those of these names; of all others nothing is said, not even whether they are set. */
    public Variables only(Collection<String> names) {
        Map<String, String> some = new HashMap<>(values);
        some.keySet().retainAll(Set.copyOf(names));
        return new Variables(some, Set.copyOf(names));
    }

    /** Whether a variable of this name may be read, set or not. */
    boolean mayRead(String name) {
        requireNonNull(name, "name");
        return named == null || OWN.contains(name) || named.contains(name);
    }

    /** Null when it is not set, or may not be read. */
    @Nullable String find(String name) {
        return values.get(name);
    }

    /** Those that are set and may be read. */
    Set<String> names() {
        return values.keySet();
    }
}
