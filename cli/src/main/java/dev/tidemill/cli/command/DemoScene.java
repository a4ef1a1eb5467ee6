package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Paint;
import java.util.List;

/** What a demo has beside its project's own sources: who acts in it, and where to look. */
interface DemoScene {
    /** What acts in a demo until it is closed. */
    @FunctionalInterface
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /** Lines that say where to look, each indented. */
    List<String> places(String url, Paint paint);

    /**
     * Begins, with a mill that serves already; returns when there is something to look at.
     *
     * @param client is the scene's until the running scene is closed
     */
    Running begin(ServerClient client) throws InterruptedException;
}
