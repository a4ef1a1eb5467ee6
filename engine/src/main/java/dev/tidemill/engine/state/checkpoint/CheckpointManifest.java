package dev.tidemill.engine.state.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.RegionName;
import dev.tidemill.engine.state.Segment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What one checkpoint holds: the tick, the owner's bytes, and for each region where its pages stand
 * in the page files.
 *
 * <p>Format, little-endian: magic, version, page size, sequence, tick, epoch, the owner's bytes,
 * the sizes of the page files, the regions; at the end the CRC-32C of all before it.
 */
record CheckpointManifest(
        long sequence,
        long tick,
        long epoch,
        byte[] extras,
        Map<Integer, Long> fileBytes,
        Map<RegionName, SegmentManifest[]> regions) {
    /**
     * 3: rows that are only added lie in two halves, the others in a history beside the state; 5:
     * so do a join's rows that are only added, or in a heap with a hash index for a band; one table
     * of values serves all DISTINCT aggregates of an argument; 6: the side of a band join that is
     * only added to is such rows too where the other one is taken back.
     */
    static final int VERSION = 7;

    private static final int MAGIC = 0x4B434D54;
    private static final int CRC_BYTES = 4;

    static CheckpointManifest none() {
        return new CheckpointManifest(0, 0, 0, new byte[0], Map.of(), Map.of());
    }

    byte[] encode() {
        Growing out = new Growing();
        out.putInt(MAGIC).putInt(VERSION).putInt(Page.BYTES);
        out.putLong(sequence).putLong(tick).putLong(epoch);
        out.putInt(extras.length).put(extras);
        out.putInt(fileBytes.size());
        fileBytes.forEach((file, bytes) -> out.putInt(file).putLong(bytes));
        out.putInt(regions.size());
        regions.forEach((name, segments) -> encodeRegion(out, name, segments));
        byte[] encoded = out.bytes(CRC_BYTES);
        int end = encoded.length - CRC_BYTES;
        Page.putInt(encoded, end, crc(encoded, 0, end));
        return encoded;
    }

    private static void encodeRegion(Growing out, RegionName name, SegmentManifest[] segments) {
        byte[] node = name.node().getBytes(UTF_8);
        out.putInt(node.length).put(node).putInt(name.partition()).putInt(segments.length);
        for (SegmentManifest segment : segments) {
            out.putInt(segment.pageLimit);
            for (long value : segment.meta) {
                out.putLong(value);
            }
            out.putInt(segment.pages());
            for (int page = 0; page < segment.pageLimit; page++) {
                if (segment.holds(page)) {
                    out.putInt(page).putInt(segment.files[page]);
                    out.putLong(segment.offsets[page]).putInt(segment.lengths[page]);
                }
            }
        }
    }

    /** Reads a manifest back; throws CHECKPOINT_CORRUPT with the file and position. */
    static CheckpointManifest decode(byte[] encoded, Path file) {
        int end = encoded.length - CRC_BYTES;
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (end < 12 || in.getInt() != MAGIC) {
                throw corrupt(file, 0, "it is no checkpoint manifest");
            }
            int version = in.getInt();
            int pageBytes = in.getInt();
            if (Page.getInt(encoded, end) != crc(encoded, 0, end)) {
                throw corrupt(file, end, "the manifest's checksum does not fit");
            }
            if (version != VERSION || pageBytes != Page.BYTES) {
                throw new TidemillException(
                        ErrorCode.DATA_DIRECTORY_VERSION,
                        file
                                + " has checkpoint format "
                                + version
                                + " with pages of "
                                + pageBytes
                                + " bytes; this program reads format "
                                + VERSION
                                + " with "
                                + Page.BYTES);
            }
            return decodeBody(in);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw corrupt(file, in.position(), "the manifest ends too early or makes no sense");
        }
    }

    private static CheckpointManifest decodeBody(ByteBuffer in) {
        long sequence = in.getLong();
        long tick = in.getLong();
        long epoch = in.getLong();
        byte[] extras = new byte[in.getInt()];
        in.get(extras);
        Map<Integer, Long> files = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            int file = in.getInt();
            files.put(file, in.getLong());
        }
        Map<RegionName, SegmentManifest[]> regions = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            byte[] node = new byte[in.getInt()];
            in.get(node);
            RegionName name = new RegionName(new String(node, UTF_8), in.getInt());
            SegmentManifest[] segments = new SegmentManifest[in.getInt()];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = decodeSegment(in);
            }
            regions.put(name, segments);
        }
        return new CheckpointManifest(sequence, tick, epoch, extras, files, regions);
    }

    private static SegmentManifest decodeSegment(ByteBuffer in) {
        int pageLimit = in.getInt();
        long[] meta = new long[Segment.META_LONGS];
        for (int i = 0; i < meta.length; i++) {
            meta[i] = in.getLong();
        }
        SegmentManifest segment = new SegmentManifest(pageLimit, meta);
        for (int left = in.getInt(); left > 0; left--) {
            int page = in.getInt();
            int file = in.getInt();
            long offset = in.getLong();
            segment.place(page, file, offset, in.getInt());
        }
        return segment;
    }

    static TidemillException corrupt(Path file, long position, String what) {
        return new TidemillException(
                        ErrorCode.CHECKPOINT_CORRUPT,
                        "The checkpoint cannot be read: "
                                + file
                                + " at byte "
                                + position
                                + ": "
                                + what)
                .withHint("Restore the data directory from a copy; the file was changed on disk.");
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** A byte array that grows while numbers are appended. */
    private static final class Growing {
        private byte[] bytes = new byte[4096];
        private int length;

        Growing putInt(int value) {
            ensure(4);
            Page.putInt(bytes, length, value);
            length += 4;
            return this;
        }

        Growing putLong(long value) {
            ensure(8);
            Page.putLong(bytes, length, value);
            length += 8;
            return this;
        }

        Growing put(byte[] value) {
            ensure(value.length);
            System.arraycopy(value, 0, bytes, length, value.length);
            length += value.length;
            return this;
        }

        private void ensure(int count) {
            if (bytes.length - length < count) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
            }
        }

        byte[] bytes(int more) {
            return Arrays.copyOf(bytes, length + more);
        }
    }
}
