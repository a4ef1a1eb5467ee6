package dev.tidemill.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.Token;
import dev.tidemill.node.account.TokenText;
import dev.tidemill.node.account.User;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.server.TidemillServer;
import dev.tidemill.server.browser.Browsing.Screen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of a shop whose roles are in force: who they are is asked, and told. */
class SignInTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String ORDERS =
            """
            customers {"customer_id":"c-0001","name":"Greta Adler","email":"greta@mail.example","city":"Kiel","country":"DE","signed_up_at":"2026-01-01T00:00:00Z"}
            customers {"customer_id":"c-0002","name":"Paul Petit","email":"paul@mail.example","city":"Lille","country":"FR","signed_up_at":"2026-01-01T00:00:00Z"}
            products {"sku":"tea-01","name":"Assam","category":"tea","price":4.50,"reorder_below":10}
            orders {"order_id":"o-0001","customer_id":"c-0001","status":"paid","placed_at":"2026-01-02T00:00:00Z","changed_at":"2026-01-02T00:00:00Z"}
            orders {"order_id":"o-0002","customer_id":"c-0002","status":"paid","placed_at":"2026-01-02T00:00:00Z","changed_at":"2026-01-02T00:00:00Z"}
            order_lines {"order_id":"o-0001","line":1,"sku":"tea-01","quantity":2,"price":4.50}
            order_lines {"order_id":"o-0002","line":1,"sku":"tea-01","quantity":3,"price":4.50}
            """;

    @TempDir static @Nullable Path folder;
    private static @Nullable Browsing browsing;
    private static String token = "";

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = Browsing.chromium();
        assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        Path project = Browsing.copy("shop", Objects.requireNonNull(folder).resolve("shop"));
        Files.move(project.resolve("roles"), project.resolve("policies"));
        AccountFile accounts =
                new AccountFile(
                        DataDirectory.accessIn(project.resolve(".tidemill").resolve("data")));
        add(accounts, "root", Scope.ADMIN);
        add(accounts, "sam", Scope.READ);
        TokenText text = TokenText.random(new SecureRandom());
        token = text.text();
        Token kept =
                new Token(text.id(), "sam", Set.of(Scope.READ), text.digest(), Instant.now(), null);
        accounts.change(all -> all.adding(kept));
        TidemillServer server = Browsing.serve(project, false);
        browsing = Browsing.of(server, project, chromium.get());
        plant(server);
    }

    private static void add(AccountFile accounts, String name, Scope scope) {
        User user = new User(name, Set.of(scope), PasswordHash.of(PASSWORD), Instant.now());
        accounts.change(all -> all.adding(user));
    }

    private static void plant(TidemillServer server) throws IOException, InterruptedException {
        long tick = 0;
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String line : ORDERS.lines().toList()) {
                String[] parts = line.split(" ", 2);
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        URI.create(
                                                server.url() + "/v1/tables/" + parts[0] + "/rows"))
                                .header(
                                        "Authorization",
                                        "Bearer " + server.mill().authenticator().ownToken())
                                .header("Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofString(parts[1] + "\n", UTF_8))
                                .build();
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                assertEquals(200, answer.statusCode(), answer.body());
                tick = Long.parseLong(answer.body().replaceAll("^\\{\"tick\":(\\d+).*", "$1"));
            }
        }
        assertTrue(server.mill().await(tick, 10_000));
    }

    @AfterAll
    static void close() {
        if (browsing != null) {
            assertEquals(List.of(), browsing.complaints());
            browsing.close();
        }
    }

    private static Browsing browsing() {
        return Objects.requireNonNull(browsing);
    }

    private static Page open(String path) {
        return browsing().open(path, Screen.LAPTOP, ColorScheme.LIGHT);
    }

    private static Page signedIn(String name, String path) {
        Page page = open(path);
        signIn(page, name);
        return page;
    }

    /** By the keyboard alone. */
    private static void signIn(Page page, String name) {
        assertThat(page.getByTestId("sign-in-name")).isFocused();
        page.keyboard().type(name);
        page.keyboard().press("Tab");
        page.keyboard().type(PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("signed-in")).containsText(name);
    }

    @Test
    void nothingIsShownToSomebodyUnknown() {
        Page page = open("/#/tables/open_orders");
        assertThat(page.getByTestId("gate")).isVisible();
        assertThat(page.getByTestId("page-tables")).not().isAttached();
        assertFalse(page.content().contains("open_orders"), page.content());
        page.context().close();
    }

    @Test
    void aWrongPasswordIsToldWithWhatToDo() {
        Page page = open("/");
        page.getByTestId("sign-in-name").fill("sam");
        page.getByTestId("sign-in-password").fill("wrong");
        page.getByTestId("sign-in").click();
        assertThat(page.getByTestId("sign-in-refused")).containsText("tidemill user passwd");
        assertThat(page.getByTestId("sign-in-password")).isFocused();
        page.getByTestId("sign-in-password").fill(PASSWORD);
        page.getByTestId("sign-in").click();
        assertThat(page.getByTestId("signed-in")).containsText("sam");
        page.context().close();
    }

    @Test
    void whoeverSignsInSeesWhatIsTheirsAndIsToldOfTheRest() {
        Page page = signedIn("sam", "/#/tables/open_orders");
        assertThat(page.getByTestId("table-grid")).containsText("Greta Adler");
        assertThat(page.getByTestId("table-grid")).not().containsText("Petit");
        assertThat(page.getByTestId("table-customers")).not().isAttached();
        page.navigate(browsing().url() + "/#/releases");
        assertThat(page.getByTestId("not-for-you")).containsText("sam");
        page.navigate(browsing().url() + "/#/operations/costs");
        assertThat(page.getByTestId("not-for-you")).containsText("administrators");
        page.getByTestId("signed-in").click();
        assertThat(page.getByTestId("account-scopes")).containsText("read");
        page.getByTestId("sign-out").click();
        assertThat(page.getByTestId("gate")).isVisible();
        signIn(page, "root");
        page.navigate(browsing().url() + "/#/releases");
        assertThat(page.getByTestId("definition-counts")).containsText("1 policy");
        page.context().close();
    }

    @Test
    void aTokenComesInAndIsKeptNowhereThatScriptsRead() {
        Page page = open("/");
        page.getByTestId("way-token").check(new Locator.CheckOptions().setForce(true));
        page.getByTestId("sign-in-token").fill(token);
        page.getByTestId("sign-in").click();
        assertThat(page.getByTestId("signed-in")).containsText("sam");
        Object readable =
                page.evaluate(
                        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])");
        assertEquals("[{},{},\"\"]", readable);
        page.reload();
        assertThat(page.getByTestId("signed-in")).containsText("sam");
        page.context().close();
    }

    @Test
    void nothingIsCutOffOnAnyScreen() {
        for (Screen screen : List.of(Screen.LAPTOP, Screen.PHONE)) {
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browsing().open("/#/releases", screen, colours);
                assertThat(page.getByTestId("gate")).isVisible();
                photograph(page, "gate", screen, colours);
                page.getByTestId("sign-in-name").fill("sam");
                page.getByTestId("sign-in-password").fill("wrong");
                page.getByTestId("sign-in").click();
                assertThat(page.getByTestId("sign-in-refused")).isVisible();
                photograph(page, "gate-refused", screen, colours);
                page.getByTestId("sign-in-password").fill(PASSWORD);
                page.getByTestId("sign-in").click();
                assertThat(page.getByTestId("not-for-you")).isVisible();
                photograph(page, "not-for-you", screen, colours);
                page.getByTestId("signed-in").click();
                assertThat(page.getByTestId("account-name")).hasText("sam");
                photograph(page, "account", screen, colours);
                page.context().close();
            }
        }
    }

    private static void photograph(Page page, String what, Screen screen, ColorScheme colours) {
        String name = (screen + "-" + colours + "-" + what).toLowerCase(Locale.ROOT);
        browsing().photograph(page, name);
        assertTrue(Browsing.overflow(page) <= 0, name + " is wider than the screen");
    }
}
