package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.RowWriter;
import dev.tidemill.pgwire.type.TextValues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives a client what its statements came to. Owned by the session's thread. */
final class Delivery {
    private final Channel channel;
    private final MessageWriter out;
    private final Settings settings;

    Delivery(Channel channel, Settings settings) {
        this.channel = requireNonNull(channel, "channel");
        this.out = channel.out();
        this.settings = requireNonNull(settings, "settings");
    }

    /**
     * Tells of columns, or that there are none.
     *
     * @param portal how its client wants them; null when that is not said yet
     */
    void columns(@Nullable Layout layout, @Nullable Portal portal) throws IOException {
        if (layout == null) {
            out.empty('n');
        } else {
            boolean[] binary = portal == null ? new boolean[layout.size()] : portal.binary(layout);
            RowWriter.describe(layout, binary, out);
        }
    }

    /** Writes what a statement came to, at most so many rows of it. */
    void give(Portal portal, Answer answer, long max) throws IOException, InterruptedException {
        switch (answer) {
            case Answer.Done done -> complete(done.tag());
            case Answer.Empty _ -> out.empty('I');
            case Answer.Copied copied -> complete(copied.copy().run(channel));
            case Answer.Given given -> {
                long written = portal.write(given.rows(), max, texts(), out);
                if (written == max && portal.advance(given.rows())) {
                    out.empty('s');
                } else {
                    complete(given.word() + " " + written);
                }
            }
            case Answer.Returned returned -> {
                long _ = portal.write(returned.rows(), Long.MAX_VALUE, texts(), out);
                complete(returned.tag());
            }
        }
    }

    private TextValues texts() {
        return new TextValues(settings.zone());
    }

    private void complete(String tag) throws IOException {
        out.begin('C').text(tag).end();
    }
}
