package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.payments.PaymentOffice;
import dev.tidemill.cli.payments.PaymentTraffic;
import dev.tidemill.cli.show.Paint;
import java.util.List;

/** Made-up payments, some of them fraud, and what came of the steps that were chosen for them. */
record PaymentsScene(long seed, double paymentsPerSecond) implements DemoScene {
    @Override
    public List<String> places(String url, Paint paint) {
        return List.of(
                "  its webhooks    " + paint.good(url + "/app/hooks/reviews"),
                "  how it does     ./tidemill model list",
                "  ask it          ./tidemill sql \"SELECT * FROM step_results\"",
                "                  ./tidemill watch to_review");
    }

    @Override
    public Running begin(ServerClient client) throws InterruptedException {
        PaymentOffice office = PaymentOffice.open(client, seed);
        return new PaymentTraffic(office, paymentsPerSecond)::close;
    }
}
