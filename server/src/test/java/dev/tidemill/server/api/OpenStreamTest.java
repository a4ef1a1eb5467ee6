package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Token;
import dev.tidemill.node.account.TokenText;
import dev.tidemill.node.account.User;
import dev.tidemill.node.audit.AuditEntry;
import dev.tidemill.node.audit.AuditEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are open when the mill begins to ask who comes, and for what. */
class OpenStreamTest {
    private static BufferedReader opened(Served served, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = served.request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<java.io.InputStream> answer =
                served.client.send(request.build(), BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static void until(BufferedReader stream, String text) throws Exception {
        String _ =
                within(
                        () -> {
                            StringBuilder all = new StringBuilder();
                            for (String line = stream.readLine();
                                    line != null;
                                    line = stream.readLine()) {
                                all.append(line).append('\n');
                                if (line.contains(text)) {
                                    return all.toString();
                                }
                            }
                            throw new AssertionError("no " + text + " in " + all);
                        });
    }

    private static String end(BufferedReader stream) throws Exception {
        return within(
                () -> {
                    StringBuilder all = new StringBuilder();
                    try {
                        for (String line = stream.readLine();
                                line != null;
                                line = stream.readLine()) {
                            all.append(line).append('\n');
                        }
                    } catch (java.io.IOException e) {
                        // Cut off is an end too.
                    }
                    return all.toString();
                });
    }

    private static String within(java.util.concurrent.Callable<String> work) throws Exception {
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                done.complete(work.call());
                            } catch (Exception | AssertionError e) {
                                done.completeExceptionally(e);
                            }
                        });
        return done.get(30, TimeUnit.SECONDS);
    }

    private static AccountFile accounts(Path folder) {
        return new AccountFile(folder.resolve(".tidemill/data/access"));
    }

    private static String token(Path folder, String name, Set<Scope> scopes) {
        TokenText text = TokenText.random(new SecureRandom());
        accounts(folder).change(all -> all.adding(new User(name, scopes, null, Instant.now())));
        accounts(folder)
                .change(
                        all ->
                                all.adding(
                                        new Token(
                                                text.id(),
                                                name,
                                                scopes,
                                                text.digest(),
                                                Instant.now(),
                                                null)));
        return text.text();
    }

    @Test
    void whoCameUnaskedDoesNotStay(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            BufferedReader changes = opened(served, "/v1/tables/orders/changes");
            BufferedReader status = opened(served, "/v1/status/stream");
            until(changes, "snapshot");
            String root = token(folder, "root", EnumSet.of(Scope.ADMIN));
            assertEquals(
                    200,
                    served.order(Served.line(1, "hush", 1), "Authorization", "Bearer " + root)
                            .statusCode());
            String rest = end(changes);
            assertTrue(rest.contains("TM2013"), rest);
            assertFalse(rest.contains("hush"), rest);
            assertFalse(end(status).isEmpty());
        }
    }

    @Test
    void policiesHoldForStreamsThatWereOpenBefore(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            String root = token(folder, "root", EnumSet.of(Scope.ADMIN));
            String ann = token(folder, "ann", EnumSet.of(Scope.READ));
            BufferedReader changes =
                    opened(served, "/v1/tables/orders/changes", "Authorization", "Bearer " + ann);
            until(changes, "snapshot");
            served.order(Served.line(1, "before", 1), "Authorization", "Bearer " + root);
            until(changes, "before");
            Files.createDirectories(folder.resolve("policies"));
            Files.writeString(
                    folder.resolve("policies/shop.yaml"),
                    "tables:\n  - {table: orders, users: [bob], privileges: [select]}\n");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!served.mill().project().policies().inForce()) {
                assertTrue(
                        System.nanoTime() < deadline,
                        String.valueOf(served.mill().status().definitionProblem()));
                Thread.sleep(5);
            }
            served.order(Served.line(2, "hush", 1), "Authorization", "Bearer " + root);
            String rest = end(changes);
            assertTrue(rest.contains("TM2030"), rest);
            assertFalse(rest.contains("hush"), rest);
        }
    }

    @Test
    void theAuditLogHasTheRowsThatASubscriptionWasGiven(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            String root = "Bearer " + token(folder, "root", EnumSet.of(Scope.ADMIN));
            String ann = token(folder, "ann", EnumSet.of(Scope.READ));
            served.order(Served.line(1, "before", 1), "Authorization", root);
            BufferedReader changes =
                    opened(served, "/v1/tables/orders/changes", "Authorization", "Bearer " + ann);
            until(changes, "before");
            served.order(Served.line(2, "after", 1), "Authorization", root);
            until(changes, "after");
            accounts(folder).change(all -> all.removing("ann"));
            served.order(Served.line(3, "hush", 1), "Authorization", root);
            assertTrue(end(changes).contains("TM2013"));
            List<AuditEvent> told = List.of();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (told.size() < 2 && System.nanoTime() < deadline) {
                Thread.sleep(20);
                told =
                        served
                                .mill()
                                .audit()
                                .newest(10, entry -> entry.event().user().equals("ann"))
                                .stream()
                                .map(AuditEntry::event)
                                .toList();
            }
            assertEquals(
                    List.of(AuditEvent.DONE, "begun"),
                    told.stream().map(AuditEvent::code).toList());
            assertEquals(List.of(2L, -1L), told.stream().map(AuditEvent::rows).toList());
        }
    }
}
