package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applied definitions make the mill send to public addresses, and to those that are allowed. */
@Timeout(60)
class AllowedUrlsTest {
    @TempDir @Nullable Path folder;

    private static boolean isAllowed(String url, String... rules) {
        return new AllowedUrls(List.of(rules)).refusal(URI.create(url)).isEmpty();
    }

    @Test
    void addressesOfTheMachineAndItsNetworkAreRefused() {
        for (String host :
                List.of(
                        "127.0.0.1",
                        "localhost",
                        "10.1.2.3",
                        "172.16.0.1",
                        "192.168.1.1",
                        "169.254.169.254",
                        "100.64.0.1",
                        "0.0.0.0",
                        "0.1.2.3",
                        "224.0.0.1",
                        "255.255.255.255",
                        "[::1]",
                        "[::]",
                        "[fe80::1]",
                        "[fd00::1]",
                        "[::ffff:127.0.0.1]",
                        "[64:ff9b::7f00:1]")) {
            assertFalse(isAllowed("http://" + host + "/hook"), host);
        }
        assertFalse(isAllowed("http://2130706433/hook"), "127.0.0.1 as one number");
        assertFalse(isAllowed("http://no_host/hook"), "what is no host to Java");
        assertTrue(isAllowed("https://93.184.216.34/hook"));
        assertTrue(isAllowed("https://[2606:2800:220:1::1]/hook"));
        assertTrue(isAllowed("http://172.32.0.1/hook"), "behind the private network");
    }

    @Test
    void ownersAllowHostsPortsAndNetworks() {
        assertTrue(isAllowed("http://127.0.0.1:8080/hook", "127.0.0.1"));
        assertTrue(isAllowed("http://LOCALHOST/hook", "localhost:80"));
        assertTrue(isAllowed("https://localhost/hook", "localhost:443"));
        assertFalse(isAllowed("http://localhost:81/hook", "localhost:80"));
        assertTrue(isAllowed("http://10.1.2.3/hook", "10.1.0.0/16"));
        assertFalse(isAllowed("http://10.2.2.3/hook", "10.1.0.0/16"));
        assertTrue(isAllowed("http://[fd00::1]/hook", "fd00::/8"));
        assertTrue(isAllowed("http://10.2.2.3/hook", "*"));
        assertTrue(isAllowed("http://[::1]:8080/hook", "::1"));
        assertTrue(isAllowed("http://[::1]:8080/hook", "[::1]:8080"));
        for (String rule : List.of("", "http://a", "10.1.0.0/33", "a/8", "10.1.0.0/")) {
            assertEquals(
                    ErrorCode.INVALID_ARGUMENT,
                    assertThrows(TidemillException.class, () -> isAllowed("http://a/", rule), rule)
                            .errorCode());
        }
    }

    private static String action(String url) {
        return """
        name: tell
        on: rich
        key: [customer]
        when: [entered]
        webhook:
          url: %s
        """
                .formatted(url);
    }

    private static Shop telling(String url) {
        return new Shop().with("actions/tell.yaml", action(url));
    }

    private Tidemill open(Shop shop, AllowedUrls allowed) throws Exception {
        Path project = shop.write(requireNonNull(folder).resolve("shop"));
        return Tidemill.open(
                project,
                TidemillOptions.defaults()
                        .withWatching(false)
                        .withLocalUrl("http://127.0.0.1:1")
                        .withAllowedUrls(allowed));
    }

