package dev.tidemill.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds: {@code BACKUP.json}, the file that is written last. Its last member is the
 * SHA-256 of all bytes before it, so that a changed byte anywhere is noticed.
 *
 * @param version the layout's version of the data folder
 * @param tick the last tick in it: what is restored goes on from there
 * @param checkpointTick the tick of the checkpoint in it; 0 when there is none
 * @param time when it was taken
 */
public record BackupManifest(
        String version, long tick, long checkpointTick, Instant time, List<BackupFile> files) {
    public static final String NAME = "BACKUP.json";

    private static final String CHECKSUM = ",\n  \"checksum\": \"";
    private static final String END = "\"\n}\n";
    private static final long FORMAT = 1;

    public BackupManifest {
        requireNonNull(version, "version");
        requireNonNull(time, "time");
        files = List.copyOf(files);
    }

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(BackupFile::bytes).sum();
    }

    byte[] encode() {
        StringBuilder out = new StringBuilder();
        out.append("{\n  \"format\": ").append(FORMAT);
        out.append(",\n  \"version\": ");
        Json.quote(version, out);
        out.append(",\n  \"tick\": ").append(tick);
        out.append(",\n  \"checkpoint_tick\": ").append(checkpointTick);
        out.append(",\n  \"time\": \"").append(time).append("\",\n  \"files\": [");
        for (int i = 0; i < files.size(); i++) {
            BackupFile file = files.get(i);
            out.append(i == 0 ? "" : ",").append("\n    {\"path\": ");
            Json.quote(file.path(), out);
            out.append(", \"bytes\": ").append(file.bytes());
            out.append(", \"sha256\": \"").append(file.sha256()).append("\"}");
        }
        out.append("\n  ]");
        String sum = Digests.hex(out.toString().getBytes(UTF_8));
        return out.append(CHECKSUM).append(sum).append(END).toString().getBytes(UTF_8);
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws TidemillException BACKUP_CORRUPT, DATA_DIRECTORY_VERSION; NOT_FOUND when the folder
     *     is no backup
     */
    public static BackupManifest read(Path backup) {
        Path file = backup.resolve(NAME);
        try {
            if (!Files.isRegularFile(file)) {
                throw new TidemillException(
                                ErrorCode.NOT_FOUND, backup + " is no backup: it has no " + NAME)
                        .withHint("a backup has that file, or else it is not whole");
            }
            return decode(Files.readString(file), file);
        } catch (IOException e) {
            throw corrupt(file, "cannot be read: " + e);
        }
    }

    private static BackupManifest decode(String text, Path file) {
        int end = text.lastIndexOf(CHECKSUM);
        String wanted =
                end < 0
                        ? ""
                        : text.substring(0, end)
                                + CHECKSUM
                                + Digests.hex(text.substring(0, end).getBytes(UTF_8))
                                + END;
        if (!wanted.equals(text)) {
            throw corrupt(file, "was changed: its checksum does not fit");
        }
        try {
            Json.Obj all = (Json.Obj) Json.parse(text);
            if (number(all, "format") != FORMAT) {
                throw new TidemillException(
                                ErrorCode.DATA_DIRECTORY_VERSION,
                                file + " has a format that this program does not read")
                        .withHint("use the release that wrote it");
            }
            List<BackupFile> files = new ArrayList<>();
            for (Json each : ((Json.Array) member(all, "files")).elements()) {
                Json.Obj entry = (Json.Obj) each;
                files.add(
                        new BackupFile(
                                text(entry, "path"),
                                number(entry, "bytes"),
                                text(entry, "sha256")));
            }
            return new BackupManifest(
                    text(all, "version"),
                    number(all, "tick"),
                    number(all, "checkpoint_tick"),
                    Instant.parse(text(all, "time")),
                    files);
        } catch (JsonError
                | ClassCastException
                | NullPointerException
                | ArithmeticException
                | IllegalArgumentException
                | DateTimeParseException e) {
            throw corrupt(file, "makes no sense: " + e.getMessage());
        }
    }

    private static Json member(Json.Obj object, String name) {
        @Nullable Json member = object.members().get(name);
        return requireNonNull(member, name);
    }

    private static String text(Json.Obj object, String name) {
        return ((Json.Text) member(object, name)).value();
    }

    private static long number(Json.Obj object, String name) {
        return ((Json.Num) member(object, name)).value().longValueExact();
    }

    static TidemillException corrupt(Path file, String what) {
        return new TidemillException(ErrorCode.BACKUP_CORRUPT, file + " " + what)
                .withHint("use another backup; nothing of this one is guessed");
    }
}
