package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.SessionBounds;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Those who logged in once and show a secret since, until they log out, do nothing for long, or
 * have been there for long. The secret is 256 random bits; its SHA-256 is kept, in memory alone, so
 * a start ends all of them. Safe for all threads.
 */
public final class LoginSessions {
    private static final int SECRET_BYTES = 32;

    /** Characters of a secret, as base64 writes them. */
    private static final int SECRET_CHARS = 43;

    private final Supplier<SessionBounds> bounds;
    private final LongSupplier nanos;
    private final SecureRandom random = new SecureRandom();

    /** By the digests of their secrets; the one that was used the longest ago first. */
    private final Map<String, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    /** A session, and when it began and was used last. */
    private record Open(Login login, long begunNanos, long usedNanos) {
        String user() {
            return login.principal().name();
        }

        Open usedAt(long now) {
            return new Open(login, begunNanos, now);
        }
    }

    /**
     * @param bounds asked for at each use, since a project may change them
     */
    public LoginSessions(Supplier<SessionBounds> bounds, LongSupplier nanos) {
        this.bounds = requireNonNull(bounds, "bounds");
        this.nanos = requireNonNull(nanos, "nanos");
    }

    /** Begins a session; gives the secret, which is not kept. */
    public String begin(Login login) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        SessionBounds now = bounds.get();
        synchronized (open) {
            long nano = nanos.getAsLong();
            open.values().removeIf(each -> isOver(each, nano, now));
            Open next = new Open(login, nano, nano);
            makeRoom(next.user(), now);
            open.put(TokenText.digest(secret), next);
        }
        return secret;
    }

    /** Ends what was used the longest ago until there is room for one more of a user. */
    private void makeRoom(String user, SessionBounds now) {
        long ofUser = open.values().stream().filter(each -> each.user().equals(user)).count();
        Iterator<Open> oldestFirst = open.values().iterator();
        while (ofUser >= now.perUser() && oldestFirst.hasNext()) {
            if (oldestFirst.next().user().equals(user)) {
                oldestFirst.remove();
                ofUser--;
            }
        }
        oldestFirst = open.values().iterator();
        while (open.size() >= now.sessions() && oldestFirst.hasNext()) {
            oldestFirst.next();
            oldestFirst.remove();
        }
    }

    /** Who logged in and was given this secret, which counts as a use; empty when that is over. */
    public Optional<Login> find(String secret) {
        if (secret.length() != SECRET_CHARS) {
            return Optional.empty();
        }
        SessionBounds now = bounds.get();
        String digest = TokenText.digest(secret);
        synchronized (open) {
            Open found = open.get(digest);
            long nano = nanos.getAsLong();
            if (found == null) {
                return Optional.empty();
            }
            if (isOver(found, nano, now)) {
                open.remove(digest);
                return Optional.empty();
            }
            open.put(digest, found.usedAt(nano));
            return Optional.of(found.login());
        }
    }

    /** Ends a session; gives who had it, empty when there was none. */
    public Optional<Login> end(String secret) {
        SessionBounds now = bounds.get();
        synchronized (open) {
            Open ended = open.remove(TokenText.digest(secret));
            return ended == null || isOver(ended, nanos.getAsLong(), now)
                    ? Optional.empty()
                    : Optional.of(ended.login());
        }
    }

    /** How long a session that begins now may go on. */
    public Duration age() {
        return bounds.get().age();
    }

    private static boolean isOver(Open session, long now, SessionBounds bounds) {
        return now - session.usedNanos() >= bounds.idle().toNanos()
                || now - session.begunNanos() >= bounds.age().toNanos();
    }
}