    @Test
    void appliedActionMayNotSendToTheMachineUnlessItIsAllowedOrDidBefore() throws Exception {
        Shop tells = telling("http://127.0.0.1:9/hook");
        try (Tidemill mill = open(new Shop(), AllowedUrls.PUBLIC)) {
            PlanRefusal refusal =
                    mill.definitionDesk().plan(tells.files(), false).refusals().getFirst();
            assertEquals(ErrorCode.URL_NOT_ALLOWED, refusal.code());
            assertEquals("actions/tell.yaml", requireNonNull(refusal.place()).source());
            assertTrue(refusal.message().contains("not public"), refusal.message());
            assertEquals(
                    ErrorCode.URL_NOT_ALLOWED,
                    assertThrows(
                                    TidemillException.class,
                                    () ->
                                            mill.definitionDesk()
                                                    .apply(tells.files(), ApplyTerms.DEFAULT))
                            .errorCode());
            assertTrue(
                    mill.definitionDesk()
                            .plan(telling("/app/hooks/tell").files(), false)
                            .applicable(),
                    "a path of the mill's own server");
        }
        try (Tidemill mill = open(new Shop(), new AllowedUrls(List.of("127.0.0.1:9")))) {
            assertTrue(mill.definitionDesk().plan(tells.files(), false).applicable());
        }
    }

    @Test
    void eachStepOfAnActionIsHeldToTheAddressesToo() throws Exception {
        Shop tells =
                new Shop()
                        .with(
                                "actions/tell.yaml",
                                """
                                name: tell
                                on: rich
                                key: [customer]
                                when: [entered]
                                steps:
                                  - {name: ask, webhook: {url: /app/hooks/tell}}
                                  - {name: remind, after: 1 h, webhook: {url: "http://127.0.0.1:9/"}}
                                """);
        try (Tidemill mill = open(new Shop(), AllowedUrls.PUBLIC)) {
            List<PlanRefusal> refusals =
                    mill.definitionDesk().plan(tells.files(), false).refusals();
            assertEquals(1, refusals.size(), refusals.toString());
            assertEquals(ErrorCode.URL_NOT_ALLOWED, refusals.getFirst().code());
            assertTrue(refusals.getFirst().message().contains("http://127.0.0.1:9/"));
        }
        try (Tidemill mill = open(tells, AllowedUrls.PUBLIC)) {
            assertTrue(
                    mill.definitionDesk()
                            .plan(tells.with("tables/other.sql", "SELECT 1 AS one").files(), false)
                            .applicable(),
                    "it did before");
        }
    }

    @Test
    void actionGoesOnSendingWhereItDid() throws Exception {
        Shop tells = telling("http://127.0.0.1:9/hook");
        try (Tidemill mill = open(tells, AllowedUrls.PUBLIC)) {
            assertTrue(
                    mill
                            .definitionDesk()
                            .plan(tells.with("tables/other.sql", "SELECT 1 AS one").files(), false)
                            .refusals()
                            .stream()
                            .noneMatch(r -> r.code() == ErrorCode.URL_NOT_ALLOWED));
        }
    }

    private static void apply(Tidemill mill, Shop shop) throws InterruptedException {
        ApplyState state =
                mill.definitionDesk()
                        .apply(shop.files(), ApplyTerms.DEFAULT.withSettle(Duration.ofMillis(100)));
        while (!state.phase().isEnd()) {
            Thread.sleep(20);
            state = requireNonNull(mill.definitionDesk().state());
        }
        assertEquals(ApplyState.Phase.DONE, state.phase(), state.toString());
    }

    @Test
    void goingBackIsHeldToWhatIsAllowedByThen() throws Exception {
        Shop tells = telling("http://127.0.0.1:9/hook");
        try (Tidemill mill = open(new Shop(), new AllowedUrls(List.of("127.0.0.1:9")))) {
            apply(mill, tells);
            apply(mill, new Shop());
        }
        try (Tidemill mill = open(new Shop(), AllowedUrls.PUBLIC)) {
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.definitionDesk().rollBack(null, ApplyTerms.DEFAULT));
            assertEquals(ErrorCode.URL_NOT_ALLOWED, refused.errorCode());
            assertEquals(new Shop().files().hash(), mill.definitionDesk().inForce().release());
        }
        try (Tidemill mill = open(new Shop(), new AllowedUrls(List.of("127.0.0.1:9")))) {
            ApplyState back = mill.definitionDesk().rollBack(null, ApplyTerms.DEFAULT);
            assertEquals(tells.files().hash(), back.release());
        }
    }
}
