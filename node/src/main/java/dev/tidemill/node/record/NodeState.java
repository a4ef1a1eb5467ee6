package dev.tidemill.node.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the node itself must find again in a checkpoint, beside the engine's state.
 *
 * @param nowMicros the tick's time
 * @param positions each source's position
 * @param receipts answers kept for idempotency keys, oldest first, with their ticks
 * @param quarantineSequence the last number given to a quarantined row
 * @param pendingNotices transitions that are not in the outbox yet, as the actions room wrote them
 * @param watermarks what the tick's seal says of them
 * @param suspensions live tables that failed in a tick
 * @param standing live tables that do not run with the SQL of the definitions yet
 * @param predictors what each predictor knows, as it wrote it itself
 */
public record NodeState(
        long tick,
        long nowMicros,
        DefinitionEntry definitions,
        Map<String, byte[]> positions,
        List<KeptReceipt> receipts,
        long quarantineSequence,
        List<byte[]> pendingNotices,
        WatermarkSeal watermarks,
        List<Suspension> suspensions,
        List<Standing> standing,
        List<byte[]> predictors) {

    /** An answer and the tick it named. */
    public record KeptReceipt(InputEntry.Receipt receipt, long tick) {}

    /** 9 and 12 to 15 are only an entry's: both count alike. */
    private static final int VERSION = 17;

    /** State without predictors. */
    private static final int VERSION_WITHOUT_PREDICTORS = 15;

    /** State in which all tables run with the SQL of the definitions. */
    private static final int VERSION_WITHOUT_BUILDS = 7;

    /** State without suspended tables. */
    private static final int VERSION_WITHOUT_SUSPENSIONS = 4;

    /** State without watermarks, as it was written before there were any. */
    private static final int VERSION_WITHOUT_WATERMARKS = 2;

    public NodeState {
        positions = Map.copyOf(positions);
        receipts = List.copyOf(receipts);
        pendingNotices = List.copyOf(pendingNotices);
        suspensions = List.copyOf(suspensions);
        standing = List.copyOf(standing);
        predictors = List.copyOf(predictors);
    }

    /** The same state with these suspensions, and these tables that are not replaced. */
    public NodeState with(List<Suspension> otherSuspensions, List<Standing> otherStanding) {
        return new NodeState(
                tick,
                nowMicros,
                definitions,
                positions,
                receipts,
                quarantineSequence,
                pendingNotices,
                watermarks,
                otherSuspensions,
                otherStanding,
                predictors);
    }

    /** The state before the first tick. */
    public static NodeState initial() {
        return new NodeState(
                0,
                Long.MIN_VALUE,
                DefinitionEntry.none(),
                Map.of(),
                List.of(),
                0,
                List.of(),
                WatermarkSeal.NONE,
                List.of(),
                List.of(),
                List.of());
    }

    public byte[] encode() {
        RecordWriter writer = new RecordWriter(4096);
        writer.putInt(VERSION);
        writer.putLong(tick);
        writer.putLong(nowMicros);
        definitions.write(writer);
        writer.putInt(positions.size());
        positions.forEach(
                (source, position) -> {
                    writer.putText(source);
                    writer.putBytes(position);
                });
        writer.putInt(receipts.size());
        for (KeptReceipt kept : receipts) {
            writer.putText(kept.receipt().key());
            writer.putText(kept.receipt().table());
            writer.putLong(kept.receipt().accepted());
            writer.putLong(kept.receipt().quarantined());
            writer.putLong(kept.tick());
        }
        writer.putLong(quarantineSequence);
        writer.putInt(pendingNotices.size());
        pendingNotices.forEach(writer::putBytes);
        ByteBuffer sealed = watermarks.encode();
        byte[] watermarkBytes = new byte[sealed.remaining()];
        sealed.get(watermarkBytes);
        writer.putBytes(watermarkBytes);
        writer.putInt(suspensions.size());
        suspensions.forEach(suspension -> suspension.write(writer));
        writer.putInt(standing.size());
        standing.forEach(each -> each.write(writer));
        writer.putInt(predictors.size());
        predictors.forEach(writer::putBytes);
        ByteBuffer encoded = writer.finish();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    public static NodeState decode(byte[] bytes) {
        RecordReader reader = new RecordReader(ByteBuffer.wrap(bytes));
        int version = reader.readInt();
        if (version < VERSION_WITHOUT_WATERMARKS || version > VERSION) {
            throw EntryKind.unknownVersion("the checkpoint", version);
        }
        long tick = reader.readLong();
        long nowMicros = reader.readLong();
        DefinitionEntry definitions = DefinitionEntry.read(reader, version);
        Map<String, byte[]> positions = new LinkedHashMap<>();
        for (int i = reader.readInt(); i > 0; i--) {
            positions.put(reader.readText(), reader.readBytes());
        }
        List<KeptReceipt> receipts = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            InputEntry.Receipt receipt =
                    new InputEntry.Receipt(
                            reader.readText(),
                            reader.readText(),
                            reader.readLong(),
                            reader.readLong());
            receipts.add(new KeptReceipt(receipt, reader.readLong()));
        }
        long quarantineSequence = reader.readLong();
        List<byte[]> pending = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            pending.add(reader.readBytes());
        }
        WatermarkSeal watermarks =
                version == VERSION_WITHOUT_WATERMARKS
                        ? WatermarkSeal.NONE
                        : WatermarkSeal.decode(ByteBuffer.wrap(reader.readBytes()));
        List<Suspension> suspensions = new ArrayList<>();
        int suspended = version <= VERSION_WITHOUT_SUSPENSIONS ? 0 : reader.readInt();
        for (int i = 0; i < suspended; i++) {
            suspensions.add(Suspension.read(reader));
        }
        List<Standing> standing = new ArrayList<>();
        int standingCount = version <= VERSION_WITHOUT_BUILDS ? 0 : reader.readInt();
        for (int i = 0; i < standingCount; i++) {
            standing.add(Standing.read(reader));
        }
        List<byte[]> predictors = new ArrayList<>();
        int predictorCount = version <= VERSION_WITHOUT_PREDICTORS ? 0 : reader.readInt();
        for (int i = 0; i < predictorCount; i++) {
            predictors.add(reader.readBytes());
        }
        return new NodeState(
                tick,
                nowMicros,
                definitions,
                positions,
                receipts,
                quarantineSequence,
                pending,
                watermarks,
                suspensions,
                standing,
                predictors);
    }
}
