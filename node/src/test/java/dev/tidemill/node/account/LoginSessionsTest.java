package dev.tidemill.node.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.SessionBounds;
import dev.tidemill.node.access.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginSessionsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicReference<SessionBounds> bounds =
            new AtomicReference<>(
                    new SessionBounds(3, 2, Duration.ofMinutes(10), Duration.ofMinutes(25)));
    private final LoginSessions sessions = new LoginSessions(bounds::get, nanos::get);

    private static Login login(String name) {
        return Login.of(Principal.user(name, Set.of()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private boolean has(String secret) {
        return sessions.find(secret).isPresent();
    }

    @Test
    void knowsWhoShowsTheSecretUntilTheyLogOut() {
        String secret = sessions.begin(login("ann"));
        assertNotEquals(secret, sessions.begin(login("ann")));
        assertEquals(Optional.of("ann"), sessions.find(secret).map(of -> of.principal().name()));
        assertTrue(sessions.find("").isEmpty());
        assertTrue(sessions.find(secret.substring(1) + "_").isEmpty());
        assertEquals(Optional.of(login("ann")), sessions.end(secret));
        assertTrue(sessions.find(secret).isEmpty());
        assertTrue(sessions.end(secret).isEmpty());
    }

    @Test
    void endsWhenNothingIsAskedForLongAndWhenItIsOldHoweverMuchIsAsked() {
        String idle = sessions.begin(login("ann"));
        String used = sessions.begin(login("bob"));
        pass(Duration.ofMinutes(9));
        assertTrue(has(used));
        pass(Duration.ofMinutes(9));
        assertTrue(has(used));
        assertTrue(!has(idle), "18 minutes without a request");
        pass(Duration.ofMinutes(6));
        assertTrue(has(used), "24 minutes old");
        pass(Duration.ofMinutes(1));
        assertTrue(!has(used), "25 minutes old");
    }

    @Test
    void theOneUsedTheLongestAgoMakesRoomForTheNext() {
        String first = sessions.begin(login("ann"));
        String second = sessions.begin(login("ann"));
        assertTrue(has(first));
        String third = sessions.begin(login("ann"));
        assertTrue(!has(second), "ann has two");
        assertTrue(has(first) && has(third));
        String bobs = sessions.begin(login("bob"));
        String cids = sessions.begin(login("cid"));
        assertTrue(!has(first), "there are three");
        assertTrue(has(third) && has(bobs) && has(cids));
    }

    @Test
    void boundsThatChangeHoldForThoseWhoAreThere() {
        String secret = sessions.begin(login("ann"));
        pass(Duration.ofMinutes(1));
        bounds.set(new SessionBounds(3, 2, Duration.ofSeconds(30), Duration.ofMinutes(25)));
        assertTrue(!has(secret));
    }
}
