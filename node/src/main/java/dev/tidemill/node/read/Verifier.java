package dev.tidemill.node.read;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.tick.PublishedTick;
import java.nio.file.Path;
public final class Verifier {
    public Verifier(Path p) {}
    public Verification verify(PublishedTick t, DefinitionsInForce.View v) { throw new UnsupportedOperationException(); }
}
