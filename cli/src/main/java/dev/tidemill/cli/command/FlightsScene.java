package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Paint;
import java.util.List;

/** Flights come by themselves, of the project's source. */
record FlightsScene() implements DemoScene {
    @Override
    public List<String> places(String url, Paint paint) {
        return List.of(
                "  take a flight   " + paint.good(url + "/app"),
                "  ask it          ./tidemill sql \"SELECT * FROM worst_airports\"",
                "                  ./tidemill watch airport_alerts");
    }

    @Override
    public Running begin(ServerClient client) {
        return () -> {};
    }
}
