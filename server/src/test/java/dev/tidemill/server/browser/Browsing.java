package dev.tidemill.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An example served on a free port, and a Chromium that looks at it. One thread; closing ends all
 * of it.
 */
final class Browsing implements AutoCloseable {
    /** A screen, and how much of a page it shows. */
    enum Screen {
        DESK(1440, 900),
        LAPTOP(1280, 800),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private static final int WAIT_MILLIS = 20_000;
    static final List<String> FLAGS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final TidemillServer server;
    private final Playwright playwright;
    private final Browser browser;
    private final Path project;

    /** What pages complained of in their consoles. */
    private final List<String> complaints = new ArrayList<>();

    private Browsing(TidemillServer server, Playwright playwright, Browser browser, Path project) {
        this.server = server;
        this.playwright = playwright;
        this.browser = browser;
        this.project = project;
    }

    /** The browser of this machine; empty when there is none. */
    static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(
                        folder ->
                                Stream.of("chromium", "chromium-browser", "google-chrome")
                                        .map(name -> Paths.get(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The flights, in a folder that is watched.
     *
     * @param folder where the project's copy and the mill's data are kept
     */
    static Browsing start(Path folder, Path chromium) throws IOException {
        Path project = copy("flights", folder.resolve("flights"));
        return of(serve(project, true), project, chromium);
    }

    /** A mill of a project, on a free port of this machine. */
    static TidemillServer serve(Path project, boolean watching) {
        return TidemillServer.start(
                ServerOptions.loopback(0),
                url ->
                        Tidemill.open(
                                project,
                                TidemillOptions.defaults()
                                        .withWatching(watching)
                                        .withLocalUrl(url)));
    }

    /** A browser for a server, which is closed with it. */
    static Browsing of(TidemillServer server, Path project, Path chromium) {
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium)
                                        .setArgs(FLAGS));
        return new Browsing(server, playwright, browser, project);
    }

    /** The project of an example, where a test may change it. */
    static Path copy(String example, Path target) throws IOException {
        Path source = Path.of("..", "examples", example);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copied = target.resolve(source.relativize(file).toString());
                if (file.toString().contains(".tidemill")) {
                    continue;
                }
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
        return target;
    }

    Tidemill mill() {
        return server.mill();
    }

    String url() {
        return server.url();
    }

    Path project() {
        return project;
    }

    /** Opens a path of the server in a window of its own. */
    Page open(String path, Screen screen, ColorScheme colours) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(screen.width, screen.height)
                                .setColorScheme(colours));
        context.setDefaultTimeout(WAIT_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error")
                            && !isNotThere(message)
                            && !isNotFor(message)) {
                        complaints.add(path + ": " + message.text() + " " + message.location());
                    }
                });
        page.onPageError(error -> complaints.add(path + ": " + error));
        page.navigate(server.url() + path);
        return page;
    }

    /**
     * A lookup of a key that has no row is answered 404, a predictor that is not there, and so is
     * the trace of a tick that is not published yet, for which a page asks until it is; browsers
     * write both down as errors.
     */
    private static boolean isNotThere(ConsoleMessage message) {
        String asked = message.location();
        return message.text().contains("404")
                && (asked.contains("/lookup?")
                        || asked.contains("/v1/trace/")
                        || asked.contains("/v1/predictors/"));
    }

    /** That somebody is unknown, or may not see something, is what pages ask for and tell. */
    private static boolean isNotFor(ConsoleMessage message) {
        return message.text().contains("401") || message.text().contains("403");
    }

    /** How much wider than the screen a page is, in pixels; not above 0 when it fits. */
    static int overflow(Page page) {
        Object wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
        return ((Number) wider).intValue();
    }

    /** Keeps a picture for people to look at. */
    void photograph(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
        server.close();
    }
}
