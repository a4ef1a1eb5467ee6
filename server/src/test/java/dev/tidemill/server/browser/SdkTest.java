package dev.tidemill.server.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.sun.net.httpserver.HttpServer;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's page, of another origin than the mill, with the module that the mill serves. */
class SdkTest {
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop
            version: 1.0.0
            status: active
            schema:
              - name: orders
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: customer, logicalType: string, physicalType: TEXT, required: true}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
              - name: prices
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: sku, logicalType: string, physicalType: TEXT, primaryKey: true, primaryKeyPosition: 1}
                  - {name: size, logicalType: integer, physicalType: INTEGER, primaryKey: true, primaryKeyPosition: 2}
                  - {name: price, logicalType: integer, physicalType: INTEGER}
            """;
    private static final String PAGE =
            """
            <!doctype html><title>application</title>
            <script type="module">
            import { Tidemill } from 'MILL/sdk/tidemill.js';
            window.mill = new Tidemill({ server: 'MILL' });
            window.states = [];
            window.told = [];
            window.spent = mill.subscribe('spent', {
              onState: (state) => states.push(state),
              onChange: (changes, tick) => told.push({ tick, changes }),
            });
            window.order = (id, customer) => mill.send('orders', { id, customer, at: '2026-01-01T00:00:00' });
            </script>
            """;

    private @TempDir @Nullable Path folder;
    private @Nullable TidemillServer server;
    private @Nullable Playwright playwright;
    private @Nullable Browser browser;
    private @Nullable HttpServer application;
    private @Nullable HttpServer elsewhere;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> chromium = Browsing.chromium();
        assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        Path project = Objects.requireNonNull(folder);
        Files.createDirectories(project.resolve("contracts"));
        Files.createDirectories(project.resolve("tables"));
        Files.writeString(project.resolve("tidemill.yaml"), "name: shop\n");
        Files.writeString(project.resolve("contracts/shop.yaml"), CONTRACT);
        Files.writeString(
                project.resolve("tables/spent.sql"),
                "SELECT customer, count(*) AS n FROM orders GROUP BY customer\n");
        application = web();
        elsewhere = web();
        serve(0);
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium.get())
                                        .setArgs(Browsing.FLAGS));
    }

    @AfterEach
    void close() {
        for (HttpServer each : new @Nullable HttpServer[] {application, elsewhere}) {
            if (each != null) {
                each.stop(0);
            }
        }
        if (browser != null) {
            browser.close();
        }
        if (playwright != null) {
            playwright.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** A server of the application's, whose page takes the mill's module. */
    private HttpServer web() throws IOException {
        HttpServer web =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext(
                "/",
                exchange -> {
                    byte[] page = PAGE.replace("MILL", server().url()).getBytes(UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        web.start();
        return web;
    }

    private static String origin(@Nullable HttpServer web) {
        return "http://localhost:" + Objects.requireNonNull(web).getAddress().getPort();
    }

    private TidemillServer server() {
        return Objects.requireNonNull(server);
    }

    private void serve(int port) {
        server =
                TidemillServer.start(
                        ServerOptions.loopback(port).withOrigins(Set.of(origin(application))),
                        url ->
                                Tidemill.open(
                                        Objects.requireNonNull(folder),
                                        TidemillOptions.defaults().withLocalUrl(url)));
    }

    private Page open(@Nullable HttpServer web) {
        Page page = Objects.requireNonNull(browser).newContext().newPage();
        page.setDefaultTimeout(30_000);
        page.navigate(origin(web));
        return page;
    }

    private static void await(Page page, String condition) {
        try {
            page.waitForFunction(condition);
        } catch (PlaywrightException e) {
            throw new AssertionError(
                    condition
                            + ": "
                            + page.evaluate(
                                    "JSON.stringify([window.states, window.told,"
                                            + " [...(window.spent?.rows ?? [])]])"),
                    e);
        }
    }

    @Test
    void aPageFollowsATableOverTheEndOfTheServerAndSendsWhatCameMeanwhile() {
        Page page = open(application);
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        await(page, "window.states?.includes('live')");
        page.evaluate("Promise.all([1, 2, 3].map((id) => order(id, id < 3 ? 'ada' : 'bob')))");
        await(page, "spent.rows.get('ada')?.n === 2 && spent.rows.get('bob')?.n === 1");
        assertEquals(
                "[[\"ada\",{\"customer\":\"ada\",\"n\":2}],[\"bob\",{\"customer\":\"bob\",\"n\":1}]]",
                page.evaluate("JSON.stringify([...spent.rows].sort())"));

        int port = server().port();
        server().close();
        await(page, "states.at(-1) === 'waiting' || states.at(-1) === 'connecting'");
        int before = ((Number) page.evaluate("told.length")).intValue();
        page.evaluate(
                "window.later = Promise.all([4, 5].map((id) => order(id, id < 5 ? 'ada' : 'eve')));"
                        + " 0");
        serve(port);
        assertEquals(
                "[[2,0],[2,0]]",
                page.evaluate(
                        "later.then((all) => JSON.stringify(all.map((s) => [s.accepted,"
                                + " s.quarantined])))"),
                "both in one batch");
        await(page, "spent.rows.get('ada')?.n === 3 && spent.rows.get('eve')?.n === 1");
        assertEquals("live", page.evaluate("states.at(-1)"));
        assertTrue(
                asked.stream().anyMatch(url -> url.matches(".*/spent/changes\\?.*from=[1-9]\\d*")),
                asked.toString());
        assertEquals(
                "[[\"ada\",2,3],[\"eve\",null,1]]",
                page.evaluate(
                        "JSON.stringify(told.slice("
                                + before
                                + ").flatMap((t) => t.changes).map((c) => [c.key, c.old?.n ?? null,"
                                + " c.row.n]).sort())"),
                "what had been told is not told again");
        assertEquals(
                true, page.evaluate("told.every((t, i) => i === 0 || t.tick > told[i - 1].tick)"));
        page.evaluate("spent.close()");
        assertEquals("closed", page.evaluate("states.at(-1)"));
    }

    @Test
    void aBatchWhoseAnswerIsLostIsTakenOnce() {
        Page page = open(application);
        await(page, "window.states?.includes('live')");
        AtomicInteger tries = new AtomicInteger();
        page.route(
                "**/orders/rows",
                route -> {
                    if (tries.getAndIncrement() == 0) {
                        route.fetch();
                        route.abort();
                    } else {
                        route.resume();
                    }
                });
        assertEquals(true, page.evaluate("order(1, 'ada').then((sent) => sent.duplicate)"));
        page.evaluate("order(2, 'ada')");
        await(page, "spent.rows.get('ada')?.n === 2");
        assertTrue(tries.get() >= 3, tries.toString());
    }

    @Test
    void aPageLooksRowsUpDeletesThemAndIsToldWhatIsRefused() {
        Page page = open(application);
        await(page, "window.states?.includes('live')");
        page.evaluate(
                "window.prices = mill.subscribe('prices'); Promise.all([prices.ready,"
                        + " mill.send('prices', {sku: 'a/b&c', size: 1, price: 5}),"
                        + " mill.send('prices', {sku: 'tea', size: 2, price: 7})])");
        await(page, "prices.rows.size === 2");
        assertEquals(
                5, page.evaluate("mill.lookup('prices', 'a/b&c', 1).then((row) => row.price)"));
        assertEquals(
                true,
                page.evaluate("mill.lookup('prices', 'none', 1).then((r) => r === undefined)"));
        assertEquals(7, page.evaluate("prices.rows.get('[\"tea\",2]').price"));
        page.evaluate("mill.delete('prices', {sku: 'tea', size: 2})");
        await(page, "prices.rows.size === 1");
        assertEquals(
                "TM2010",
                page.evaluate("mill.delete('orders', {id: 1}).catch((e) => e.code)"),
                "an event table takes no deletions, now or later");
        assertEquals(
                1,
                page.evaluate(
                        "mill.send('prices', {sku: 'x', size: 'big', price: 1}).then((s) =>"
                                + " s.quarantined)"));
    }

    /** Each page asks the application for a token of its user, which is good for two seconds. */
    @Test
    void aPageSeesItsUsersRowsAndComesAgainWithAnotherToken() throws Exception {
        int port = server().port();
        server().close();
        Path policies = Objects.requireNonNull(folder).resolve("policies");
        Files.createDirectories(policies);
        Files.writeString(
                policies.resolve("shop.yaml"),
                """
                tables:
                  - {table: spent, roles: [end-user], privileges: [select], filter: customer = claim('name')}
                  - {table: orders, roles: [end-user], privileges: [insert]}
                """);
        serve(port);
        AtomicInteger given = new AtomicInteger();
        HttpServer web = Objects.requireNonNull(application);
        web.createContext(
                "/token/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    byte[] token = token(path.substring("/token/".length())).getBytes(UTF_8);
                    given.incrementAndGet();
                    exchange.sendResponseHeaders(200, token.length);
                    exchange.getResponseBody().write(token);
                    exchange.close();
                });
        web.removeContext("/");
        web.createContext(
                "/",
                exchange -> {
                    byte[] page =
                            PAGE.replace(
                                            "server: 'MILL'",
                                            "server: 'MILL', token: async () => (await"
                                                    + " fetch('/token' +"
                                                    + " location.pathname)).text()")
                                    .replace("MILL", server().url())
                                    .getBytes(UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        Page ada = Objects.requireNonNull(browser).newContext().newPage();
        ada.navigate(origin(web) + "/ada");
        Page bob = Objects.requireNonNull(browser).newContext().newPage();
        bob.navigate(origin(web) + "/bob");
        await(ada, "window.states?.includes('live')");
        await(bob, "window.states?.includes('live')");
        ada.evaluate("Promise.all([order(1, 'ada'), order(2, 'bob')])");
        await(ada, "spent.rows.get('ada')?.n === 1");
        await(bob, "spent.rows.get('bob')?.n === 1");
        await(ada, "states.filter((state) => state === 'live').length >= 2");
        ada.evaluate("order(3, 'ada')");
        await(ada, "spent.rows.get('ada')?.n === 2");
        assertTrue(given.get() >= 3, given + " tokens");
        assertEquals("ada", ada.evaluate("[...spent.rows.keys()].join()"));
        assertEquals("bob", bob.evaluate("[...spent.rows.keys()].join()"));
        assertEquals(
                false,
                ada.evaluate("told.some((t) => JSON.stringify(t).includes('bob'))"),
                "nor was anything else ever told");
    }

    /** What the application's own server asks for. */
    private String token(String customer) throws IOException {
        String body =
                "{\"subject\":\"%1$s\",\"claims\":{\"name\":\"%1$s\"},\"scopes\":[\"read\",\"write\"],\"seconds\":2}"
                        .formatted(customer);
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer =
                    client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(server().url() + "/v1/tokens"))
                                            .header(
                                                    "Authorization",
                                                    "Bearer "
                                                            + server().mill()
                                                                    .authenticator()
                                                                    .ownToken())
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString(body))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body();
            return answer.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void aPageOfAnotherOriginGetsNothing() {
        Page page = open(elsewhere);
        assertThrows(
                PlaywrightException.class,
                () -> page.evaluate("import('" + server().url() + "/sdk/tidemill.js')"));
        assertThrows(
                PlaywrightException.class,
                () -> page.evaluate("fetch('" + server().url() + "/v1/status')"));
        assertEquals("undefined", page.evaluate("typeof window.mill"));
        assertEquals(
                0L,
                server().mill().status().tables().stream()
                        .filter(table -> table.name().equals("orders"))
                        .findFirst()
                        .orElseThrow()
                        .rows());
    }
}
